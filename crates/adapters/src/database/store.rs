//! Transactions on either database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use diesel::QueryResult;
use portcullis_domain::{
    AttemptRepository, AuditLog, AuthenticatorRepository, CeremonyRepository, ChangeFeed, ChangePublisher, ChangeSet,
    CommitPermit, Error, MagicLinkRepository, MemberSnapshotRepository, MembershipRepository, OrganizationRepository,
    OutboxRepository, RecoveryCodeRepository, Result, Retention, SendLimitRepository, SessionRepository, Store,
    Transaction,
};
use prometheus_client::registry::Registry;
use r2d2::PooledConnection;

use super::connection::{AnyConnection, Purpose};
use super::failure::failure;
use super::manager::Manager;
use super::patience::Patience;
use super::pool::{Pool, PoolStates};
use super::tally::{Deeds, Tally};
use super::url::DatabaseUrl;
use crate::clock::monotonic_now;

/// How many connections read SQLite at most; more only wait for the same two cores.
const SQLITE_READERS: u32 = 4;

/// The most connections at once, 1 to 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSize(u32);

impl PoolSize {
    /// That many connections.
    pub fn new(connections: u32) -> Result<Self> {
        if (1..=1000).contains(&connections) {
            Ok(Self(connections))
        } else {
            Err(Error::invalid("PORTCULLIS_DATABASE_POOL", "must be from 1 to 1000"))
        }
    }

    /// The number of connections.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// A store on SQLite or PostgreSQL.
///
/// PostgreSQL has one pool. SQLite has one writer and a few readers: with more writers its busy handler makes them
/// sleep past each other (the slowest of 8 waits ten times as long).
#[derive(Debug)]
pub struct DieselStore {
    writers: Pool,
    readers: Pool,
    /// For what is asked outside of any transaction, whether the store is ready above all: on PostgreSQL one connection of
    /// its own, which no number of requests keeps busy.
    beside: Pool,
    /// Whether readers have connections of their own.
    apart: bool,
    opened: Arc<AtomicU64>,
    patience: Patience,
    tally: Tally,
    publisher: ChangePublisher,
}

impl DieselStore {
    /// A store that connects when it is first asked, and again whenever it must: a database that is away makes its
    /// calls fail, not this one.
    pub fn new(url: &DatabaseUrl, size: PoolSize, patience: Patience) -> Self {
        let opened = Arc::new(AtomicU64::new(0));
        let pool = |purpose, size, idle, opened: &Arc<AtomicU64>| {
            let manager = Manager { url: url.clone(), purpose, patience, opened: Arc::clone(opened) };
            Pool::new(manager, size, idle)
        };
        let writing = |size| pool(Purpose::Write, size, 1, &opened);
        let (writers, readers, beside, apart) = match url {
            DatabaseUrl::Postgres(_) => {
                let requests = writing(size.get());
                (requests.clone(), requests, pool(Purpose::Read, 1, 0, &Arc::default()), false)
            }
            DatabaseUrl::Sqlite(_) => {
                let readers = pool(Purpose::Read, size.get().min(SQLITE_READERS), 1, &Arc::default());
                (writing(1), readers.clone(), readers, true)
            }
        };
        Self {
            writers,
            readers,
            beside,
            apart,
            opened,
            patience,
            tally: Tally::default(),
            publisher: ChangePublisher::default(),
        }
    }

    /// Registers what is counted here: the pools that requests wait for, and what was committed.
    pub fn register(&self, registry: &mut Registry) {
        let pools = if self.apart {
            vec![("write", self.writers.clone()), ("read", self.readers.clone())]
        } else {
            vec![("all", self.writers.clone())]
        };
        self.tally.register(registry);
        registry.register_collector(Box::new(PoolStates(pools)));
    }

    /// Asks something outside of any transaction. Never waits for a writer.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> Result<T> {
        Self::on(&self.beside, question)
    }

