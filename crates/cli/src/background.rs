//! Background tasks: work off the request path, each in a thread of its own.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use portcullis_adapters::jwt::{IssuerKeys, JwtTokenIssuer};
use portcullis_api::Services;
use portcullis_domain::{
    Clock, DeliverMail, Lane, MailOutcome, MailWorker, PurgeExpired, RecordWrongProofs, RemoveAddresses, ReplaceErased,
    Result, SubjectId,
};

use crate::mail_metrics::MailMetrics;

/// How often the outbox is looked at. It is then delivered until it is empty.
const DELIVERY: Duration = Duration::from_secs(1);

/// How many workers deliver each lane, each over a connection of its own.
const WORKERS: usize = 2;

/// How often the keys of our own tokens are read. A new key is published for longer before it signs.
const OWN_KEYS: Duration = Duration::from_secs(10);

/// How long the start waits for the issuer's keys.
const FIRST_KEYS: Duration = Duration::from_secs(3);

/// How often the numbers of the gate's responses are logged.
const GATE_COUNTS: Duration = Duration::from_mins(1);

/// How often the wrong proofs of past minutes are recorded.
const WRONG_PROOFS: Duration = Duration::from_secs(5);

/// How often expired rows are purged.
const PURGE: Duration = Duration::from_mins(1);

/// How many batches of the audit logs are searched for erased subjects at a time.
const ERASURE_BATCHES: u32 = 100;

/// The background tasks of the service.
pub(crate) struct Background {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keys: Arc<JwtTokenIssuer>,
    pub(crate) issuer_keys: Arc<IssuerKeys>,
    pub(crate) mail: DeliverMail,
    pub(crate) mail_metrics: MailMetrics,
    pub(crate) purge: PurgeExpired,
    pub(crate) wrong_proofs: RecordWrongProofs,
    pub(crate) replace_erased: ReplaceErased,
    pub(crate) remove_addresses: Option<RemoveAddresses>,
    pub(crate) services: Services,
}

impl Background {
    /// Reads the keys of our own tokens once, before the first request.
    pub(crate) fn load_own_keys(&self) -> Result<()> {
        self.keys.refresh(self.clock.now())
    }

    /// Fetches the issuer's keys once, for a command that cannot work without them.
    pub(crate) fn fetch_issuer_keys(&self) -> Result<()> {
        self.issuer_keys.refresh()
    }

    /// Starts every task, for as long as the process lives, and returns the issuer's keys. Waits for these for a bounded
    /// time: without them the service is live but not ready.
    pub(crate) fn start(self) -> Arc<IssuerKeys> {
        let Self { clock, keys, issuer_keys, mail, mail_metrics, purge, wrong_proofs, services, .. } = self;
        let (replace_erased, remove_addresses) = (self.replace_erased, self.remove_addresses);
        if issuer_keys.are_fetched() {
            let (due, fetched) = (Arc::clone(&issuer_keys), Arc::clone(&issuer_keys));
            repeat(move || due.wait_until_due(), "the issuer's keys cannot be fetched", move || fetched.refresh());
            issuer_keys.wait_for_first(FIRST_KEYS);
        }
        let gate = services.clone();
        every(services.poll_interval(), "change feed unavailable; gate cache disabled", move || gate.poll_changes());
        let logged = Mutex::new(BTreeMap::new());
        every(GATE_COUNTS, "the gate's answers cannot be logged", move || {
            log_gate_counts(&services, &mut logged.lock().unwrap_or_else(PoisonError::into_inner));
            Ok(())
        });
        every(OWN_KEYS, "the keys of our own tokens cannot be read", move || keys.refresh(clock.now()));
        every(PURGE, "expired rows cannot be purged", move || purge.execute().map(drop));
        every(PURGE, "erased subjects cannot be replaced in the audit log", move || {
            replace_erased.execute(ERASURE_BATCHES).map(drop)
        });
        if let Some(remove_addresses) = remove_addresses {
            every(PURGE, "addresses cannot be removed from the audit log", move || {
                remove_addresses.execute().map(drop)
            });
        }
        every(WRONG_PROOFS, "wrong proofs cannot be recorded in the audit log", move || {
            wrong_proofs.execute().map(drop)
        });
        deliver(&Arc::new(mail), &mail_metrics);
        issuer_keys
    }
}

