//! Counts the gate's answers. The allow path does nothing else: it writes no log line.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;

/// The outcome of a request at the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Allowed,
    Denied,
    Failed,
    Reported,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Allowed, Self::Denied, Self::Failed, Self::Reported];

    fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Failed => "failed",
            Self::Reported => "reported",
        }
    }
}

/// The counts by profile.
#[derive(Debug)]
pub(crate) struct GateCounts(BTreeMap<String, ProfileCounts>);

#[derive(Debug, Default)]
struct ProfileCounts {
    allowed: AtomicU64,
    denied: AtomicU64,
    failed: AtomicU64,
    reported: AtomicU64,
}

impl ProfileCounts {
    fn of(&self, outcome: Outcome) -> &AtomicU64 {
        match outcome {
            Outcome::Allowed => &self.allowed,
            Outcome::Denied => &self.denied,
            Outcome::Failed => &self.failed,
            Outcome::Reported => &self.reported,
        }
    }
}

impl GateCounts {
    pub(crate) fn new<'a>(profiles: impl Iterator<Item = &'a str>) -> Self {
        Self(profiles.map(|name| (name.to_owned(), ProfileCounts::default())).collect())
    }

    pub(crate) fn count(&self, profile: &str, outcome: Outcome) {
        if let Some(counts) = self.0.get(profile) {
            counts.of(outcome).fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The counts so far, by profile and outcome.
    pub(crate) fn read(&self) -> impl Iterator<Item = (&str, &'static str, u64)> {
        self.0.iter().flat_map(|(profile, counts)| {
            let read = move |outcome: Outcome| counts.of(outcome).load(Ordering::Relaxed);
            Outcome::ALL.into_iter().map(move |outcome| (profile.as_str(), outcome.name(), read(outcome)))
        })
    }
}

/// Exports the counts as a metric.
#[derive(Debug)]
pub(crate) struct GateMetrics(pub(crate) Arc<GateCounts>);

impl Collector for GateMetrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> std::fmt::Result {
        let (name, help) = ("portcullis_gate_answers", "Answers of the gate by profile and outcome");
        let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
        for (profile, outcome, count) in self.0.read() {
            let labels = [("profile", profile), ("outcome", outcome)];
            ConstCounter::new(count).encode(metric.encode_family(&labels)?)?;
        }
        Ok(())
    }
}