    /// Does something outside of any transaction.
    pub(crate) fn tell<T>(&self, work: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> Result<T> {
        Self::on(&self.writers, work)
    }

    fn on<T>(pool: &Pool, work: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> Result<T> {
        let mut pooled = pool.get()?;
        work(&mut pooled.connection).inspect_err(|_| pooled.doubt()).map_err(failure)
    }

    /// How many connections that write were ever opened: grows with every one that had to be replaced.
    pub fn connections_opened(&self) -> u64 {
        self.opened.load(Ordering::Relaxed)
    }

    fn begin_for(&self, purpose: Purpose) -> Result<Box<dyn Transaction + '_>> {
        let pool = match purpose {
            Purpose::Write => &self.writers,
            Purpose::Read => &self.readers,
        };
        let expires = self.patience.lifetime.map(|lifetime| monotonic_now() + lifetime);
        let pooled = pool.get()?;
        let (tally, deeds) = (self.tally.clone(), Deeds::default());
        let change_set = ChangeSet::default();
        let mut transaction = DieselTransaction { pooled, open: false, expires, tally, deeds, change_set };
        transaction.run(|connection| connection.begin(purpose)).inspect_err(|_| transaction.pooled.doubt())?;
        transaction.open = true;
        Ok(Box::new(transaction))
    }
}

impl Store for DieselStore {
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
        self.begin_for(Purpose::Write)
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        self.begin_for(Purpose::Read)
    }

    fn publisher(&self) -> &ChangePublisher {
        &self.publisher
    }

    fn ready(&self) -> Result<()> {
        let status = self.schema()?;
        if status.is_behind() {
            Err(Error::unavailable("the database is behind this program's migrations"))
        } else {
            Ok(())
        }
    }
}

/// A transaction on one connection, which every repository shares.
pub(super) struct DieselTransaction {
    pooled: PooledConnection<Manager>,
    open: bool,
    expires: Option<Instant>,
    tally: Tally,
    pub(super) deeds: Deeds,
    change_set: ChangeSet,
}

impl DieselTransaction {
    /// Runs a statement.
    pub(super) fn run<T>(&mut self, statement: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> Result<T> {
        self.run_or(failure, statement)
    }

    /// Runs a statement whose failure means something of its own.
    pub(super) fn run_or<T>(
        &mut self,
        meaning: impl FnOnce(diesel::result::Error) -> Error,
        statement: impl FnOnce(&mut AnyConnection) -> QueryResult<T>,
    ) -> Result<T> {
        statement(&mut self.pooled.connection).map_err(meaning)
    }
}

impl Transaction for DieselTransaction {
    fn organizations(&mut self) -> &mut dyn OrganizationRepository {
        self
    }

    fn memberships(&mut self) -> &mut dyn MembershipRepository {
        self
    }

    fn standings(&mut self) -> &mut dyn MemberSnapshotRepository {
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

    fn outbox(&mut self) -> &mut dyn OutboxRepository {
        self
    }

    fn retention(&mut self) -> &mut dyn Retention {
        self
    }

    fn audit(&mut self) -> &mut dyn AuditLog {
        self
    }

    fn change_set(&mut self) -> &mut ChangeSet {
        &mut self.change_set
    }

    fn commit(mut self: Box<Self>, _: CommitPermit) -> Result<()> {
        if self.expires.is_some_and(|expires| monotonic_now() > expires) {
            return Err(Error::unavailable("the transaction took too long and was not committed"));
        }
        self.run(AnyConnection::commit)?;
        self.open = false;
        self.tally.count(&self.deeds);
        Ok(())
    }
}

/// Without the rollback r2d2 would close the connection: correct, but a new one for each refused request.
impl Drop for DieselTransaction {
    fn drop(&mut self) {
        if self.open
            && let Err(error) = self.pooled.connection.roll_back()
        {
            // the pool closes the connection, and with it the transaction
            log::debug!("a transaction could not be rolled back: {error}");
        }
    }
}
