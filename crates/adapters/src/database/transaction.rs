//! A transaction on either database.

use std::time::{Duration, Instant};

use diesel::QueryResult;
use portcullis_domain::{
    AttemptRepository, AuditLog, AuthenticatorRepository, CeremonyRepository, ChangeFeed, ChangeSet, CommitPermit,
    DisavowalRepository, EnrolmentCodeRepository, Erasures, Error, LogoutRepository, MagicLinkRepository,
    MemberSnapshotRepository, MembershipRepository, OrganizationRepository, OutboxRepository, RecoveryCodeRepository,
    Result, Retention, SendLimitRepository, SessionRepository, Transaction, WrongProofRepository,
};
use r2d2::PooledConnection;

use super::connection::{AccessMode, AnyConnection};
use super::connection_manager::ConnectionManager;
use super::error_mapping::map_error;
use super::pool::Pool;
use super::transaction_stats::{TransactionStats, WriteSet};
use crate::clock::monotonic_now;

/// A transaction on one connection. It implements every repository.
pub(super) struct DieselTransaction {
    pooled: PooledConnection<ConnectionManager>,
    open: bool,
    /// After this moment it is not committed.
    expires: Option<Instant>,
    stats: TransactionStats,
    pub(super) writes: WriteSet,
    change_set: ChangeSet,
}

impl DieselTransaction {
    /// Takes a connection and begins. The wait for the connection counts towards `lifetime`.
    pub(super) fn begin(
        pool: &Pool,
        mode: AccessMode,
        lifetime: Option<Duration>,
        stats: TransactionStats,
    ) -> Result<Self> {
        let expires = lifetime.map(|lifetime| monotonic_now() + lifetime);
        let pooled = pool.get()?;
        let (writes, change_set) = (WriteSet::default(), ChangeSet::default());
        let mut transaction = Self { pooled, open: false, expires, stats, writes, change_set };
        transaction.run(|connection| connection.begin(mode)).inspect_err(|_| transaction.pooled.mark_suspect())?;
        transaction.open = true;
        Ok(transaction)
    }

    /// Runs statements.
    pub(super) fn run<T>(&mut self, statement: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> Result<T> {
        self.run_or(map_error, statement)
    }

    /// Runs statements and maps their failure with `map`.
    pub(super) fn run_or<T>(
        &mut self,
        map: impl FnOnce(diesel::result::Error) -> Error,
        statement: impl FnOnce(&mut AnyConnection) -> QueryResult<T>,
    ) -> Result<T> {
        statement(&mut self.pooled.connection).map_err(map)
    }
}

impl Transaction for DieselTransaction {
    fn organizations(&mut self) -> &mut dyn OrganizationRepository {
        self
    }

    fn memberships(&mut self) -> &mut dyn MembershipRepository {
        self
    }

    fn member_snapshots(&mut self) -> &mut dyn MemberSnapshotRepository {
        self
    }

    fn changes(&mut self) -> &mut dyn ChangeFeed {
        self
    }

    fn authenticators(&mut self) -> &mut dyn AuthenticatorRepository {
        self
    }

    fn ceremonies(&mut self) -> &mut dyn CeremonyRepository {
        self
    }

    fn magic_links(&mut self) -> &mut dyn MagicLinkRepository {
        self
    }

    fn disavowals(&mut self) -> &mut dyn DisavowalRepository {
        self
    }

    fn enrolment_codes(&mut self) -> &mut dyn EnrolmentCodeRepository {
        self
    }

    fn send_limits(&mut self) -> &mut dyn SendLimitRepository {
        self
    }

    fn recovery_codes(&mut self) -> &mut dyn RecoveryCodeRepository {
        self
    }

    fn attempts(&mut self) -> &mut dyn AttemptRepository {
        self
    }

    fn sessions(&mut self) -> &mut dyn SessionRepository {
        self
    }

    fn logouts(&mut self) -> &mut dyn LogoutRepository {
        self
    }

    fn outbox(&mut self) -> &mut dyn OutboxRepository {
        self
    }

    fn retention(&mut self) -> &mut dyn Retention {
        self
    }

    fn wrong_proofs(&mut self) -> &mut dyn WrongProofRepository {
        self
    }

    fn audit(&mut self) -> &mut dyn AuditLog {
        self
    }

    fn erasures(&mut self) -> &mut dyn Erasures {
        self
    }

    fn change_set(&mut self) -> &mut ChangeSet {
        &mut self.change_set
    }

    fn commit(mut self: Box<Self>, _: CommitPermit) -> Result<()> {
        if self.expires.is_some_and(|expires| monotonic_now() > expires) {
            return Err(Error::unavailable("the transaction exceeded its time limit and was not committed"));
        }
        self.run(AnyConnection::commit)?;
        self.open = false;
        self.stats.count(&self.writes);
        Ok(())
    }
}

/// Rolls back an open transaction, so that the connection can be reused: the pool closes one with an open transaction.
impl Drop for DieselTransaction {
    fn drop(&mut self) {
        if self.open
            && let Err(error) = self.pooled.connection.roll_back()
        {
            // the pool then closes the connection, which ends the transaction
            log::debug!("rollback failed: {error}");
        }
    }
}
