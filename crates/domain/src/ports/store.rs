//! The unit of work: a store gives a transaction, a transaction gives the repositories.

use super::{
    AttemptRepository, AuditLog, AuthenticatorRepository, CeremonyRepository, ChangeFeed, MagicLinkRepository,
    MemberSnapshotRepository, MembershipRepository, OrganizationRepository, OutboxRepository, RecoveryCodeRepository,
    Retention, SendLimitRepository, SessionRepository,
};
use crate::Result;

/// Where everything is kept. Implementations are held to the same promises by the contract suite.
pub trait Store: Send + Sync {
    /// Begins a transaction that may write. Where only one may write at a time (SQLite, memory), waits its turn for a
    /// bounded time and then fails as unavailable.
    fn begin(&self) -> Result<Box<dyn Transaction + '_>>;

    /// Begins a transaction that only reads and never waits for a writer. Writing in it is an error.
    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>>;

    /// Whether the store answers and its schema is at least the one that this program knows.
    fn ready(&self) -> Result<()>;
}

/// A unit of work. Dropping it without [`commit`](Self::commit) undoes everything that was done through it.
///
/// An error from any of its methods ends the use case: after it nothing more may be asked of the transaction.
pub trait Transaction {
    /// The tenants.
    fn organizations(&mut self) -> &mut dyn OrganizationRepository;

    /// Who belongs to them.
    fn memberships(&mut self) -> &mut dyn MembershipRepository;

    /// How they stand.
    fn standings(&mut self) -> &mut dyn MemberSnapshotRepository;

    /// What changed since somebody looked.
    fn changes(&mut self) -> &mut dyn ChangeFeed;

    /// What members hold.
    fn authenticators(&mut self) -> &mut dyn AuthenticatorRepository;

    /// Their WebAuthn ceremonies that are under way.
    fn ceremonies(&mut self) -> &mut dyn CeremonyRepository;

    /// The links that they were sent.
    fn magic_links(&mut self) -> &mut dyn MagicLinkRepository;

    /// How many of them.
    fn send_limits(&mut self) -> &mut dyn SendLimitRepository;

    /// Their codes for when it is not at hand.
    fn recovery_codes(&mut self) -> &mut dyn RecoveryCodeRepository;

    /// How often they guessed wrong.
    fn attempts(&mut self) -> &mut dyn AttemptRepository;

    /// What they proved.
    fn sessions(&mut self) -> &mut dyn SessionRepository;

    /// What members are told. Written through [`record`](crate::use_cases::record::record()) alone, with what it tells of.
    fn outbox(&mut self) -> &mut dyn OutboxRepository;

    /// What is over, to be forgotten.
    fn retention(&mut self) -> &mut dyn Retention;

    /// What happened. Written through [`record`](crate::use_cases::record::record()) alone.
    fn audit(&mut self) -> &mut dyn AuditLog;

    /// Makes everything durable. An error means that the outcome is unknown, or that nothing was changed.
    fn commit(self: Box<Self>) -> Result<()>;
}

impl dyn Store + '_ {
    /// Runs `work` in a transaction: commits on `Ok`, undoes on `Err`.
    pub fn transaction<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Result<T>) -> Result<T> {
        let mut transaction = self.begin()?;
        let value = work(&mut *transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// Runs `work` in a transaction that only reads.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Result<T>) -> Result<T> {
        let mut transaction = self.begin_read()?;
        let value = work(&mut *transaction)?;
        transaction.commit()?;
        Ok(value)
    }
}
