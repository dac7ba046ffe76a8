//! Connection pools and their metrics.

use portcullis_domain::{Error, Result};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Unit;
use r2d2::{PooledConnection, State};

use super::connection_manager::ConnectionManager;
use crate::clock::monotonic_now;

/// Upper bounds of the wait histogram's buckets, in seconds. A request waits at most 1 s for a connection.
const WAIT_BUCKETS: [f64; 8] = [0.000_1, 0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0];

/// The most connections of a pool, 1 to 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSize(u32);

impl PoolSize {
    /// Accepts 1 to 1000.
    pub fn new(connections: u32) -> Result<Self> {
        if (1..=1000).contains(&connections) {
            Ok(Self(connections))
        } else {
            Err(Error::invalid("pool size", "must be from 1 to 1000"))
        }
    }

    /// The number of connections.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The connections that are kept for the gate's look-ups: a quarter, at least one.
    pub fn look_ups(self) -> u32 {
        (self.0 / 4).max(1)
    }

    /// The connections of all other requests: the rest. Of a pool of one there is one more.
    pub fn requests(self) -> u32 {
        self.0.saturating_sub(self.look_ups()).max(1)
    }
}

/// A pool of connections to one database, and how long callers waited for one.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    connections: r2d2::Pool<ConnectionManager>,
    max_size: u32,
    waits: Histogram,
}

impl Pool {
    /// A pool of at most `max_size` connections, of which `min_idle` stay open. Connects at the first use.
    pub(super) fn new(manager: ConnectionManager, max_size: u32, min_idle: u32) -> Self {
        let acquire = manager.timeouts.acquire;
        let builder = r2d2::Pool::builder().max_size(max_size).min_idle(Some(min_idle)).connection_timeout(acquire);
        Self { connections: builder.build_unchecked(manager), max_size, waits: Histogram::new(WAIT_BUCKETS) }
    }

    /// Takes a connection out of the pool, waiting for one for a bounded time.
    pub(super) fn get(&self) -> Result<PooledConnection<ConnectionManager>> {
        let begun = monotonic_now();
        let pooled = self.connections.get();
        self.waits.observe(begun.elapsed().as_secs_f64());
        pooled.map_err(Error::unavailable)
    }
}

/// Exports the state of named pools, read at each scrape.
#[derive(Debug)]
pub(super) struct PoolMetrics(pub(super) Vec<(&'static str, Pool)>);

impl Collector for PoolMetrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> std::fmt::Result {
        let mut gauge = |name: &str, help: &str, of: fn(&Pool, &State) -> u32| -> std::fmt::Result {
            let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            for (name, pool) in &self.0 {
                let value = i64::from(of(pool, &pool.connections.state()));
                ConstGauge::new(value).encode(metric.encode_family(&[("pool", *name)])?)?;
            }
            Ok(())
        };
        gauge("portcullis_pool_connections_in_use", "Connections in use", |_, state| {
            state.connections.saturating_sub(state.idle_connections)
        })?;
        gauge("portcullis_pool_connections_idle", "Idle connections", |_, state| state.idle_connections)?;
        gauge("portcullis_pool_connections_max", "Maximum number of connections", |pool, _| pool.max_size)?;
        let (name, help) = ("portcullis_pool_wait", "Time spent waiting for a connection, successful or not");
        let mut metric = encoder.encode_descriptor(name, help, Some(&Unit::Seconds), MetricType::Histogram)?;
        for (name, pool) in &self.0 {
            pool.waits.encode(metric.encode_family(&[("pool", *name)])?)?;
        }
        Ok(())
    }
}
