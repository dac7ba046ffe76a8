//! What of a connection's bytes the HTTP server gets, and when: one request at a time. It gets a head when the answer
//! before is on its way, and behind the head no more than the body. So nothing is ever read as a request that came behind
//! one which closed the connection, and whatever is wrong with a head is about that head.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use portcullis_api::Unserved;
use tokio::io::{AsyncRead as _, ReadBuf};

use super::head::{Come, Head};
use super::progress::{Body, Progress};
use super::wire::Wire;

/// How much is read ahead while an answer is on its way.
const AHEAD: usize = 4 * 1024;

/// What came and goes on.
#[derive(Default)]
pub(super) struct Intake {
    head: Option<Head>,
    /// What came too early.
    held: Vec<u8>,
    /// Whether nothing more comes.
    ended: bool,
    /// Whether something came behind a head that the server has not looked at yet.
    behind_head: bool,
}

/// What there is to read.
pub(super) enum Taken {
    /// Bytes, or the end.
    Read,
    /// Nothing that may be read.
    Refused(Unserved),
}

impl Intake {
    pub(super) fn new() -> Self {
        Self { head: Some(Head::default()), ..Self::default() }
    }

    /// The answer is on its way: the next head may come. Tells whether some of it is there.
    pub(super) fn next(&mut self) -> bool {
        self.head.get_or_insert_default();
        self.ended || !self.held.is_empty()
    }

    /// Reads what may be read now.
    pub(super) fn poll(
        &mut self,
        wire: &mut Wire,
        progress: &Progress,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<Taken>> {
        let may_come = if self.head.is_some() { Body::Open } else { progress.body() };
        if may_come == Body::Bytes(0) {
            return self.poll_ahead(wire, context);
        }
        let before = into.filled().len();
        if !self.held.is_empty() {
            let count = self.held.len().min(into.remaining());
            into.put_slice(self.held.get(..count).unwrap_or_default());
            self.held.drain(..count);
        } else if !self.ended {
            ready!(Pin::new(wire).poll_read(context, into))?;
        }
        let came = into.filled().get(before..).unwrap_or_default();
        if came.is_empty() {
            self.ended = true;
            return Poll::Ready(Ok(Taken::Read));
        }
        progress.received();
        let taken = match self.taken(came, may_come, progress) {
            Ok(taken) => taken,
            Err(why) => return Poll::Ready(Ok(Taken::Refused(why))),
        };
        if let Some(early @ [_, ..]) = came.get(taken..) {
            self.held.splice(..0, early.iter().copied());
            self.behind_head = true;
            into.set_filled(before + taken);
        }
        Poll::Ready(Ok(Taken::Read))
    }

    /// How much of what came is of this request.
    fn taken(&mut self, came: &[u8], may_come: Body, progress: &Progress) -> Result<usize, Unserved> {
        if let Some(head) = &mut self.head {
            return match head.add(came) {
                Come::Part => Ok(came.len()),
                Come::Whole(size) => {
                    self.head = None;
                    Ok(size)
                }
                Come::BareLineFeed => Err(Unserved::Malformed),
                Come::TooLarge => Err(Unserved::HeadTooLarge),
            };
        }
        let taken = match may_come {
            Body::Open => came.len(),
            Body::Bytes(left) => came.len().min(usize::try_from(left).unwrap_or(usize::MAX)),
        };
        progress.received_of_body(taken);
        Ok(taken)
    }

    /// Learns of what comes, and of the end, while nothing may be read.
    fn poll_ahead(&mut self, wire: &mut Wire, context: &mut Context<'_>) -> Poll<io::Result<Taken>> {
        if self.held.is_empty() && !self.ended {
            let mut ahead = [0; AHEAD];
            let mut ahead = ReadBuf::new(&mut ahead);
            ready!(Pin::new(wire).poll_read(context, &mut ahead))?;
            self.held.extend_from_slice(ahead.filled());
            self.ended = self.held.is_empty();
        }
        // what is behind the head is asked for when the head was looked at, and the next head when the answer is sent
        if std::mem::take(&mut self.behind_head) {
            context.waker().wake_by_ref();
        }
        Poll::Pending
    }
}
