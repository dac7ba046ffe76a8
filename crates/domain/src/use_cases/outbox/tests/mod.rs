//! Delivery over a mail server that fails as told.

mod failures;
mod pacing;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::model::access::StepUpRule;
use crate::model::audit::Event;
use crate::model::authenticator::AttemptLimit;
use crate::model::identity::{Method, OrganizationId, SubjectId};
use crate::model::membership::{EmailAddress, Role};
use crate::model::outbox::{Channel, Delivery, DeliveryKey, Lane, Mail, MailBody, MailPayload};
use crate::ports::{Clock, MailSession, Mailer, SendError, Store};
use crate::testing::FixedClock;
use crate::testing::MemoryStore;
use crate::testing::PlainSealer;
use crate::testing::an_operator_of;
use crate::testing::an_organization;
use crate::testing::the_audit_log_of;
use crate::use_cases::record::record;
use crate::{Error, Result};

/// A mail as it was delivered: recipient, subject line, text.
type Delivered = (String, String, String);

/// Answers as told, then accepts everything.
#[derive(Default, Clone)]
struct FakeServer {
    answers: Arc<Mutex<VecDeque<SendError>>>,
    delivered: Arc<Mutex<Vec<Delivered>>>,
    /// The ids of all mails, also of those that were not accepted.
    ids: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<u32>>,
}

impl FakeServer {
    fn will_fail(&self, times: usize, with: impl Fn() -> SendError) {
        self.answers.lock().unwrap().extend((0..times).map(|_| with()));
    }

    fn take_ids(&self) -> Vec<String> {
        std::mem::take(&mut *self.ids.lock().unwrap())
    }

    fn take(&self) -> Vec<Delivered> {
        std::mem::take(&mut *self.delivered.lock().unwrap())
    }
}

impl Mailer for FakeServer {
    fn connect(&self) -> Result<Box<dyn MailSession>, SendError> {
        *self.connections.lock().unwrap() += 1;
        Ok(Box::new(self.clone()))
    }
}

impl MailSession for FakeServer {
    fn send(&mut self, mail: &Mail<'_>) -> Result<(), SendError> {
        self.ids.lock().unwrap().push(mail.id.to_owned());
        if let Some(error) = self.answers.lock().unwrap().pop_front() {
            return Err(error);
        }
        self.delivered.lock().unwrap().push((mail.to.to_string(), mail.subject.to_owned(), mail.text.to_owned()));
        Ok(())
    }
}

fn deferred() -> SendError {
    SendError::Deferred(Error::unavailable("mailbox full"))
}

fn server_failure(refused: bool) -> SendError {
    SendError::Server { refused, cause: Error::unavailable("no service") }
}

struct World {
    store: Arc<MemoryStore>,
    clock: Arc<FixedClock>,
    server: FakeServer,
    deliver: DeliverMail,
    urgent: MailWorker,
    notices: MailWorker,
}

impl World {
    fn new() -> Result<Self> {
        let store = Arc::new(MemoryStore::default());
        for organization in ["acme", "bolt"] {
            let members = an_organization(organization).with_member("alice", Role::User);
            members.with_member("bob", Role::User).with_member("owner", Role::Owner).save(&*store)?;
        }
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let server = FakeServer::default();
        let deliver = DeliverMail {
            store: store.clone(),
            clock: clock.clone(),
            mailer: Some(Arc::new(server.clone())),
            sealer: Arc::new(PlainSealer),
            pause: ServerPause::default(),
        };
        let (urgent, notices) = (MailWorker::new(Lane::Urgent), MailWorker::new(Lane::Notices));
        Ok(Self { store, clock, server, deliver, urgent, notices })
    }

    /// Records an event in an organization.
    fn happens(&self, organization: &str, event: &Event) -> Result<()> {
        let (store, actor): (&dyn Store, _) = (&*self.store, an_operator_of(organization));
        store.transaction(|tx| {
            let found = tx.organizations().lock(&OrganizationId::parse(organization)?)?;
            record(tx, &actor, &found.unwrap(), self.clock.now(), event)
        })
    }

    /// The outcomes of one round of each lane, by name.
    fn round(&mut self) -> Result<Vec<&'static str>> {
        let mut outcomes = self.deliver.execute(&mut self.urgent)?;
        outcomes.extend(self.deliver.execute(&mut self.notices)?);
        Ok(outcomes.iter().map(MailOutcome::as_str).collect())
    }

    /// Delivers until nothing is due, and returns what arrived.
    fn drain(&mut self) -> Result<Vec<Delivered>> {
        while !self.round()?.is_empty() {}
        Ok(self.server.take())
    }
}

fn added(subject: &str) -> Event {
    Event::AuthenticatorConfirmed(SubjectId::parse(subject).unwrap(), Method::Totp)
}

fn removed(subject: &str) -> Event {
    Event::AuthenticatorRemoved(SubjectId::parse(subject).unwrap(), Method::Totp)
}

fn code_used(subject: &str) -> Event {
    Event::Verified(SubjectId::parse(subject).unwrap(), Method::RecoveryCode)
}

fn enqueue_link(world: &World, organization: &str, sequence: u64, lifetime: i64) -> Result<()> {
    let (now, organization) = (world.clock.now(), OrganizationId::parse(organization)?);
    let to = EmailAddress::parse("alice@example.com")?;
    let sealed = world.deliver.sealer.seal(b"a link", &MailBody::place(&organization, &to))?;
    let body = MailBody::Sealed { sealed, expires_at: now + SignedDuration::from_secs(lifetime) };
    let delivery = Delivery {
        key: DeliveryKey { organization, sequence, part: 0 },
        lane: Lane::Urgent,
        recipient: Some(SubjectId::parse("alice")?),
        topic: None,
        channel: Channel::Mail(MailPayload { to, subject: "Your link".to_owned(), body }),
        created_at: now,
        release_at: None,
        failures: 0,
    };
    let store: &dyn Store = &*world.store;
    store.transaction(|tx| tx.outbox().enqueue(&delivery))
}
