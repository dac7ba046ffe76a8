//! Metrics of mail.

use std::sync::Arc;
use std::time::Duration;

use portcullis_adapters::SystemClock;
use portcullis_adapters::database::DieselStore;
use portcullis_domain::{Clock as _, Lane, MailOutcome};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use crate::background::every;

/// How often the messages in the outbox are counted.
const BACKLOG: Duration = Duration::from_secs(10);

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

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LaneLabel {
    lane: &'static str,
}

/// The messages in the outbox, as last counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct OutboxMetrics {
    messages: Gauge,
    oldest: Gauge,
    lane_messages: Family<LaneLabel, Gauge>,
    lane_oldest: Family<LaneLabel, Gauge>,
}

impl OutboxMetrics {
    /// Registers the metrics.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("portcullis_outbox_messages", "Mail that waits to be delivered", self.messages.clone());
        registry.register_with_unit(
            "portcullis_outbox_oldest_age",
            "The age of the oldest waiting mail, 0 if none waits",
            Unit::Seconds,
            self.oldest.clone(),
        );
        registry.register(
            "portcullis_outbox_lane_messages",
            "Mail that waits to be delivered, by lane",
            self.lane_messages.clone(),
        );
        registry.register_with_unit(
            "portcullis_outbox_lane_oldest_age",
            "How long the oldest mail of the lane has been waiting since it may leave, 0 if none waits",
            Unit::Seconds,
            self.lane_oldest.clone(),
        );
    }

    /// Starts the background task that counts: a scrape never waits for the database.
    pub(crate) fn start(self, store: Arc<DieselStore>) {
        every(BACKLOG, "waiting mail cannot be counted", move || {
            let now = SystemClock.now();
            let (mut all, mut longest) = (0_i64, 0);
            for lane in Lane::ALL {
                let backlog = store.outbox_backlog(lane, now)?;
                let age = backlog.oldest.map_or(0, |oldest| now.duration_since(oldest).as_secs().max(0));
                let messages = i64::try_from(backlog.messages).unwrap_or(i64::MAX);
                let label = LaneLabel { lane: lane.as_str() };
                self.lane_messages.get_or_create(&label).set(messages);
                self.lane_oldest.get_or_create(&label).set(age);
                (all, longest) = (all.saturating_add(messages), age.max(longest));
            }
            self.messages.set(all);
            self.oldest.set(longest);
            Ok(())
        });
    }
}
