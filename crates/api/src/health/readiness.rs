//! Checks whether requests can be served.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use portcullis_domain::{Error, IdentityVerifier, Store};
use tokio::sync::oneshot::{Sender, channel};

use crate::dispatch::DEADLINE;
use crate::error_response::ApiError;

/// Checks the keys and the store, the latter on a thread of its own: requests that wait for a thread do not make the
/// installation unready. Concurrent checks share one result.
pub(crate) struct Readiness {
    store: Arc<dyn Store>,
    identity: Arc<dyn IdentityVerifier>,
    waiting: Mutex<Option<Vec<Sender<Answer>>>>,
}

/// Success, or the cause of the failure.
type Answer = Result<(), String>;

impl Readiness {
    pub(crate) fn new(store: Arc<dyn Store>, identity: Arc<dyn IdentityVerifier>) -> Self {
        Self { store, identity, waiting: Mutex::new(None) }
    }

    pub(super) async fn check(self: &Arc<Self>) -> Result<(), ApiError> {
        self.identity.ready()?;
        let (sender, answer) = channel();
        if self.join(sender) {
            let this = Arc::clone(self);
            let checking = thread::Builder::new().name("readiness".to_owned()).spawn(move || this.answer_all());
            if let Err(error) = checking {
                self.send(&Err(error.to_string()));
            }
        }
        match tokio::time::timeout(DEADLINE, answer).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(cause))) => Err(Error::unavailable(cause).into()),
            Ok(Err(_)) => Err(ApiError::Defect("a panic".to_owned())),
            Err(_) => Err(Error::unavailable("not done within the deadline of a response").into()),
        }
    }

    /// Adds a waiting check. Returns whether it is the first, which has to start the thread.
    fn join(&self, sender: Sender<Answer>) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = waiting.is_none();
        waiting.get_or_insert_default().push(sender);
        is_first
    }

    fn answer_all(&self) {
        // after a panic, too, no check waits for a thread that has ended
        match catch_unwind(AssertUnwindSafe(|| self.store.ready())) {
            Ok(answer) => self.send(&answer.map_err(|error| error.to_string())),
            Err(_) => drop(self.take()),
        }
    }

    fn send(&self, answer: &Answer) {
        for sender in self.take() {
            let _ = sender.send(answer.clone());
        }
    }

    fn take(&self) -> Vec<Sender<Answer>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
    }
}
