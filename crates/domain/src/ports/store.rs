//! The unit of work: a store begins transactions, and a transaction provides the repositories.

use std::ops::{Deref, DerefMut};

use super::{
    AttemptRepository, AuditLog, AuthenticatorRepository, CeremonyRepository, ChangeFeed, ChangePublisher, ChangeSet,
    DisavowalRepository, EnrolmentCodeRepository, Erasures, LogoutRepository, MagicLinkRepository,
    MemberSnapshotRepository, MembershipRepository, OrganizationRepository, OutboxRepository, RecoveryCodeRepository,
    Retention, SendLimitRepository, SessionRepository, WrongProofRepository,
};
use crate::Result;
use crate::model::access::{CallerContext, CallerKey};

/// The port to the database. The contract suite tests every implementation.
///
/// Callers use [`transaction`](#method.transaction), [`read`](#method.read) and [`begin`](#method.begin) of `dyn Store`,
/// which publish what was changed.
pub trait Store: Send + Sync {
    /// Begins a transaction that may write. Where only one may write at a time (SQLite, memory), waits its turn for a
    /// bounded time and then fails as unavailable.
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>>;

    /// Begins a transaction that only reads and never waits for a writer. Writing in it is an error.
    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>>;

    /// Like [`begin_read`](Self::begin_read), for background tasks on which the gate depends: on a connection that requests
    /// cannot exhaust, where the store has one.
    fn begin_reserved_read(&self) -> Result<Box<dyn Transaction + '_>> {
        self.begin_read()
    }

    /// Looks up the facts about a caller in one snapshot, on a connection that other requests cannot exhaust, where the
    /// store has one. The evidence is that of stored authenticators; the identity provider's own MFA is in the token.
    fn caller_context(&self, key: &CallerKey) -> Result<CallerContext>;

    /// The subscribers to this store's changes.
    fn publisher(&self) -> &ChangePublisher;

    /// Fails unless the store responds and its schema is at least the version that this program needs.
    fn ready(&self) -> Result<()>;
}

/// A unit of work. Dropping it without [`commit`](Self::commit) rolls it back.
///
/// After an error from any of its methods the transaction must not be used again.
pub trait Transaction {
    /// Organizations.
    fn organizations(&mut self) -> &mut dyn OrganizationRepository;

    /// Memberships of organizations.
    fn memberships(&mut self) -> &mut dyn MembershipRepository;

    /// Members with their authenticators and evidence, many at once.
    fn member_snapshots(&mut self) -> &mut dyn MemberSnapshotRepository;

    /// The changes since a mark.
    fn changes(&mut self) -> &mut dyn ChangeFeed;

    /// Authenticators of members.
    fn authenticators(&mut self) -> &mut dyn AuthenticatorRepository;

    /// WebAuthn ceremonies that are under way.
    fn ceremonies(&mut self) -> &mut dyn CeremonyRepository;

    /// Magic links that were sent.
    fn magic_links(&mut self) -> &mut dyn MagicLinkRepository;

    /// Tokens by which members disavow authenticators.
    fn disavowals(&mut self) -> &mut dyn DisavowalRepository;

    /// Codes that confirm enrolments.
    fn enrolment_codes(&mut self) -> &mut dyn EnrolmentCodeRepository;

    /// Counts of magic links.
    fn send_limits(&mut self) -> &mut dyn SendLimitRepository;

    /// Recovery codes of members.
    fn recovery_codes(&mut self) -> &mut dyn RecoveryCodeRepository;

    /// Failed attempts of members.
    fn attempts(&mut self) -> &mut dyn AttemptRepository;

    /// MFA sessions of members.
    fn sessions(&mut self) -> &mut dyn SessionRepository;

    /// Logouts at the identity provider.
    fn logouts(&mut self) -> &mut dyn LogoutRepository;

    /// Deliveries to people. Only [`record`](crate::use_cases::record::record()) writes them, with the entry they are
    /// about.
    fn outbox(&mut self) -> &mut dyn OutboxRepository;

    /// Purges expired rows.
    fn retention(&mut self) -> &mut dyn Retention;

    /// Wrong proofs that are not in the audit log yet.
    fn wrong_proofs(&mut self) -> &mut dyn WrongProofRepository;

    /// The audit log. Only [`record`](crate::use_cases::record::record()) writes it.
    fn audit(&mut self) -> &mut dyn AuditLog;

    /// Erasures of members. Only [`record_erasure`](crate::use_cases::record) begins one.
    fn erasures(&mut self) -> &mut dyn Erasures;

    /// The changes that this transaction has recorded so far.
    fn change_set(&mut self) -> &mut ChangeSet;

    /// Makes all writes durable. After an error either the outcome is unknown or nothing was changed.
    ///
    /// Called by [`OpenTransaction::commit`] alone, which publishes the changes: only that makes a `CommitPermit`.
    fn commit(self: Box<Self>, permit: CommitPermit) -> Result<()>;
}

/// Proof that a commit is followed by the publication of its changes.
#[derive(Debug)]
pub struct CommitPermit(());

/// A transaction of a store that publishes its changes when it is committed.
pub struct OpenTransaction<'a> {
    transaction: Box<dyn Transaction + 'a>,
    publisher: &'a ChangePublisher,
}

impl OpenTransaction<'_> {
    /// Commits, then publishes the changes.
    ///
    /// Publishing before the commit would let a reader in between cache the old facts as if they were read after the
    /// change. Changes are also published if the commit fails, because its outcome may be unknown.
    pub fn commit(self) -> Result<()> {
        let Self { mut transaction, publisher } = self;
        let changes = transaction.change_set().take();
        let committed = transaction.commit(CommitPermit(()));
        publisher.publish(&changes);
        committed
    }
}

impl<'a> Deref for OpenTransaction<'a> {
    type Target = dyn Transaction + 'a;

    fn deref(&self) -> &Self::Target {
        &*self.transaction
    }
}

impl DerefMut for OpenTransaction<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut *self.transaction
    }
}

impl dyn Store + '_ {
    /// Begins a transaction that may write. Prefer [`transaction`](#method.transaction), which cannot be left open.
    pub fn begin(&self) -> Result<OpenTransaction<'_>> {
        Ok(OpenTransaction { transaction: self.begin_write()?, publisher: self.publisher() })
    }

    /// Runs `work` in a transaction: commits on `Ok` and publishes the changes before it returns, undoes on `Err`.
    pub fn transaction<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Result<T>) -> Result<T> {
        let mut open = self.begin()?;
        let value = work(&mut *open)?;
        open.commit()?;
        Ok(value)
    }

    /// Runs `work` in a transaction that only reads.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Result<T>) -> Result<T> {
        self.run_read(self.begin_read()?, work)
    }

    /// Like [`read`](#method.read), in a transaction of [`begin_reserved_read`](Store::begin_reserved_read).
    pub fn reserved_read<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Result<T>) -> Result<T> {
        self.run_read(self.begin_reserved_read()?, work)
    }

    fn run_read<'a, T>(
        &'a self,
        transaction: Box<dyn Transaction + 'a>,
        work: impl FnOnce(&mut dyn Transaction) -> Result<T>,
    ) -> Result<T> {
        let mut open = OpenTransaction { transaction, publisher: self.publisher() };
        let value = work(&mut *open)?;
        open.commit()?;
        Ok(value)
    }
}
