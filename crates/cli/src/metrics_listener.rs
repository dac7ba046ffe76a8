//! The listener for metrics and probes, apart from the service's own.
//!
//! Each part registers its own metrics: the store its pools and commits, the API its responses, and this module those
//! of the background tasks.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use std::{fmt, io};

use actix_web::{App, HttpServer};
use portcullis_adapters::SystemClock;
use portcullis_adapters::database::DieselStore;
use portcullis_adapters::jwt::IssuerKeys;
use portcullis_api::Services;
use portcullis_domain::{Clock as _, Lane};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::background::every;
use crate::error::{Error, Result};
use crate::mail_metrics::MailMetrics;

/// How often the messages in the outbox are counted.
const BACKLOG: Duration = Duration::from_secs(10);

/// A bound listener for metrics and probes.
pub(crate) struct MetricsListener {
    listener: TcpListener,
    address: SocketAddr,
}

impl MetricsListener {
    /// Binds the address without serving it yet.
    pub(crate) fn bind(address: SocketAddr) -> Result<Self> {
        let failed =
            |error: io::Error| Error::invalid("PORTCULLIS_METRICS_BIND", format!("cannot be listened on: {error}"));
        let listener = TcpListener::bind(address).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address })
    }

    /// Returns the bound address.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves metrics and probes for as long as the process lives, in a thread of its own: also while the service is
    /// overloaded.
    pub(crate) fn serve(
        self,
        services: &Services,
        store: Arc<DieselStore>,
        issuer_keys: Arc<IssuerKeys>,
        mail: &MailMetrics,
    ) {
        let services = services.clone();
        let registry = Arc::new(registry(services.clone(), store, issuer_keys, mail));
        let app = move || App::new().configure(portcullis_api::observation(services.clone(), Arc::clone(&registry)));
        thread::spawn(move || {
            let server = HttpServer::new(app).workers(1).worker_max_blocking_threads(2).disable_signals();
            let server = server.listen(self.listener);
            let outcome = server.and_then(|bound| actix_web::rt::System::new().block_on(bound.run()));
            if let Err(error) = outcome {
                log::error!(target: "portcullis::observing", cause = error.to_string().as_str(); "the metrics listener stopped");
            }
        });
    }
}

/// Returns every metric of this process.
fn registry(services: Services, store: Arc<DieselStore>, issuer_keys: Arc<IssuerKeys>, mail: &MailMetrics) -> Registry {
    let mut registry = Registry::default();
    let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
    registry.register("portcullis_build", "The program", version);
    services.register(&mut registry);
    store.register(&mut registry);
    mail.register(&mut registry);
    let outbox = OutboxMetrics::default();
    outbox.register(&mut registry);
    outbox.start(store);
    let ages = [
        Age {
            name: "portcullis_last_look_age",
            help: "Seconds since changes by other processes were last read with success",
            of: Box::new(move || services.last_poll_age()),
        },
        Age {
            name: "portcullis_issuer_keys_age",
            help: "Seconds since the identity provider's keys were last fetched, where they are",
            of: Box::new(move || issuer_keys.age()),
        },
    ];
    for age in ages {
        registry.register_collector(Box::new(age));
    }
    registry
}

/// A gauge of seconds, read at each scrape and left out while there is no value.
struct Age {
    name: &'static str,
    help: &'static str,
    of: Box<dyn Fn() -> Option<Duration> + Send + Sync>,
}

impl fmt::Debug for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Collector for Age {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let metric = encoder.encode_descriptor(self.name, self.help, Some(&Unit::Seconds), MetricType::Gauge)?;
        match (self.of)() {
            Some(age) => ConstGauge::new(age.as_secs_f64()).encode(metric),
            None => Ok(()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LaneLabel {
    lane: &'static str,
}

/// The messages in the outbox, as last counted.
#[derive(Debug, Clone, Default)]
struct OutboxMetrics {
    messages: Gauge,
    oldest: Gauge,
    lane_messages: Family<LaneLabel, Gauge>,
    lane_oldest: Family<LaneLabel, Gauge>,
}

impl OutboxMetrics {
    /// Registers the metrics.
    fn register(&self, registry: &mut Registry) {
        registry.register("portcullis_outbox_messages", "Mail that waits to be delivered", self.messages.clone());
        registry.register_with_unit(
            "portcullis_outbox_oldest_age",
            "The age of the oldest waiting mail, 0 if none waits",
            Unit::Seconds,
            self.oldest.clone(),
        );
        for lane in Lane::ALL {
            let label = LaneLabel { lane: lane.as_str() };
            drop(self.lane_messages.get_or_create(&label));
            drop(self.lane_oldest.get_or_create(&label));
        }
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
    fn start(self, store: Arc<DieselStore>) {
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
