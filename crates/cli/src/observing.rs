//! The metrics of this process, and the listener that tells them beside the service's own.
//!
//! Each part registers what it counts: the store its pools and what was committed, the API its answers, and here what
//! the work beside the requests knows.

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
use portcullis_domain::{Clock, Error, Result};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::background::every;
use crate::settings::Settings;

/// How often the outbox is counted, by every process that tells metrics.
const BACKLOG: Duration = Duration::from_secs(10);

/// Tells metrics and probes from now on, if the settings say where.
pub(crate) fn begin(
    settings: &Settings<'_>,
    services: &Services,
    store: Arc<DieselStore>,
    issuer_keys: Arc<IssuerKeys>,
) -> Result<()> {
    let Some(address) = settings.metrics_bind()? else { return Ok(()) };
    let observed = Observed { services: services.clone(), store, issuer_keys };
    println!("metrics on http://{}/metrics", observed.begin(address)?);
    Ok(())
}

/// What is looked at.
struct Observed {
    /// The API.
    services: Services,
    /// The database.
    store: Arc<DieselStore>,
    /// The issuer's keys, which have an age where they are fetched.
    issuer_keys: Arc<IssuerKeys>,
}

type AgeOf = Box<dyn Fn() -> Option<Duration> + Send + Sync>;

impl Observed {
    /// Tells metrics and probes at this address from now on, in a thread of its own, for as long as the process lives:
    /// also while the service itself has too much to do. Returns where it listens.
    fn begin(self, address: SocketAddr) -> Result<SocketAddr> {
        let cannot = |error: io::Error| {
            Error::invalid("PORTCULLIS_METRICS_BIND", format!("cannot be listened on: {}", error.kind()))
        };
        let listener = TcpListener::bind(address).map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        let services = self.services.clone();
        let registry = Arc::new(self.registry());
        let app = move || App::new().configure(portcullis_api::observation(services.clone(), Arc::clone(&registry)));
        thread::spawn(move || {
            let server = HttpServer::new(app).workers(1).worker_max_blocking_threads(2).disable_signals();
            let outcome = server.listen(listener).and_then(|bound| actix_web::rt::System::new().block_on(bound.run()));
            if let Err(error) = outcome {
                log::error!(cause = error.to_string().as_str(); "metrics are told no longer");
            }
        });
        Ok(address)
    }

    /// Everything that this process counts. Each part registers its own.
    fn registry(self) -> Registry {
        let Self { services, store, issuer_keys } = self;
        let mut registry = Registry::default();
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("portcullis_build", "The program", version);
        services.register(&mut registry);
        store.register(&mut registry);
        MailWaiting::default().begin(store, &mut registry);
        let ages = [
            Age {
                name: "portcullis_last_look_age",
                help: "How long ago what other processes changed was looked for with success",
                of: Box::new(move || services.last_poll_age()),
            },
            Age {
                name: "portcullis_issuer_keys_age",
                help: "How long ago the identity provider's keys were fetched, where they are",
                of: Box::new(move || issuer_keys.age()),
            },
        ];
        for age in ages {
            registry.register_collector(Box::new(age));
        }
        registry
    }
}

/// A number of seconds that is asked for when somebody looks; left out while there is none.
struct Age {
    name: &'static str,
    help: &'static str,
    of: AgeOf,
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

/// How much mail waits, as it was counted last.
#[derive(Debug, Clone, Default)]
struct MailWaiting {
    messages: Gauge,
    oldest: Gauge,
}

impl MailWaiting {
    /// Counts from now on, beside everything else: nobody who looks waits for the database.
    fn begin(self, store: Arc<DieselStore>, registry: &mut Registry) {
        registry.register("portcullis_outbox_messages", "Mail that waits to be delivered", self.messages.clone());
        registry.register_with_unit(
            "portcullis_outbox_oldest_age",
            "The age of the oldest mail that waits, 0 if none does",
            Unit::Seconds,
            self.oldest.clone(),
        );
        every(BACKLOG, "how much mail waits cannot be counted", move || {
            let backlog = store.backlog()?;
            let age = backlog.oldest.map_or(0, |oldest| SystemClock.now().duration_since(oldest).as_secs().max(0));
            self.messages.set(i64::try_from(backlog.messages).unwrap_or(i64::MAX));
            self.oldest.set(age);
            Ok(())
        });
    }
}
