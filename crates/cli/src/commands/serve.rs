//! `portcullis serve`: the service.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use portcullis_adapters::database::{self, DieselStore, SchemaStatus, Timeouts};
use portcullis_domain::{Error, Result};

use crate::settings::Settings;
use crate::{compose, observing, serving};

/// How long the start waits for the database to say what it is.
const FIRST_ANSWER: Duration = Duration::from_secs(3);

pub(super) fn run(settings: &Settings<'_>, migrate: bool) -> Result<ExitCode> {
    let store = compose::store(settings, Timeouts::SERVING)?;
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
    let issuer_keys = Arc::clone(&background.issuer_keys);
    background.begin();
    observing::begin(settings, &services, store, issuer_keys)?;
    serving::listen(settings.listening()?, services, |_| {})
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