/// Starts the workers of each lane.
fn deliver(mail: &Arc<DeliverMail>, metrics: &MailMetrics) {
    for lane in Lane::ALL.into_iter().flat_map(|lane| [lane; WORKERS]) {
        let (mail, metrics) = (Arc::clone(mail), metrics.clone());
        let worker = Mutex::new(MailWorker::new(lane));
        every(DELIVERY, "mail is not delivered", move || {
            let mut worker = worker.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                let outcomes = mail.execute(&mut worker)?;
                if outcomes.is_empty() {
                    return Ok(());
                }
                for outcome in &outcomes {
                    metrics.count(lane, outcome);
                    log_mail(lane, outcome);
                }
            }
        });
    }
}

fn log_mail(lane: Lane, outcome: &MailOutcome) {
    let lane = lane.as_str();
    match outcome {
        MailOutcome::Sent | MailOutcome::Discarded => {}
        MailOutcome::Deferred { organization, recipient, cause } => {
            let (subject, cause) = (subject_of(recipient.as_ref()), cause.to_string());
            log::warn!(
                lane, organization = organization.as_str(), subject, cause = cause.as_str();
                "mail is not delivered and will be tried again"
            );
        }
        MailOutcome::Undeliverable { organization, recipient, reply } => {
            let subject = subject_of(recipient.as_ref());
            log::warn!(
                lane, organization = organization.as_str(), subject, reply = reply.as_str();
                "mail is undeliverable and was removed"
            );
        }
        MailOutcome::ServerFailed { refused: false, cause } => {
            log::warn!(lane, cause = cause.to_string().as_str(); "mail is not delivered: the mail server is not available");
        }
        MailOutcome::ServerFailed { refused: true, cause } => {
            log::error!(lane, cause = cause.to_string().as_str(); "mail is not delivered: the mail server refuses this service");
        }
    }
}

/// The subject of a mail's recipient; empty if it is not known.
fn subject_of(recipient: Option<&SubjectId>) -> &str {
    recipient.map_or("", SubjectId::as_str)
}

/// Logs the number of the gate's responses since the last time, by profile and outcome.
fn log_gate_counts(services: &Services, logged: &mut BTreeMap<(String, &'static str), u64>) {
    for (profile, outcome, count) in services.gate_counts() {
        let before = logged.insert((profile.to_owned(), outcome), count).unwrap_or_default();
        if count > before {
            log::info!(target: "gate", profile, outcome, count = count - before; "answered");
        }
    }
}

/// Repeats a task in a thread of its own, with a pause before each round. A failure is logged with `message`.
pub(crate) fn every(pause: Duration, message: &'static str, task: impl Fn() -> Result<()> + Send + 'static) {
    let (never, time_passes) = channel::<()>();
    let wait = move || {
        let _never = &never;
        let _ = time_passes.recv_timeout(pause);
    };
    repeat(wait, message, task);
}

fn repeat(wait: impl Fn() + Send + 'static, message: &'static str, task: impl Fn() -> Result<()> + Send + 'static) {
    thread::spawn(move || {
        loop {
            wait();
            // a panic ends this round and not the task
            match catch_unwind(AssertUnwindSafe(&task)) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => log::warn!(cause = error.to_string().as_str(); "{message}"),
                Err(_) => log::error!(cause = "a panic"; "{message}"),
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_ends_one_round_and_not_the_task() {
        let (sender, rounds) = channel();
        every(Duration::ZERO, "a test panics", move || {
            let _ = sender.send(());
            panic!("a defect")
        });
        for _ in 0..3 {
            rounds.recv_timeout(Duration::from_secs(10)).unwrap();
        }
    }
}
