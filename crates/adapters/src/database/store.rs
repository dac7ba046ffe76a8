//! The store on SQLite or PostgreSQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::QueryResult;
use portcullis_domain::{CallerContext, CallerKey, ChangePublisher, Error, Result, Store, Transaction};
use prometheus_client::registry::Registry;

use super::caller_context::caller_context;
use super::connection::{AccessMode, AnyConnection};
use super::connection_manager::ConnectionManager;
use super::error_mapping::map_error;
use super::organization_turns::OrganizationTurns;
use super::pool::{Pool, PoolMetrics, PoolSize};
use super::timeouts::Timeouts;
use super::transaction::DieselTransaction;
use super::transaction_stats::TransactionStats;
use super::url::DatabaseUrl;

/// The most reading connections to a SQLite file.
const SQLITE_READERS: u32 = 4;

/// A store on SQLite or PostgreSQL.
///
/// The gate's look-ups have connections of their own, which other requests cannot exhaust. For these, PostgreSQL has one
/// pool; SQLite has one writer and a few readers: with more writers, its busy handler makes them sleep past each other
/// (the slowest of 8 waits ten times as long).
#[derive(Debug)]
pub struct DieselStore {
    writers: Pool,
    readers: Pool,
    /// Looks up the facts about callers, for the gate.
    look_ups: Pool,
    /// Runs queries outside transactions, readiness probes above all, and reads the change feed. On PostgreSQL it has one
    /// connection of its own, which requests cannot exhaust.
    probe_pool: Pool,
    /// Whether `readers` is another pool than `writers`.
    separate_readers: bool,
    opened: Arc<AtomicU64>,
    timeouts: Timeouts,
    turns: Arc<OrganizationTurns>,
    stats: TransactionStats,
    publisher: ChangePublisher,
}

impl DieselStore {
    /// A store that connects at its first use and reconnects when it must. While the database is away, this succeeds and
    /// the store's methods fail.
    pub fn new(url: &DatabaseUrl, size: PoolSize, timeouts: Timeouts) -> Self {
        let opened = Arc::new(AtomicU64::new(0));
        let pool = |mode, size, idle, opened: &Arc<AtomicU64>| {
            let manager = ConnectionManager { url: url.clone(), mode, timeouts, opened: Arc::clone(opened) };
            Pool::new(manager, size, idle)
        };
        let writing = |size| pool(AccessMode::ReadWrite, size, 1, &opened);
        let reading = |size, idle| pool(AccessMode::ReadOnly, size, idle, &Arc::default());
        let look_ups = reading(size.look_ups(), 1);
        let (writers, readers, probe_pool, separate_readers) = match url {
            DatabaseUrl::Postgres(_) => {
                let requests = writing(size.requests());
                (requests.clone(), requests, reading(1, 0), false)
            }
            DatabaseUrl::Sqlite(_) => (writing(1), reading(size.get().min(SQLITE_READERS), 1), look_ups.clone(), true),
        };
        Self {
            writers,
            readers,
            look_ups,
            probe_pool,
            separate_readers,
            opened,
            timeouts,
            turns: Arc::default(),
            stats: TransactionStats::default(),
            publisher: ChangePublisher::default(),
        }
    }

    /// Registers the metrics of the pools and of the committed transactions.
    pub fn register(&self, registry: &mut Registry) {
        let mut pools = if self.separate_readers {
            vec![("write", self.writers.clone()), ("read", self.readers.clone())]
        } else {
            vec![("all", self.writers.clone())]
        };
        pools.push(("gate", self.look_ups.clone()));
        self.stats.register(registry);
        registry.register_collector(Box::new(PoolMetrics(pools)));
    }

    /// Returns the number of writing connections opened so far. It grows whenever one is replaced.
    pub fn connections_opened(&self) -> u64 {
        self.opened.load(Ordering::Relaxed)
    }

    /// Runs a query outside a transaction. Never waits for a writer.
    pub(crate) fn query<T>(&self, query: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> Result<T> {
        Self::run_on(&self.probe_pool, query)
    }

    /// Runs statements on a writing connection, outside a transaction of [`Store`].
    pub(crate) fn execute<T>(&self, work: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> Result<T> {
        Self::run_on(&self.writers, work)
    }

    fn run_on<T>(pool: &Pool, work: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> Result<T> {
        let mut pooled = pool.get()?;
        work(&mut pooled.connection).inspect_err(|_| pooled.mark_suspect()).map_err(map_error)
    }

    fn begin_on(&self, pool: &Pool, mode: AccessMode) -> Result<Box<dyn Transaction + '_>> {
        let transaction = DieselTransaction::begin(pool, mode, self.timeouts, &self.turns, self.stats.clone())?;
        Ok(Box::new(transaction))
    }
}

impl Store for DieselStore {
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
        self.begin_on(&self.writers, AccessMode::ReadWrite)
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        self.begin_on(&self.readers, AccessMode::ReadOnly)
    }

    fn begin_reserved_read(&self) -> Result<Box<dyn Transaction + '_>> {
        self.begin_on(&self.probe_pool, AccessMode::ReadOnly)
    }

    fn caller_context(&self, key: &CallerKey) -> Result<CallerContext> {
        // outside a transaction: one statement is one snapshot
        let mut pooled = self.look_ups.get()?;
        caller_context(&mut pooled.connection, key).inspect_err(|_| pooled.mark_suspect())
    }

    fn publisher(&self) -> &ChangePublisher {
        &self.publisher
    }

    fn ready(&self) -> Result<()> {
        let status = self.schema()?;
        if status.is_behind() {
            Err(Error::unavailable("the database schema is older than this program; run the migrations"))
        } else {
            Ok(())
        }
    }
}
