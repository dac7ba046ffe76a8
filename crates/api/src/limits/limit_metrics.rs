//! Metrics of waiting for a place, and of requests beyond a limit.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Unit;

use super::call_rates::RateLimit;
use super::concurrency_limit::ConcurrencyLimit;
use super::self_service::SelfService;

/// Upper bounds of the wait histogram's buckets, in seconds. A request waits at most 2.5 s for a place.
const WAIT_BUCKETS: [f64; 8] = [0.000_1, 0.001, 0.01, 0.05, 0.25, 0.5, 1.0, 2.5];

/// Why a request had no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// As many requests waited as may.
    QueueFull,
    /// It had waited as long as it may.
    Deadline,
}

impl Reason {
    const ALL: [Self; 2] = [Self::QueueFull, Self::Deadline];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::QueueFull => "queue_full",
            Self::Deadline => "deadline",
        }
    }
}

/// The waits and rejections of one queue.
#[derive(Debug)]
pub(super) struct QueueMetrics {
    waits: Histogram,
    full: Counter,
    late: Counter,
}

impl Default for QueueMetrics {
    fn default() -> Self {
        Self { waits: Histogram::new(WAIT_BUCKETS), full: Counter::default(), late: Counter::default() }
    }
}

impl QueueMetrics {
    pub(super) fn waited(&self, time: Duration) {
        self.waits.observe(time.as_secs_f64());
    }

    pub(super) fn rejected(&self, reason: Reason) {
        self.counter(reason).inc();
    }

    fn counter(&self, reason: Reason) -> &Counter {
        match reason {
            Reason::QueueFull => &self.full,
            Reason::Deadline => &self.late,
        }
    }
}

/// Exports the queues and the rate.
pub(super) struct LimitMetrics {
    pub(super) queues: [Arc<ConcurrencyLimit>; 2],
    pub(super) self_service: Arc<SelfService>,
}

impl std::fmt::Debug for LimitMetrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LimitMetrics")
    }
}

impl Collector for LimitMetrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> std::fmt::Result {
        let mut gauge = |name: &str, help: &str, of: fn((usize, usize)) -> usize| -> std::fmt::Result {
            let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            for queue in &self.queues {
                let value = i64::try_from(of(queue.load())).unwrap_or(i64::MAX);
                ConstGauge::new(value).encode(metric.encode_family(&[("queue", queue.name())])?)?;
            }
            Ok(())
        };
        gauge("portcullis_requests_running", "Requests that work on the database", |(running, _)| running)?;
        gauge("portcullis_requests_waiting", "Requests that wait for a place", |(_, waiting)| waiting)?;
        let (name, help) = ("portcullis_request_wait", "Time spent waiting for a place, successful or not");
        let mut metric = encoder.encode_descriptor(name, help, Some(&Unit::Seconds), MetricType::Histogram)?;
        for queue in &self.queues {
            queue.metrics().waits.encode(metric.encode_family(&[("queue", queue.name())])?)?;
        }
        let (name, help) = ("portcullis_requests_limited", "Requests rejected by a limit, by queue and reason");
        let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
        for queue in &self.queues {
            for reason in Reason::ALL {
                let labels = [("queue", queue.name()), ("reason", reason.name())];
                let count = queue.metrics().counter(reason).get();
                ConstCounter::new(count).encode(metric.encode_family(&labels)?)?;
            }
        }
        let (name, help) = ("portcullis_rate_exceeded", "Self-service requests beyond the rate, by limit");
        let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
        for limit in RateLimit::ALL {
            let count = self.self_service.metrics().of(limit).get();
            ConstCounter::new(count).encode(metric.encode_family(&[("limit", limit.name())])?)?;
        }
        Ok(())
    }
}
