//! Delivers the outbox.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{MailOutcome, ServerPause, release};
use crate::model::audit::Event;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::membership::{EmailAddress, Membership};
use crate::model::outbox::{Channel, Delivery, Lane, Mail, MailBody, folded_mail};
use crate::ports::{Clock, MailSession, Mailer, Sealer, SendError, Store, Transaction};
use crate::use_cases::record::record_by_system;
use crate::{Error, Result};

/// How many mails a worker claims at a time, each of another organization if several have mail.
const ROUND: usize = 4;

/// How many claims are made in a transaction: also those that are made to wait count.
const CLAIMS: u32 = 20;

/// How many deliveries are folded into one mail at most.
const FOLDED: u32 = 500;

/// How long a claim lasts: longer than sending a round may take.
const LEASE: SignedDuration = SignedDuration::from_mins(10);

/// The pause after the first failure. It doubles with each further one, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// The longest pause between attempts.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// The number of attempts before a delivery is given up: they take a day. Failures of the server do not count.
const ATTEMPTS: u32 = 31;

/// Delivers what is due in the outbox: claims it in one transaction, sends it outside of any, and settles it in another.
/// Any number of workers and processes may do so at once. Organizations take turns.
pub struct DeliverMail {
    /// The store with the outbox.
    pub store: Arc<dyn Store>,
    /// The clock that says what is due.
    pub clock: Arc<dyn Clock>,
    /// Sends mail. Without it deliveries are dropped, so that they do not pile up.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// Opens sealed bodies.
    pub sealer: Arc<dyn Sealer>,
    /// The state of the mail server.
    pub pause: ServerPause,
}

/// A worker of one lane, with its own connection.
pub struct MailWorker {
    lane: Lane,
    /// The organization that had its turn last.
    last: Option<OrganizationId>,
    session: Option<Box<dyn MailSession>>,
}

impl MailWorker {
    /// A worker that is not connected.
    pub fn new(lane: Lane) -> Self {
        Self { lane, last: None, session: None }
    }
}

/// A mail that is ready to be sent.
struct ComposedMail {
    id: String,
    to: EmailAddress,
    subject: String,
    text: String,
}

