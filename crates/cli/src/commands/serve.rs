//! `portcullis serve`: runs the service.
//!
//! The order of a start: the whole configuration, the listeners, the migrations, the background tasks, then requests.
//! A problem with one of these is found before a later one has any effect.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use portcullis_adapters::SmtpMailer;
use portcullis_adapters::database::{self, DieselStore, SchemaStatus, Timeouts, Transport};
use portcullis_domain::Error as DomainError;

use super::check::SCOPE_PROVISIONS;
use crate::compose;
use crate::config::Config;
use crate::config::database::Database;
use crate::error::{Error, Result};
use crate::metrics_listener::MetricsListener;
use crate::server::Listener;

/// The longest wait for the database's first response.
const FIRST_RESPONSE: Duration = Duration::from_secs(3);

pub(super) fn run(config: Config, migrate: bool) -> Result<ExitCode> {
    let Config { listen, metrics, service, exposed_files, .. } = config;
    for cause in exposed_files {
        log::warn!(cause = cause.as_str(); "other accounts can read a file with secrets");
    }
    if let Transport::Unverified(servers) = &service.database.transport {
        let servers = servers.join(", ");
        log::warn!(servers = servers.as_str(); "connections to the database are not protected by verified TLS");
    }
    if let Some(server) = service.mail.as_ref().and_then(SmtpMailer::unencrypted_server) {
        log::warn!(server = server.as_str(); "mail is handed over without encryption");
    }
    if service.clients.scope_provisions() {
        log::warn!("{SCOPE_PROVISIONS}");
    }
    let listener = Listener::bind(listen)?;
    let metrics = metrics.map(MetricsListener::bind).transpose()?;
    let store = compose::store(&service.database, Timeouts::SERVING)?;
    if migrate {
        for version in database::migrate(&service.database.url)? {
            log::info!("applied migration {version}");
        }
    }
    let responds = reject_unfit(&service.database, &store)?;
    let (services, background) = compose::services(service, Arc::clone(&store));
    if responds {
        background.load_own_keys().or_else(reject_foreign_keys)?;
    }
    let mail = background.mail_metrics.clone();
    let issuer_keys = background.start();
    if let Some(metrics) = metrics {
        outln!("metrics on http://{}/metrics", metrics.address());
        metrics.serve(&services, store, issuer_keys, &mail);
    }
    listener.serve(services, |_| {})?;
    Ok(ExitCode::SUCCESS)
}

/// Fails if the configured encryption keys do not open the stored signing keys. A failure that may pass does not stop the
/// start: a background task tries again.
fn reject_foreign_keys(error: DomainError) -> Result<()> {
    match error {
        DomainError::Unavailable(cause) => {
            log::warn!(cause = cause.to_string().as_str(); "the keys of our own tokens cannot be read yet");
            Ok(())
        }
        DomainError::Internal(cause) => {
            let rule = format!("does not open the signing keys in the database: {cause}");
            Err(Error::invalid("PORTCULLIS_ENCRYPTION_KEY", rule))
        }
        other => Err(other.into()),
    }
}

/// Fails if the database responds and cannot be used. Returns whether it responds: otherwise each request tries again,
/// and until then the service is live but not ready.
fn reject_unfit(database: &Database, store: &Arc<DieselStore>) -> Result<bool> {
    let status = match first_response(store) {
        Ok(status) => status,
        Err(error) => {
            log::warn!(cause = error.to_string().as_str(); "the database does not answer; not ready until it does");
            return Ok(false);
        }
    };
    if status.is_behind() {
        let rule = format!(
            "names a database whose schema is behind by {}; run `portcullis migrate` or `serve --migrate`",
            status.pending.join(", ")
        );
        return Err(database.unfit(rule));
    }
    if store.is_for_development()? {
        return Err(database.unfit("names a database of `serve --dev`; its keys and tokens are not secret"));
    }
    Ok(true)
}

/// Returns the state of the schema, if the database responds in time. A database that accepts connections and never
/// responds must not keep the service from becoming live.
fn first_response(store: &Arc<DieselStore>) -> portcullis_domain::Result<SchemaStatus> {
    let (sender, receiver) = channel();
    let store = Arc::clone(store);
    thread::spawn(move || sender.send(store.schema()));
    receiver.recv_timeout(FIRST_RESPONSE).unwrap_or_else(|_| Err(DomainError::unavailable("no response in time")))
}
