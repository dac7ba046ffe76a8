//! What the gate counts anyway, as a metric.

use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;

use crate::access::GateCounts;

/// The counts of the gate, read when somebody asks.
#[derive(Debug)]
pub(crate) struct GateAnswers(pub(crate) Arc<GateCounts>);

impl Collector for GateAnswers {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> std::fmt::Result {
        let (name, help) = ("portcullis_gate_answers", "What the gate answered, by profile and outcome");
        let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
        for (profile, outcome, count) in self.0.read() {
            let labels = [("profile", profile), ("outcome", outcome)];
            ConstCounter::new(count).encode(metric.encode_family(&labels)?)?;
        }
        Ok(())
    }
}