impl DeliverMail {
    /// Delivers one round of the worker's lane and returns the outcome of each mail; empty if nothing can be delivered now.
    pub fn execute(&self, worker: &mut MailWorker) -> Result<Vec<MailOutcome>> {
        let mut outcomes = Vec::new();
        if self.pause.lasts(self.clock.now()) {
            return Ok(outcomes);
        }
        let mails = self.claim(worker)?;
        if mails.is_empty() {
            worker.session = None;
        }
        let mut unsent = mails.iter();
        while let Some(mail) = unsent.next() {
            let outcome = self.deliver(worker, mail)?;
            if matches!(outcome, MailOutcome::ServerFailed { .. }) {
                self.give_back(unsent.flatten())?;
                outcomes.push(outcome);
                break;
            }
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    /// Claims a round of mails, each with its deliveries. Deliveries that must wait are made to wait on the way.
    fn claim(&self, worker: &mut MailWorker) -> Result<Vec<Vec<Delivery>>> {
        loop {
            let now = self.clock.now();
            // an idle service writes nothing
            if !self.store.read(|tx| tx.outbox().is_due(worker.lane, now))? {
                return Ok(Vec::new());
            }
            let until = now.checked_add(LEASE).map_err(Error::internal)?;
            let (mails, last) = self.store.transaction(|tx| {
                let (mut mails, mut last) = (Vec::new(), worker.last.clone());
                // the workers of a lane claim one after the other, so that what folds is not divided
                tx.send_limits().lock(&format!("outbox {}", worker.lane.as_str()), now)?;
                for _ in 0..CLAIMS {
                    let claimed = tx.outbox().claim(worker.lane, last.as_ref(), (now, until), FOLDED)?;
                    let Some(first) = claimed.first() else { return Ok((mails, None)) };
                    last = Some(first.key.organization.clone());
                    let leaves_at = if self.mailer.is_some() { release(tx, first, now)? } else { now };
                    if leaves_at <= now {
                        mails.push(claimed);
                    } else {
                        for waiting in claimed {
                            let waiting = Delivery { release_at: Some(leaves_at), ..waiting };
                            tx.outbox().reschedule(&waiting, leaves_at)?;
                        }
                    }
                    if mails.len() == ROUND {
                        break;
                    }
                }
                Ok((mails, last))
            })?;
            let done = last.is_none() || !mails.is_empty();
            worker.last = last;
            if done {
                return Ok(mails);
            }
        }
    }

    /// Makes claimed deliveries due at once.
    fn give_back<'a>(&self, deliveries: impl Iterator<Item = &'a Delivery>) -> Result<()> {
        let now = self.clock.now();
        self.store.transaction(|tx| {
            for delivery in deliveries {
                tx.outbox().reschedule(&delivery.clone().released(), now)?;
            }
            Ok(())
        })
    }

    /// Sends one mail and settles its deliveries.
    fn deliver(&self, worker: &mut MailWorker, deliveries: &[Delivery]) -> Result<MailOutcome> {
        let sent = match self.compose(deliveries) {
            Ok(mail) => self.send(worker, mail.as_ref()),
            Err(error) => Err(SendError::Deferred(error)),
        };
        let failures = deliveries.iter().map(|delivery| delivery.failures).max().unwrap_or_default().saturating_add(1);
        match sent {
            Ok(sent) => {
                self.store.transaction(|tx| remove(tx, deliveries))?;
                Ok(if sent { MailOutcome::Sent } else { MailOutcome::Discarded })
            }
            Err(SendError::Server { refused, cause }) => {
                self.pause.begin(self.clock.now());
                self.give_back(deliveries.iter())?;
                Ok(MailOutcome::ServerFailed { refused, cause })
            }
            Err(SendError::Refused(reply)) => self.give_up(deliveries, reply, true),
            Err(SendError::Deferred(_)) if failures >= ATTEMPTS => {
                self.give_up(deliveries, "not accepted within a day".to_owned(), false)
            }
            Err(SendError::Deferred(error)) => {
                let due_at = next_attempt(failures, self.clock.now())?;
                self.store.transaction(|tx| {
                    for delivery in deliveries {
                        tx.outbox().reschedule(&Delivery { failures, ..delivery.clone() }, due_at)?;
                    }
                    Ok(())
                })?;
                let (organization, recipient) = addressee(deliveries)?;
                Ok(MailOutcome::Deferred { organization, recipient, cause: error })
            }
        }
    }

    /// Returns the mail with these deliveries, without those whose secret has expired; `None` if none is left.
    fn compose(&self, deliveries: &[Delivery]) -> Result<Option<ComposedMail>> {
        let now = self.clock.now();
        let (mut recipient, mut notices, mut ids) = (None, Vec::new(), Vec::new());
        for delivery in deliveries {
            let Channel::Mail(mail) = &delivery.channel;
            let text = match &mail.body {
                MailBody::Plain(text) => text.clone(),
                // a notice is worth reading without its link
                MailBody::Sealed { expires_at, .. } if now >= *expires_at && delivery.topic.is_none() => continue,
                MailBody::Sealed { sealed, .. } => {
                    let opened = self.sealer.open(sealed, &MailBody::place(&delivery.key.organization, &mail.to))?;
                    std::str::from_utf8(&opened).map_err(Error::internal)?.to_owned()
                }
            };
            recipient = Some(&mail.to);
            notices.push((mail.subject.clone(), text));
            ids.push(delivery.identity());
        }
        // of all deliveries: with others in it, the mail is another one
        ids.sort_unstable();
        let composed = |(to, (subject, text)): (&EmailAddress, (String, String))| ComposedMail {
            id: ids.join("\n"),
            to: to.clone(),
            subject,
            text,
        };
        Ok(recipient.zip(folded_mail(&notices)).map(composed))
    }

    /// Sends a mail; `false` if there is none, or the installation sends none.
    fn send(&self, worker: &mut MailWorker, mail: Option<&ComposedMail>) -> Result<bool, SendError> {
        let (Some(mailer), Some(ComposedMail { id, to, subject, text })) = (&self.mailer, mail) else {
            return Ok(false);
        };
        let mail = Mail { id, to, subject, text };
        // a server may end a connection after a number of mails: a failure counts on a new one
        let used = worker.session.take().map(|mut used| (used.send(&mail), used));
        let (sent, session) = match used {
            Some((sent @ (Ok(()) | Err(SendError::Deferred(_) | SendError::Refused(_))), used)) => (sent, used),
            Some((Err(SendError::Server { .. }), _)) | None => {
                let mut session = mailer.connect()?;
                (session.send(&mail), session)
            }
        };
        if matches!(sent, Ok(()) | Err(SendError::Refused(_))) {
            self.pause.end();
            worker.session = Some(session);
        }
        sent.map(|()| true)
    }

    /// Removes deliveries that do not reach their recipient, and records it. `refused` says that the server refused the
    /// address for good, which the membership then shows.
    fn give_up(&self, deliveries: &[Delivery], reply: String, refused: bool) -> Result<MailOutcome> {
        let Some(Delivery { key, recipient, channel: Channel::Mail(mail), .. }) = deliveries.first() else {
            return Err(Error::internal("a mail without deliveries"));
        };
        let (of, now) = (&key.organization, self.clock.now());
        self.store.transaction(|tx| {
            let organization = tx.organizations().lock_including_ended(of)?;
            remove(tx, deliveries)?;
            let (Some(organization), Some(recipient)) = (organization, recipient) else { return Ok(()) };
            // a member who was erased in the meantime is not named again, nor is their address, which the reply may quote
            let Some(member) = tx.memberships().find(of, recipient)?.filter(|_| !recipient.is_pseudonym()) else {
                return Ok(());
            };
            if refused && member.email.as_ref() == Some(&mail.to) {
                tx.memberships().update(of, &Membership { undeliverable_at: Some(now), ..member })?;
            }
            let event = Event::MailUndeliverable(recipient.clone(), reply.clone());
            record_by_system(tx, "mail", &organization, now, &event)
        })?;
        Ok(MailOutcome::Undeliverable { organization: of.clone(), recipient: recipient.clone(), reply })
    }
}

/// The organization and the member that a mail is for.
fn addressee(deliveries: &[Delivery]) -> Result<(OrganizationId, Option<SubjectId>)> {
    let first = deliveries.first().ok_or_else(|| Error::internal("a mail without deliveries"))?;
    Ok((first.key.organization.clone(), first.recipient.clone()))
}

fn remove(tx: &mut dyn Transaction, deliveries: &[Delivery]) -> Result<()> {
    deliveries.iter().try_for_each(|delivery| tx.outbox().remove(&delivery.key))
}

fn next_attempt(failures: u32, now: Timestamp) -> Result<Timestamp> {
    let doubled = 1_i32.checked_shl(failures.saturating_sub(1)).unwrap_or(i32::MAX).max(1);
    let pause = FIRST_PAUSE.checked_mul(doubled).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
    now.checked_add(pause).map_err(Error::internal)
}
