//! What the service does beside answering. Nothing that is asked of it waits for this.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use portcullis_adapters::jwt::OwnTokens;
use portcullis_domain::outbox::DeliverMail;
use portcullis_domain::{Clock, Result};

/// How often the outbox is looked into.
const DELIVERY: Duration = Duration::from_secs(1);

/// How often the keys of our own tokens are read. A new key is published for longer before it signs.
const KEYS: Duration = Duration::from_secs(10);

/// The work beside.
pub(crate) struct Background {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keys: Arc<OwnTokens>,
    pub(crate) mail: DeliverMail,
}

impl Background {
    /// Reads what every answer needs. To be called once before the first.
    pub(crate) fn prepare(&self) -> Result<()> {
        self.keys.refresh(self.clock.now())
    }

    /// Begins, each work in a thread of its own, for as long as the process lives.
    pub(crate) fn begin(self) {
        let Self { clock, keys, mail } = self;
        every(KEYS, "the keys of our own tokens cannot be read", move || keys.refresh(clock.now()));
        every(DELIVERY, "mail is not delivered", move || {
            // each message that fails has a pause of its own
            for sent in mail.execute()? {
                sent?;
            }
            Ok(())
        });
    }
}

fn every(pause: Duration, complaint: &'static str, work: impl Fn() -> Result<()> + Send + 'static) {
    thread::spawn(move || {
        let (_never, time_passes) = channel::<()>();
        loop {
            let _ = time_passes.recv_timeout(pause);
            if let Err(error) = work() {
                log::warn!(cause = error.to_string().as_str(); "{complaint}");
            }
        }
    });
}
