//! Metrics of mail.

use portcullis_domain::{Lane, MailOutcome};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// The outcomes of mails, by lane.
#[derive(Debug, Clone, Default)]
pub(crate) struct MailMetrics(Family<MailLabels, Counter>);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MailLabels {
    lane: &'static str,
    outcome: &'static str,
}

impl MailMetrics {
    /// Counts the outcome of a mail.
    pub(crate) fn count(&self, lane: Lane, outcome: &MailOutcome) {
        self.0.get_or_create(&MailLabels { lane: lane.as_str(), outcome: outcome.as_str() }).inc();
    }

    /// Registers the metrics, each series from 0 on.
    pub(crate) fn register(&self, registry: &mut Registry) {
        for lane in Lane::ALL {
            for outcome in MailOutcome::NAMES {
                drop(self.0.get_or_create(&MailLabels { lane: lane.as_str(), outcome }));
            }
        }
        registry.register("portcullis_mails", "Mails handed to the mail server or not, by outcome", self.0.clone());
    }
}
