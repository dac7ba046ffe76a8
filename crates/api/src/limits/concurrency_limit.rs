//! Limits the work on the database, and lets requests wait for a place in a fair order.
//!
//! Without a limit all requests wait longer and longer until all of them miss their deadlines. With it the admitted ones
//! complete in time, and the others wait without a thread, a connection or a place.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::oneshot::{Receiver, Sender, channel};

use super::fair_queue::{Bounds, Entered, FairQueue, Ticket};
use super::limit_metrics::{QueueMetrics, Reason};
use super::monotonic_now;
use super::requester::Requester;
use crate::error_response::ApiError;

/// Places for requests, in which they work on the database.
pub(crate) struct ConcurrencyLimit {
    name: &'static str,
    state: Mutex<State>,
    metrics: QueueMetrics,
}

struct State {
    queue: FairQueue,
    waiting: HashMap<Ticket, Sender<()>>,
    is_rejecting: bool,
}

/// A place, or a position in the queue. It is given up when it is dropped: when the work ends or panics, or when its
/// request no longer waits.
pub(crate) struct Permit {
    limit: Arc<ConcurrencyLimit>,
    ticket: Ticket,
}

impl ConcurrencyLimit {
    pub(super) fn new(name: &'static str, bounds: Bounds) -> Self {
        let state = State { queue: FairQueue::new(bounds), waiting: HashMap::new(), is_rejecting: false };
        Self { name, state: Mutex::new(state), metrics: QueueMetrics::default() }
    }

    /// Fails with `Overloaded` if the queue has no room for this requester.
    pub(super) fn check(&self, requester: &Requester) -> Result<(), ApiError> {
        if self.lock().queue.accepts(requester) { Ok(()) } else { Err(self.reject(Reason::QueueFull)) }
    }

    /// Whether a request of this requester would have a place without waiting.
    pub(super) fn has_room_for(&self, requester: &Requester) -> bool {
        self.lock().queue.has_room_for(requester)
    }

    /// Takes a place. Waits for it, at most until `by`, and then fails with `Overloaded`.
    pub(crate) async fn acquire(self: &Arc<Self>, requester: Requester, by: Instant) -> Result<Permit, ApiError> {
        let begun = monotonic_now();
        let (permit, called) = self.enter(&requester);
        let outcome = match called {
            None => Ok(()),
            Some(called) => match tokio::time::timeout_at(by.into(), called).await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(_)) => Err(Reason::QueueFull),
                Err(_) => Err(Reason::Deadline),
            },
        };
        self.metrics.waited(begun.elapsed());
        outcome.map(|()| permit).map_err(|reason| self.reject(reason))
    }

    fn enter(self: &Arc<Self>, requester: &Requester) -> (Permit, Option<Receiver<()>>) {
        let mut state = self.lock();
        let Entered { ticket, runs, rejected } = state.queue.enter(requester);
        let permit = Permit { limit: Arc::clone(self), ticket };
        if runs {
            return (permit, None);
        }
        let (call, called) = channel();
        state.waiting.insert(ticket, call);
        // without its sender, the rejected request stops waiting
        if let Some(rejected) = rejected {
            state.waiting.remove(&rejected);
        }
        (permit, Some(called))
    }

    /// Counts a rejection. Logs when rejecting begins; [`leave`](Self::leave) logs when it ends.
    fn reject(&self, reason: Reason) -> ApiError {
        self.metrics.rejected(reason);
        let mut state = self.lock();
        if !std::mem::replace(&mut state.is_rejecting, true) {
            let waiting = state.queue.waiting();
            drop(state);
            log::warn!(queue = self.name, waiting, reason = reason.name(); "too many concurrent requests; new ones are rejected");
        }
        ApiError::Overloaded
    }

    fn leave(&self, ticket: Ticket) {
        let mut state = self.lock();
        state.waiting.remove(&ticket);
        for admitted in state.queue.leave(ticket) {
            if let Some(call) = state.waiting.remove(&admitted) {
                // one that waits no longer gives its place up itself
                let _ = call.send(());
            }
        }
        if state.is_rejecting && state.queue.waiting() == 0 {
            state.is_rejecting = false;
            drop(state);
            log::info!(queue = self.name; "new requests are accepted again");
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The numbers of requests that run and wait.
    pub(super) fn load(&self) -> (usize, usize) {
        let state = self.lock();
        (state.queue.running(), state.queue.waiting())
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn metrics(&self) -> &QueueMetrics {
        &self.metrics
    }
}

impl Permit {
    /// Counts a rejection of a request whose place came too late.
    pub(super) fn reject_late(&self) -> ApiError {
        self.limit.reject(Reason::Deadline)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.limit.leave(self.ticket);
    }
}
