//! Whether the process runs, and whether it can serve.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use actix_web::HttpResponse;
use actix_web::web::Data;
use portcullis_domain::{Error, Store};
use tokio::sync::oneshot::{Sender, channel};

use crate::Services;
use crate::answer::message;
use crate::blocking::DEADLINE;
use crate::refusal::ApiError;

/// `GET /livez`: answers while the process runs.
pub(crate) async fn live() -> HttpResponse {
    message("live")
}

/// `GET /readyz`: the store answers, its schema is not behind, and there are keys to verify tokens with.
pub(crate) async fn ready(services: Data<Services>) -> Result<HttpResponse, ApiError> {
    services.ports.identity.ready()?;
    services.readiness.ask().await?;
    Ok(message("ready"))
}

/// Asks the store whether it can be used, on a thread of its own: requests that wait for a thread do not make an
/// installation unready. Whoever asks while it is asked gets the same answer.
pub(crate) struct Readiness {
    store: Arc<dyn Store>,
    asking: Mutex<Option<Vec<Sender<Answer>>>>,
}

/// Nothing, or what is wrong.
type Answer = Result<(), String>;

impl Readiness {
    pub(crate) fn of(store: Arc<dyn Store>) -> Self {
        Self { store, asking: Mutex::new(None) }
    }

    async fn ask(self: &Arc<Self>) -> Result<(), ApiError> {
        let (sender, answer) = channel();
        if self.join(sender) {
            let this = Arc::clone(self);
            let asking = thread::Builder::new().name("readiness".to_owned()).spawn(move || this.answer_all());
            if let Err(error) = asking {
                self.tell(&Err(error.to_string()));
            }
        }
        match tokio::time::timeout(DEADLINE, answer).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(cause))) => Err(Error::unavailable(cause).into()),
            Ok(Err(_)) => Err(ApiError::Broken("a panic".to_owned())),
            Err(_) => Err(Error::unavailable("not done within the deadline of an answer").into()),
        }
    }

    /// Waits with those who wait, and tells whether there were none.
    fn join(&self, sender: Sender<Answer>) -> bool {
        let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = asking.is_none();
        asking.get_or_insert_default().push(sender);
        is_first
    }

    fn answer_all(&self) {
        // also after a panic nobody waits for a thread that is gone
        let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.store.ready()));
        match told {
            Ok(answer) => self.tell(&answer.map_err(|error| error.to_string())),
            Err(_) => drop(self.take()),
        }
    }

    fn tell(&self, answer: &Answer) {
        for sender in self.take() {
            let _ = sender.send(answer.clone());
        }
    }

    fn take(&self) -> Vec<Sender<Answer>> {
        self.asking.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
    }
}
