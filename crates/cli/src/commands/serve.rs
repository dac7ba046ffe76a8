//! `portcullis serve`: the service.

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use actix_web::{App, HttpServer};
use portcullis_adapters::database::{self, DieselStore, Patience, SchemaStatus};
use portcullis_api::Services;
use portcullis_domain::{Error, Result};

use crate::settings::Settings;
use crate::{compose, observing};

/// How long a shutdown waits for requests that are under way, in seconds. More than a body and an answer may take.
const DRAIN_SECONDS: u64 = 15;

/// How long the start waits for the database to say what it is.
const FIRST_ANSWER: Duration = Duration::from_secs(3);

pub(super) fn run(settings: &Settings<'_>, migrate: bool) -> Result<ExitCode> {
    let store = compose::store(settings, Patience::SERVING)?;
    if migrate {
        for version in database::migrate(&settings.database_url()?)? {
            log::info!("applied migration {version}");
        }
    }
    let answers = refuse_unfit(&store)?;
    let (services, background) = compose::services(settings, Arc::clone(&store))?;
    if answers {
        background.prepare().or_else(refuse_foreign_keys)?;
    }
    background.begin();
    observing::begin(settings, &services, store)?;
    listen(settings.bind()?, settings.pool()?.get(), services, |_| {})
}

/// Refuses to start where what the database holds cannot be opened. A fault that may pass does not keep the service from
/// starting: the work beside tries again.
fn refuse_foreign_keys(error: Error) -> Result<()> {
    match error {
        Error::Unavailable(cause) => {
            log::warn!(cause = cause.to_string().as_str(); "the keys of our own tokens cannot be read yet");
            Ok(())
        }
        Error::Internal(cause) => {
            let rule = format!("does not open the signing keys that the database holds: {cause}");
            Err(Error::invalid("PORTCULLIS_ENCRYPTION_KEY", rule))
        }
        other => Err(other),
    }
}

/// Refuses a database that answers and is not fit to be served, and tells whether it answers. One that does not answer
/// is tried again by every request; until then the service is live and not ready.
fn refuse_unfit(store: &Arc<DieselStore>) -> Result<bool> {
    let status = match answered_in_time(store) {
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
        return Err(Error::invalid("DATABASE_URL", rule));
    }
    if store.is_for_development()? {
        let rule = "names a database that `serve --dev` made: its keys and tokens are not secret";
        return Err(Error::invalid("DATABASE_URL", rule));
    }
    Ok(true)
}

/// What the database says of its schema, if it says so soon: one that takes connections and never answers must not keep
/// the service from being live.
fn answered_in_time(store: &Arc<DieselStore>) -> Result<SchemaStatus> {
    let (told, answer) = channel();
    let store = Arc::clone(store);
    thread::spawn(move || told.send(store.schema()));
    answer.recv_timeout(FIRST_ANSWER).unwrap_or_else(|_| Err(Error::unavailable("no answer in time")))
}

/// Serves until SIGTERM, then finishes what is under way; SIGINT ends at once. `listening` is called with the
/// address once it is bound.
pub(super) fn listen(
    address: SocketAddr,
    connections: u32,
    services: Services,
    listening: impl Fn(SocketAddr),
) -> Result<ExitCode> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    // a thread more than there are connections could only wait for one
    let blocking = usize::try_from(connections).unwrap_or(usize::MAX).div_ceil(workers).max(2);
    let services = Arc::new(services);
    let cannot = |error: io::Error| Error::invalid("PORTCULLIS_BIND", format!("cannot be listened on: {error}"));
    let server = HttpServer::new(move || App::new().configure(portcullis_api::service(Services::clone(&services))))
        .workers(workers)
        .worker_max_blocking_threads(blocking)
        .shutdown_timeout(DRAIN_SECONDS)
        .bind(address)
        .map_err(cannot)?;
    for address in server.addrs() {
        println!("listening on http://{address}");
        listening(address);
    }
    actix_web::rt::System::new().block_on(server.run()).map_err(cannot)?;
    Ok(ExitCode::SUCCESS)
}
