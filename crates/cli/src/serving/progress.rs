//! How far a connection is with its request, and by when it must be further. The stream notes what comes and goes, the
//! service around the application what is under way.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_http::{Payload, Request};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::Stream;
use tokio::time::Instant;

use super::limits::{HEAD, IDLE, REQUEST};

/// What a connection is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The first byte of a request.
    Idle,
    /// The rest of its head.
    Head,
    /// Its body, our work on it, and the answer's way out.
    Request,
}

/// How far a connection is.
pub(super) struct Progress {
    phase: Cell<Phase>,
    until: Cell<Instant>,
    /// Whether the application still works on the latest request.
    under_way: Cell<bool>,
    /// Whether the latest request has a body that was not read to its end: what comes is no new request.
    within_body: Cell<bool>,
}

impl Progress {
    /// Of a new connection, which has as long for its first byte as for a head.
    pub(super) fn begun() -> Rc<Self> {
        Rc::new(Self {
            phase: Cell::new(Phase::Idle),
            until: Cell::new(Instant::now() + HEAD),
            under_way: Cell::new(false),
            within_body: Cell::new(false),
        })
    }

    fn enter(&self, phase: Phase, time: Duration) {
        self.phase.set(phase);
        self.until.set(Instant::now() + time);
    }

    /// Something came.
    pub(super) fn received(&self) {
        if self.phase.get() == Phase::Idle {
            self.enter(Phase::Head, HEAD);
        }
    }

    /// All that there was to say is on its way.
    pub(super) fn sent(&self) {
        if !self.under_way.get() {
            self.enter(Phase::Idle, IDLE);
        }
    }

    /// A head is whole, and the application has the request.
    pub(super) fn handed_over(self: &Rc<Self>, request: &mut Request) {
        self.under_way.set(true);
        self.enter(Phase::Request, REQUEST);
        let has_body = matches!(request.payload(), Payload::H1 { .. });
        self.within_body.set(has_body);
        if has_body {
            let noted = NotedBody { payload: request.take_payload(), progress: Rc::clone(self) };
            *request.payload() = Payload::Stream { payload: Box::pin(noted) };
        }
    }

    /// The application has answered.
    pub(super) fn answered(&self) {
        self.under_way.set(false);
    }

    pub(super) fn is_overdue(&self) -> bool {
        Instant::now() >= self.until.get()
    }

    /// Whether what came last is a request of its own that has no answer yet.
    pub(super) fn owes_an_answer(&self) -> bool {
        !self.within_body.get()
    }

    /// The same, of one that is still coming.
    pub(super) fn owes_an_answer_to_a_head(&self) -> bool {
        self.phase.get() == Phase::Head && self.owes_an_answer()
    }
}

/// A body that notes when it was read to its end.
struct NotedBody {
    payload: Payload,
    progress: Rc<Progress>,
}

impl Stream for NotedBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(Pin::new(&mut self.payload).poll_next(context));
        if item.is_none() {
            self.progress.within_body.set(false);
        }
        Poll::Ready(item)
    }
}
