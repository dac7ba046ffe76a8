//! A connection as the HTTP server sees it: with an end to every wait, and without the server's own refusals.
//!
//! actix-http answers what is not HTTP by itself, with a status and nothing else, and offers no way to say more. Such an
//! answer is always the last of its connection. It is taken out here and a whole one, in our envelope, put in its place.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use portcullis_api::{Services, Unserved, answer_to};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep};

use super::intake::{Intake, Taken};
use super::progress::{Body, Progress};
use super::refused::{Refused, refused_by_the_server};
use super::wire::Wire;

/// How often is looked whether a connection that is waited for is overdue.
const LOOK: Duration = Duration::from_secs(1);

/// A connection that is watched, and has its place among those that there may be.
pub(super) struct Guarded {
    state: State,
    intake: Intake,
    services: Arc<Services>,
    progress: Rc<Progress>,
    look: Pin<Box<Sleep>>,
    place: Option<OwnedSemaphorePermit>,
}

enum State {
    Open(Wire),
    /// The last word is being said.
    Parting(Pin<Box<dyn Future<Output = ()> + Send>>),
    Closed,
}

impl Guarded {
    pub(super) fn new(wire: Wire, services: Arc<Services>, place: OwnedSemaphorePermit) -> Self {
        let (progress, look) = (Progress::begun(), Box::pin(sleep(LOOK)));
        Self { state: State::Open(wire), intake: Intake::new(), services, progress, look, place: Some(place) }
    }

    /// How far it is.
    pub(super) fn progress(&self) -> &Rc<Progress> {
        &self.progress
    }

    /// Ready when the client is overdue; else it is looked again in time.
    fn poll_overdue(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while self.look.as_mut().poll(context).is_ready() {
            if self.progress.is_overdue() {
                return Poll::Ready(());
            }
            self.look.as_mut().reset(Instant::now() + LOOK);
        }
        Poll::Pending
    }

    /// Begins to say a last word, or to close without one.
    fn part(&mut self, why: Option<Unserved>) {
        match std::mem::replace(&mut self.state, State::Closed) {
            State::Open(wire) => {
                let last_word = why.map(|why| answer_to(why, &self.services)).unwrap_or_default();
                self.state = State::Parting(Box::pin(wire.part(last_word)));
            }
            begun => self.state = begun,
        }
    }

    /// The connection, if it is open; ready without it once the last word is said.
    fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<Option<(&mut Wire, &mut Intake)>> {
        if let State::Parting(parting) = &mut self.state {
            ready!(parting.as_mut().poll(context));
            self.state = State::Closed;
        }
        match &mut self.state {
            State::Open(wire) => Poll::Ready(Some((wire, &mut self.intake))),
            State::Parting(_) | State::Closed => Poll::Ready(None),
        }
    }

    /// What a write has come to, and that it does not wait for ever.
    fn bounded<T>(&mut self, context: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_pending() {
            ready!(self.poll_overdue(context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        outcome
    }
}

/// What the server is told once the last word is said: there is nothing to wait for any more.
fn over() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}

impl AsyncRead for Guarded {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = into.filled().len();
        // who sends without a pause is overdue as well
        let mut overdue = this.progress.is_overdue();
        loop {
            if overdue {
                let late_head = this.progress.owes_an_answer();
                this.part(late_head.then_some(Unserved::HeadTooSlow));
            }
            let progress = Rc::clone(&this.progress);
            let Some((wire, intake)) = ready!(this.poll_open(context)) else { return Poll::Ready(Err(over())) };
            match intake.poll(wire, &progress, context, into) {
                Poll::Ready(Ok(Taken::Read)) => return Poll::Ready(Ok(())),
                Poll::Ready(Ok(Taken::Refused(why))) => {
                    into.set_filled(before);
                    this.part(Some(why));
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    ready!(this.poll_overdue(context));
                    overdue = true;
                }
            }
        }
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let mut ours = bytes;
        if let Some(Refused { at, status }) = refused_by_the_server(bytes) {
            let (before, _) = bytes.split_at(at);
            if before.is_empty() {
                this.part(Unserved::of(status));
            }
            ours = before;
        }
        // what is said after the last word is said to nobody
        let Some((wire, _)) = ready!(this.poll_open(context)) else { return Poll::Ready(Ok(bytes.len())) };
        let outcome = Pin::new(wire).poll_write(context, ours);
        this.bounded(context, outcome)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let Some((wire, _)) = ready!(this.poll_open(context)) else { return Poll::Ready(Err(over())) };
        let outcome = Pin::new(wire).poll_flush(context);
        if outcome.is_ready() && this.progress.sent() {
            let goes_on = match this.progress.body() {
                Body::Bytes(0) => this.intake.next(),
                // the rest is for the server to pass over
                Body::Bytes(_) => false,
                Body::Open => {
                    this.part(None);
                    true
                }
            };
            if goes_on {
                context.waker().wake_by_ref();
            }
        }
        this.bounded(context, outcome)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let Some((wire, _)) = ready!(this.poll_open(context)) else { return Poll::Ready(Ok(())) };
        let outcome = Pin::new(wire).poll_shutdown(context);
        this.bounded(context, outcome)
    }
}

impl Drop for Guarded {
    /// The server lets go of a connection without a word when a chunk of a body is none.
    fn drop(&mut self) {
        let (State::Open(_), true, Ok(runtime)) = (&self.state, self.progress.is_forsaken(), Handle::try_current())
        else {
            return;
        };
        self.part(Some(Unserved::Malformed));
        if let State::Parting(parting) = std::mem::replace(&mut self.state, State::Closed) {
            let place = self.place.take();
            runtime.spawn(async move {
                parting.await;
                drop(place);
            });
        }
    }
}
