//! A transaction on either database.

use std::sync::Arc;
use std::time::Instant;

use diesel::QueryResult;
#[cfg(feature = "postgres")]
use diesel::RunQueryDsl as _;
use portcullis_domain::{
    AttemptRepository, AuditLog, AuthenticatorRepository, CeremonyRepository, ChangeFeed, ChangeSet, CommitPermit,
    DisavowalRepository, EnrolmentCodeRepository, Erasures, Error, LogoutRepository, MagicLinkRepository,
    MemberSnapshotRepository, MembershipRepository, OrganizationId, OrganizationRepository, OutboxRepository,
    RecoveryCodeRepository, Result, Retention, SendLimitRepository, SessionRepository, Transaction,
    WrongProofRepository,
};
use r2d2::PooledConnection;

use super::connection::{AccessMode, AnyConnection};
use super::connection_manager::ConnectionManager;
use super::error_mapping::map_error;
use super::organization_turns::{OrganizationTurns, Turn};
use super::pool::Pool;
use super::timeouts::Timeouts;
use super::transaction_stats::{TransactionStats, WriteSet};
use crate::clock::monotonic_now;

/// A transaction on one connection. It implements every repository.
pub(super) struct DieselTransaction {
    /// `None` while it waits for an organization's turn, and after that failed.
    pooled: Option<PooledConnection<ConnectionManager>>,
    pool: Pool,
    mode: AccessMode,
    timeouts: Timeouts,
    open: bool,
    /// After this moment it is not committed.
    expires: Option<Instant>,
    turns: Arc<OrganizationTurns>,
    /// The turn of the organization whose row is locked; given up after the connection.
    turn: Option<Turn>,
    stats: TransactionStats,
    pub(super) writes: WriteSet,
    change_set: ChangeSet,
}

impl DieselTransaction {
    /// Takes a connection and begins. The wait for the connection counts towards the transaction's time limit.
    pub(super) fn begin(
        pool: &Pool,
        mode: AccessMode,
        timeouts: Timeouts,
        turns: &Arc<OrganizationTurns>,
        stats: TransactionStats,
    ) -> Result<Self> {
        let mut transaction = Self {
            pooled: None,
            pool: pool.clone(),
            mode,
            timeouts,
            open: false,
            expires: timeouts.transaction.map(|lifetime| monotonic_now() + lifetime),
            turns: Arc::clone(turns),
            turn: None,
            stats,
            writes: WriteSet::default(),
            change_set: ChangeSet::default(),
        };
        transaction.connect()?;
        Ok(transaction)
    }

    fn connect(&mut self) -> Result<()> {
        let pooled = self.pooled.insert(self.pool.get()?);
        pooled.connection.begin(self.mode).inspect_err(|_| pooled.mark_suspect()).map_err(map_error)?;
        self.open = true;
        Ok(())
    }

    /// Takes the organization's turn, to be called before its row is locked on PostgreSQL. While another writer has it,
    /// the transaction gives its connection back and begins again afterwards, unless it has written or locked something:
    /// so far it has only read, under `READ COMMITTED`, where each statement sees what was committed before it.
    pub(super) fn take_turn(&mut self, organization: &OrganizationId) -> Result<()> {
        // at most one: two writers with a turn each could wait for each other
        if self.turn.is_some() {
            return Ok(());
        }
        self.turn = self.turns.try_take(organization);
        if self.turn.is_some() || !self.is_unchanged()? {
            return Ok(());
        }
        self.run(AnyConnection::roll_back)?;
        (self.open, self.pooled) = (false, None);
        let left = self.expires.map_or(self.timeouts.lock, |expires| expires.duration_since(monotonic_now()));
        self.turn = Some(self.turns.wait(organization, left.min(self.timeouts.lock))?);
        self.connect()
    }

    /// Whether the transaction has neither written nor locked a row: then PostgreSQL has not numbered it.
    fn is_unchanged(&mut self) -> Result<bool> {
        self.run(|connection| match connection {
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(connection) => {
                let unnumbered = "pg_current_xact_id_if_assigned() IS NULL";
                diesel::select(diesel::dsl::sql::<diesel::sql_types::Bool>(unnumbered)).get_result(connection)
            }
            // the file has one writer: no other one waits with a connection
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(_) => Ok(false),
        })
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
        // a long list stops between its pages: its client has had its answer
        if self.expires.is_some_and(|expires| monotonic_now() > expires) {
            return Err(Error::unavailable("the transaction exceeded its time limit and was not committed"));
        }
        let pooled = self.pooled.as_mut().ok_or_else(|| Error::unavailable("the transaction has ended"))?;
        statement(&mut pooled.connection).map_err(map)
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
            && let Some(pooled) = &mut self.pooled
            && let Err(error) = pooled.connection.roll_back()
        {
            // the pool then closes the connection, which ends the transaction
            log::debug!("rollback failed: {error}");
        }
    }
}
