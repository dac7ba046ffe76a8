//! How far a connection is with its request, and by when it must be further. The stream notes what comes and goes, the
//! service around the application what is under way.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_http::{HttpMessage as _, Payload, Request};
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::ConnectionType;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::Bytes;
use tokio::time::Instant;

use super::limits::{HEAD, IDLE, REQUEST};

/// How far a connection is.
pub(super) struct Progress {
    phase: Cell<Phase>,
    until: Cell<Instant>,
    /// Whether the answer to the latest request is not yet whole.
    under_way: Cell<bool>,
    /// Whether it has begun.
    answered: Cell<bool>,
    /// What of the latest request is still to come.
    body: Cell<Body>,
}

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

/// What of a request comes behind its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// So many bytes more.
    Bytes(u64),
    /// Nobody but who reads it knows how many. So the connection ends with this request, and nothing behind it is read.
    Open,
}

impl Progress {
    /// Of a new connection, which has as long for its first byte as for a head.
    pub(super) fn begun() -> Rc<Self> {
        Rc::new(Self {
            phase: Cell::new(Phase::Idle),
            until: Cell::new(Instant::now() + HEAD),
            under_way: Cell::new(false),
            answered: Cell::new(false),
            body: Cell::new(Body::Bytes(0)),
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

    /// All that there was to say is on its way. Tells whether that is a whole answer.
    pub(super) fn sent(&self) -> bool {
        if self.phase.get() != Phase::Request || self.under_way.get() {
            return false;
        }
        self.enter(Phase::Idle, IDLE);
        true
    }

    /// A head is whole, and the application gets the request; unless it came behind the last one of the connection.
    pub(super) fn handed_over(self: Rc<Self>, request: &mut Request) -> Option<UnderWay> {
        if self.body.get() == Body::Open {
            return None;
        }
        self.under_way.set(true);
        self.answered.set(false);
        self.enter(Phase::Request, REQUEST);
        self.body.set(body_of(request));
        Some(UnderWay(self))
    }

    /// What of the latest request is still to come.
    pub(super) fn body(&self) -> Body {
        self.body.get()
    }

    /// So much of it came.
    pub(super) fn received_of_body(&self, count: usize) {
        if let (Body::Bytes(left), Ok(count)) = (self.body.get(), u64::try_from(count)) {
            self.body.set(Body::Bytes(left.saturating_sub(count)));
        }
    }

    pub(super) fn is_overdue(&self) -> bool {
        Instant::now() >= self.until.get()
    }

    /// Whether a request was handed over whose body nobody knows the end of, and has no answer.
    pub(super) fn is_forsaken(&self) -> bool {
        self.phase.get() == Phase::Request && self.body.get() == Body::Open && !self.answered.get()
    }

    /// Whether a request has begun to come that has no answer, and is not the rest of one that has.
    pub(super) fn owes_an_answer(&self) -> bool {
        self.phase.get() == Phase::Head && self.body.get() == Body::Bytes(0)
    }
}

fn body_of(request: &mut Request) -> Body {
    if matches!(request.payload(), Payload::None) {
        return Body::Bytes(0);
    }
    if request.chunked().unwrap_or(true) {
        return Body::Open;
    }
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.trim().parse().ok());
    length.map_or(Body::Open, Body::Bytes)
}

/// A request that is under way until this is gone.
pub(super) struct UnderWay(Rc<Progress>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.set(false);
    }
}

/// The answer to a request that is under way until all of it was taken.
pub(super) struct Answer {
    body: BoxBody,
    _under_way: UnderWay,
}

impl Answer {
    /// What the application answered.
    pub(super) fn of(mut response: ServiceResponse<BoxBody>, under_way: UnderWay) -> ServiceResponse<Self> {
        under_way.0.answered.set(true);
        if under_way.0.body() == Body::Open {
            response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
        }
        response.map_body(|_, body| Self { body, _under_way: under_way })
    }
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
