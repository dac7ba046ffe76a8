//! The state of the gate.

use std::sync::Arc;
use std::time::Duration;

use portcullis_domain::Result;
use prometheus_client::registry::Registry;

use super::caller_cache::{CallerCache, poll_interval};
use super::gate_metrics::{GateCounts, GateMetrics};
use super::invalidation::Invalidation;
use super::profile::GateProfiles;
use crate::concurrency_limit::ConcurrencyLimit;
use crate::edge_rules::EdgeRules;
use crate::use_cases::Ports;

/// The cached callers, the profiles and the counts of the gate.
pub(crate) struct GateState {
    pub(super) cache: Arc<CallerCache>,
    pub(super) profiles: GateProfiles,
    pub(super) counts: Arc<GateCounts>,
    pub(super) limit: Arc<ConcurrencyLimit>,
    pub(super) edge: Arc<EdgeRules>,
    poll_interval: Duration,
}

impl GateState {
    pub(crate) fn new(
        ports: &Ports,
        profiles: GateProfiles,
        invalidation: Arc<Invalidation>,
        limit: Arc<ConcurrencyLimit>,
        edge: Arc<EdgeRules>,
    ) -> Self {
        let poll_interval = poll_interval(invalidation.bound());
        let (identity, clock, store) = (ports.identity.clone(), ports.clock.clone(), ports.store.clone());
        let cache = Arc::new(CallerCache::new(identity, clock, store, invalidation));
        let counts = Arc::new(GateCounts::new(profiles.names()));
        Self { cache, profiles, counts, limit, edge, poll_interval }
    }

    pub(crate) fn poll_changes(&self) -> Result<()> {
        self.cache.poll_changes()
    }

    pub(crate) fn poll_interval(&self) -> Duration {
        self.poll_interval
    }

    pub(crate) fn last_poll_age(&self) -> Option<Duration> {
        self.cache.last_poll_age()
    }

    pub(crate) fn counts(&self) -> impl Iterator<Item = (&str, &'static str, u64)> {
        self.counts.read()
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register_collector(Box::new(GateMetrics(Arc::clone(&self.counts))));
    }
}
