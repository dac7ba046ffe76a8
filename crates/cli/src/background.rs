//! What the service does beside answering. Nothing that is asked of it waits for this.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use portcullis_adapters::jwt::{IssuerKeys, OwnTokens};
use portcullis_api::Services;
use portcullis_domain::{Clock, DeliverMail, PurgeExpired, Result};

/// How often the outbox is looked into.
const DELIVERY: Duration = Duration::from_secs(1);

/// How often the keys of our own tokens are read. A new key is published for longer before it signs.
const KEYS: Duration = Duration::from_secs(10);

/// How long the start waits for the issuer's keys.
const FIRST_KEYS: Duration = Duration::from_secs(3);

/// How often is told what the gate answered.
const COUNTS: Duration = Duration::from_mins(1);

/// How often what is over is forgotten.
const FORGETTING: Duration = Duration::from_mins(1);

/// The work beside.
pub(crate) struct Background {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keys: Arc<OwnTokens>,
    pub(crate) issuer_keys: Arc<IssuerKeys>,
    pub(crate) mail: DeliverMail,
    pub(crate) forget: PurgeExpired,
    pub(crate) services: Services,
}

impl Background {
    /// Reads what every answer needs. To be called once before the first.
    pub(crate) fn prepare(&self) -> Result<()> {
        self.keys.refresh(self.clock.now())
    }

    /// Reads the issuer's keys, for a command that has no use for a service without them.
    pub(crate) fn read_issuer_keys(&self) -> Result<()> {
        self.issuer_keys.refresh()
    }

    /// Begins, each work in a thread of its own, for as long as the process lives. Waits for the issuer's keys, but not
    /// for long: without them the service is live and not ready.
    pub(crate) fn begin(self) {
        let Self { clock, keys, issuer_keys, mail, forget, services } = self;
        if issuer_keys.are_followed() {
            let (due, read) = (Arc::clone(&issuer_keys), Arc::clone(&issuer_keys));
            again(move || due.wait(), "the issuer's keys cannot be read", move || read.refresh());
            issuer_keys.await_first(FIRST_KEYS);
        }
        let gate = services.clone();
        every(services.poll_interval(), "what others changed cannot be read; the gate remembers nothing", move || {
            gate.poll_changes()
        });
        let told = Mutex::new(BTreeMap::new());
        every(COUNTS, "what the gate answered cannot be told", move || {
            tell_counts(&services, &mut told.lock().unwrap_or_else(PoisonError::into_inner));
            Ok(())
        });
        every(KEYS, "the keys of our own tokens cannot be read", move || keys.refresh(clock.now()));
        every(FORGETTING, "what is over cannot be forgotten", move || forget.execute().map(drop));
        every(DELIVERY, "mail is not delivered", move || {
            // each message that fails has a pause of its own
            for sent in mail.execute()? {
                sent?;
            }
            Ok(())
        });
    }
}

/// Logs how often the gate answered what since the last time, if it was asked at all.
fn tell_counts(services: &Services, told: &mut BTreeMap<(String, &'static str), u64>) {
    for (profile, outcome, count) in services.gate_counts() {
        let before = told.insert((profile.to_owned(), outcome), count).unwrap_or_default();
        if count > before {
            log::info!(target: "gate", profile, outcome, count = count - before; "answered");
        }
    }
}

/// Does this again and again in a thread of its own, for as long as the process lives.
pub(crate) fn every(pause: Duration, complaint: &'static str, work: impl Fn() -> Result<()> + Send + 'static) {
    let (never, time_passes) = channel::<()>();
    let wait = move || {
        let _never = &never;
        let _ = time_passes.recv_timeout(pause);
    };
    again(wait, complaint, work);
}

fn again(wait: impl Fn() + Send + 'static, complaint: &'static str, work: impl Fn() -> Result<()> + Send + 'static) {
    thread::spawn(move || {
        loop {
            wait();
            // a defect ends this round, and not the work for good
            match catch_unwind(AssertUnwindSafe(&work)) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => log::warn!(cause = error.to_string().as_str(); "{complaint}"),
                Err(_) => log::error!(cause = "a panic"; "{complaint}"),
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_one_round_and_not_the_work() {
        let (begun, rounds) = channel();
        every(Duration::ZERO, "a test panics", move || {
            let _ = begun.send(());
            panic!("a defect")
        });
        for _ in 0..3 {
            rounds.recv_timeout(Duration::from_secs(10)).unwrap();
        }
    }
}
