//! A pool of connections: how many there are, and how long somebody waited for one.

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

/// The upper bounds of the waits that are counted, in seconds. Nobody waits longer than a second for an answer.
const WAITS: [f64; 8] = [0.000_1, 0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0];

/// Connections to one database, and how long they were waited for.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    connections: r2d2::Pool<ConnectionManager>,
    most: u32,
    waits: Histogram,
}

impl Pool {
    /// Up to `most` connections, of which `idle` are kept open. Connects when it is first asked.
    pub(super) fn new(manager: ConnectionManager, most: u32, idle: u32) -> Self {
        let acquire = manager.timeouts.acquire;
        let builder = r2d2::Pool::builder().max_size(most).min_idle(Some(idle)).connection_timeout(acquire);
        Self { connections: builder.build_unchecked(manager), most, waits: Histogram::new(WAITS) }
    }

    /// A connection that nobody else has.
    pub(super) fn get(&self) -> Result<PooledConnection<ConnectionManager>> {
        let begun = monotonic_now();
        let pooled = self.connections.get();
        self.waits.observe(begun.elapsed().as_secs_f64());
        pooled.map_err(Error::unavailable)
    }
}

/// The pools of a store by name, looked at when somebody asks.
#[derive(Debug)]
pub(super) struct PoolMetrics(pub(super) Vec<(&'static str, Pool)>);

impl Collector for PoolMetrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> std::fmt::Result {
        let mut gauge = |name: &str, help: &str, of: fn(&Pool, &State) -> u32| -> std::fmt::Result {
            let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            for (pool, connections) in &self.0 {
                let value = i64::from(of(connections, &connections.connections.state()));
                ConstGauge::new(value).encode(metric.encode_family(&[("pool", *pool)])?)?;
            }
            Ok(())
        };
        gauge("portcullis_pool_connections_in_use", "Connections that somebody works with", |_, state| {
            state.connections.saturating_sub(state.idle_connections)
        })?;
        gauge("portcullis_pool_connections_idle", "Connections that wait for work", |_, state| state.idle_connections)?;
        gauge("portcullis_pool_connections_max", "The most connections that there may be", |pool, _| pool.most)?;
        let (name, help) = ("portcullis_pool_wait", "How long somebody waited for a connection, had or not");
        let mut metric = encoder.encode_descriptor(name, help, Some(&Unit::Seconds), MetricType::Histogram)?;
        for (pool, connections) in &self.0 {
            connections.waits.encode(metric.encode_family(&[("pool", *pool)])?)?;
        }
        Ok(())
    }
}
