//! The state of the gate.

use std::sync::Arc;
use std::time::Duration;

use portcullis_domain::Result;
use prometheus_client::registry::Registry;

use super::caller_cache::CallerCache;
use super::gate_metrics::{GateCounts, GateMetrics};
use super::profile::GateProfiles;
use crate::edge_rules::EdgeRules;
use crate::limits::RequestLimits;

/// The cached callers, the profiles and the counts of the gate.
pub(crate) struct GateState {
    pub(super) cache: Arc<CallerCache>,
    pub(super) profiles: GateProfiles,
    pub(super) counts: Arc<GateCounts>,
    pub(super) limits: Arc<RequestLimits>,
    pub(super) edge: Arc<EdgeRules>,
    poll_interval: Duration,
}

impl GateState {
    pub(crate) fn new(
        profiles: GateProfiles,
        cache: Arc<CallerCache>,
        poll_interval: Duration,
        limits: Arc<RequestLimits>,
        edge: Arc<EdgeRules>,
    ) -> Self {
        let counts = Arc::new(GateCounts::new(profiles.names()));
        Self { cache, profiles, counts, limits, edge, poll_interval }
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
