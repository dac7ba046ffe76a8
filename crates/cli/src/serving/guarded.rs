//! A connection as the HTTP server sees it: with an end to every wait, and without the server's own refusals.
//!
//! actix-http answers what is not HTTP by itself, with a status and nothing else, and offers no way to say more. Such an
//! answer is always the last of its connection. It is taken out here and a whole one, in our envelope, put in its place;
//! or none, if it was about the body of a request that has its answer already.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use portcullis_api::{Services, Unserved, answer_to};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep};

use super::progress::Progress;
use super::refused::{Refused, refused_by_the_server};
use super::wire::Wire;

/// How often is looked whether a connection that is waited for is overdue.
const LOOK: Duration = Duration::from_secs(1);

/// A connection that is watched.
pub(super) struct Guarded {
    state: State,
    services: Arc<Services>,
    progress: Rc<Progress>,
    look: Pin<Box<Sleep>>,
    _place: OwnedSemaphorePermit,
}

enum State {
    Open(Wire),
    /// The last word is being said.
    Parting(Pin<Box<dyn Future<Output = ()>>>),
    Closed,
}

impl Guarded {
    pub(super) fn new(wire: Wire, services: Arc<Services>, place: OwnedSemaphorePermit) -> Self {
        let (progress, look) = (Progress::begun(), Box::pin(sleep(LOOK)));
        Self { state: State::Open(wire), services, progress, look, _place: place }
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
        if let State::Open(wire) = std::mem::replace(&mut self.state, State::Closed) {
            let last_word = why.map(|why| answer_to(why, &self.services)).unwrap_or_default();
            self.state = State::Parting(Box::pin(wire.part(last_word)));
        }
    }

    /// The connection, if it is open; ready without it once the last word is said.
    fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<Option<&mut Wire>> {
        if let State::Parting(parting) = &mut self.state {
            ready!(parting.as_mut().poll(context));
            self.state = State::Closed;
        }
        match &mut self.state {
            State::Open(wire) => Poll::Ready(Some(wire)),
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

impl AsyncRead for Guarded {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = into.filled().len();
        // who sends without a pause is overdue as well
        let mut overdue = this.progress.is_overdue();
        loop {
            // nothing more comes from a connection that is closed
            let Some(wire) = ready!(this.poll_open(context)) else { return Poll::Ready(Ok(())) };
            if overdue {
                let late_head = this.progress.owes_an_answer_to_a_head();
                this.part(late_head.then_some(Unserved::HeadTooSlow));
                continue;
            }
            match Pin::new(wire).poll_read(context, into) {
                Poll::Ready(outcome) => {
                    if into.filled().len() > before {
                        this.progress.received();
                    }
                    return Poll::Ready(outcome);
                }
                Poll::Pending => ready!(this.poll_overdue(context)),
            }
            overdue = true;
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
                this.part(Unserved::of(status).filter(|_| this.progress.owes_an_answer()));
            }
            ours = before;
        }
        // what is said after the last word is said to nobody
        let Some(wire) = ready!(this.poll_open(context)) else { return Poll::Ready(Ok(bytes.len())) };
        let outcome = Pin::new(wire).poll_write(context, ours);
        if let Poll::Ready(Ok(written)) = outcome
            && written == bytes.len()
        {
            this.progress.sent();
        }
        this.bounded(context, outcome)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let Some(wire) = ready!(this.poll_open(context)) else { return Poll::Ready(Ok(())) };
        let outcome = Pin::new(wire).poll_flush(context);
        this.bounded(context, outcome)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let Some(wire) = ready!(this.poll_open(context)) else { return Poll::Ready(Ok(())) };
        let outcome = Pin::new(wire).poll_shutdown(context);
        this.bounded(context, outcome)
    }
}
