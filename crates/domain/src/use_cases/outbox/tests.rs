//! Delivery over a mail server that fails as told.

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
    connections: Arc<Mutex<u32>>,
}

impl FakeServer {
    fn will_fail(&self, times: usize, with: impl Fn() -> SendError) {
        self.answers.lock().unwrap().extend((0..times).map(|_| with()));
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

#[test]
fn a_delivery_is_sent_once() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    assert_eq!((world.round()?, world.round()?), (vec!["sent"], vec![]));
    let delivered = world.server.take();
    assert_eq!(delivered.len(), 1);
    assert_eq!(delivered[0].0, "alice@example.com");
    assert_eq!(delivered[0].1, "acme: An authenticator app was added to your account");
    Ok(())
}

#[test]
fn first_notice_leaves_at_once_and_others_are_folded() -> Result<()> {
    let mut world = World::new()?;
    for _ in 0..3 {
        world.happens("acme", &added("alice"))?;
        world.happens("acme", &removed("alice"))?;
        world.happens("acme", &added("bob"))?;
        world.drain()?;
        world.clock.advance(60);
    }
    // the first on each topic to each member has left
    let waiting = world.store.outbox();
    assert_eq!(waiting.len(), 6);
    world.clock.advance(10 * 60 - 180 - 1);
    assert!(world.drain()?.is_empty());
    world.clock.advance(1);
    let delivered = world.drain()?;
    let mut subjects: Vec<_> = delivered.iter().map(|(to, subject, _)| format!("{to} {subject}")).collect();
    subjects.sort();
    assert_eq!(
        subjects,
        [
            "alice@example.com acme: An authenticator app was added to your account (and 1 more)",
            "alice@example.com acme: An authenticator app was removed from your account (and 1 more)",
            "bob@example.com acme: An authenticator app was added to your account (and 1 more)",
        ]
    );
    for (_, _, text) in delivered {
        for time in ["00:01:00", "00:02:00"] {
            assert!(text.contains(&format!("Time: 2026-01-01 {time} UTC")), "{text}");
        }
    }
    assert!(world.store.outbox().is_empty());
    // the time starts anew with the mail that was folded
    world.happens("acme", &added("alice"))?;
    assert!(world.drain()?.is_empty());
    world.clock.advance(10 * 60);
    assert_eq!(world.drain()?.len(), 1);
    world.clock.advance(10 * 60);
    world.happens("acme", &added("alice"))?;
    assert_eq!(world.drain()?.len(), 1, "at once, after a quiet time");
    Ok(())
}

#[test]
fn urgent_notices_are_folded_and_never_dropped() -> Result<()> {
    let mut world = World::new()?;
    for _ in 0..700 {
        world.happens("acme", &added("alice"))?;
    }
    let first = world.drain()?;
    assert_eq!(first.len(), 1);
    world.clock.advance(10 * 60);
    let mails: Vec<_> = [first, world.drain()?].concat();
    let notices: usize = mails.iter().map(|(_, _, text)| text.matches("was added to your account.").count()).sum();
    assert_eq!(notices, 700, "{}", mails.len());
    assert!(mails.len() <= 3, "{}", mails.len());
    Ok(())
}

#[test]
fn notices_beyond_the_quota_wait_for_the_next_hour() -> Result<()> {
    let mut world = World::new()?;
    let mut mails = 0;
    // a notice every eleven minutes is not folded; every ten seconds on four topics it is
    for _ in 0..24 {
        for event in [Event::LockedOut(SubjectId::parse("alice")?, AttemptLimit::Session), code_used("alice")] {
            world.happens("acme", &event)?;
        }
        for event in
            [Event::SignCountDecreased(SubjectId::parse("alice")?), Event::RefreshReused(SubjectId::parse("alice")?)]
        {
            world.happens("acme", &event)?;
        }
        mails += world.drain()?.len();
        world.clock.advance(130);
    }
    assert_eq!(mails, 20, "in the first 52 minutes");
    world.happens("acme", &added("alice"))?;
    assert_eq!(world.drain()?.len(), 1, "the urgent lane has no quota");
    world.happens("acme", &code_used("bob"))?;
    world.happens("bolt", &code_used("alice"))?;
    assert_eq!(world.drain()?.len(), 2, "the quota is the member's");
    world.clock.advance(3600);
    let late = world.drain()?;
    assert_eq!(late.len(), 4, "one a topic: {late:?}");
    assert!(world.store.outbox().is_empty(), "none is dropped");
    Ok(())
}

#[test]
fn organizations_take_turns() -> Result<()> {
    let mut world = World::new()?;
    for sequence in 100..200 {
        enqueue_link(&world, "acme", sequence, 600)?;
    }
    world.clock.advance(1);
    enqueue_link(&world, "bolt", 100, 600)?;
    world.round()?;
    let left = world.store.outbox();
    assert_eq!(left.len(), 97);
    assert!(left.iter().all(|delivery| delivery.key.organization.as_str() == "acme"), "bolt's left in the first round");
    // the next round begins after the organization that had the last turn
    world.round()?;
    enqueue_link(&world, "bolt", 101, 600)?;
    world.round()?;
    assert!(world.store.outbox().iter().all(|delivery| delivery.key.organization.as_str() == "acme"));
    Ok(())
}

#[test]
fn lanes_do_not_wait_for_each_other() -> Result<()> {
    let mut world = World::new()?;
    for number in 0..50 {
        world.happens("acme", &code_used(["alice", "bob"][number % 2]))?;
    }
    enqueue_link(&world, "acme", 1000, 600)?;
    assert_eq!(world.deliver.execute(&mut world.urgent)?.len(), 1);
    assert_eq!(world.server.take()[0].1, "Your link");
    Ok(())
}

#[test]
fn pauses_between_failed_attempts_double() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    world.server.will_fail(3, deferred);
    for pause in [30, 60, 120] {
        assert_eq!(world.round()?, ["deferred"]);
        world.clock.advance(pause - 1);
        assert!(world.round()?.is_empty(), "{pause}");
        world.clock.advance(1);
    }
    assert_eq!(world.round()?, ["sent"], "it does not wait for its topic again");
    Ok(())
}

#[test]
fn deferred_delivery_is_given_up_after_a_day() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    world.server.will_fail(100, deferred);
    let began = world.clock.now();
    let mut outcomes = Vec::new();
    while outcomes.last() != Some(&"undeliverable") {
        outcomes.extend(world.round()?);
        world.clock.advance(30);
    }
    let hours = world.clock.now().duration_since(began).as_hours();
    assert!((23..26).contains(&hours), "{hours}");
    assert!(world.store.outbox().is_empty());
    assert_eq!(the_audit_log_of(&*world.store, "acme").last().unwrap(), "mail.undeliverable changed");
    Ok(())
}

#[test]
fn refused_mail_is_removed_recorded_and_shown() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    world.server.will_fail(1, || SendError::Refused("550 to RCPT".to_owned()));
    let outcomes = world.deliver.execute(&mut world.urgent)?;
    let [MailOutcome::Undeliverable { organization, recipient, reply }] = &*outcomes else { panic!("{outcomes:?}") };
    assert_eq!((organization.as_str(), reply.as_str()), ("acme", "550 to RCPT"));
    assert_eq!(recipient.as_ref().unwrap().as_str(), "alice");
    assert!(world.store.outbox().is_empty());
    assert_eq!(the_audit_log_of(&*world.store, "acme").last().unwrap(), "mail.undeliverable changed");
    let store: &dyn Store = &*world.store;
    let member = |name: &str| {
        let (of, name) = (OrganizationId::parse("acme")?, SubjectId::parse(name)?);
        store.read(|tx| tx.memberships().find(&of, &name)).map(Option::unwrap)
    };
    assert_eq!(member("alice")?.undeliverable_at, Some(world.clock.now()));
    assert_eq!(member("bob")?.undeliverable_at, None);
    Ok(())
}

#[test]
fn failing_server_costs_no_mail_and_no_attempt() -> Result<()> {
    for refused in [false, true] {
        let mut world = World::new()?;
        for subject in ["alice", "bob"] {
            world.happens("acme", &added(subject))?;
        }
        let before = world.store.outbox();
        let mut seconds = 0;
        // a weekend
        while seconds < 60 * 3600 {
            world.server.will_fail(1, || server_failure(refused));
            let expected = if refused { "server_refused" } else { "server_unavailable" };
            assert_eq!(world.round()?, [expected], "{seconds}");
            assert!(world.round()?.is_empty(), "no attempt during the pause");
            world.clock.advance(60);
            seconds += 60;
        }
        let after: Vec<_> = world.store.outbox().iter().map(|one| (one.key.clone(), one.failures)).collect();
        assert_eq!(after, before.iter().map(|one| (one.key.clone(), 0)).collect::<Vec<_>>());
        assert_eq!(world.drain()?.len(), 2, "both leave as soon as the server is back");
    }
    Ok(())
}

#[test]
fn closed_connection_is_replaced_without_a_pause() -> Result<()> {
    let mut world = World::new()?;
    for sequence in 100..102 {
        enqueue_link(&world, "acme", sequence, 600)?;
    }
    assert_eq!(world.round()?, ["sent", "sent"]);
    assert_eq!(*world.server.connections.lock().unwrap(), 1);
    enqueue_link(&world, "acme", 102, 600)?;
    world.server.will_fail(1, || server_failure(false));
    assert_eq!(world.round()?, ["sent"]);
    assert_eq!(*world.server.connections.lock().unwrap(), 2);
    Ok(())
}

#[test]
fn crash_before_the_outcome_is_stored_sends_once_more() -> Result<()> {
    let mut failed = false;
    for nth in 1.. {
        let mut world = World::new()?;
        world.happens("acme", &added("alice"))?;
        world.store.fail_at_call(nth);
        let outcome = world.round();
        if world.store.never_failed() {
            break;
        }
        let sent = world.server.take().len();
        failed |= outcome.is_err() && sent == 1;
        assert!(sent <= 1, "{nth}");
        world.clock.advance(9 * 60 + 59);
        if sent == 1 && outcome.is_err() {
            assert!(world.drain()?.is_empty(), "{nth}: the claim lasts");
        }
        world.clock.advance(1);
        let again = world.drain()?.len();
        assert!(sent + again >= 1 && again <= 1, "{nth}: {sent} and {again}");
    }
    assert!(failed, "the store failed after the mail was sent");
    Ok(())
}

#[test]
fn sealed_mail_is_not_sent_after_its_expiry() -> Result<()> {
    for (late, outcome) in [(0, "sent"), (599, "sent"), (600, "discarded"), (601, "discarded")] {
        let mut world = World::new()?;
        enqueue_link(&world, "acme", 9, 600)?;
        world.clock.advance(late);
        assert_eq!(world.round()?, [outcome], "{late}");
        assert!(world.store.outbox().is_empty(), "{late}: it is removed");
    }
    Ok(())
}

#[test]
fn without_a_server_deliveries_are_removed() -> Result<()> {
    let mut world = World::new()?;
    world.deliver.mailer = None;
    for _ in 0..10 {
        world.happens("acme", &added("alice"))?;
    }
    world.drain()?;
    assert!(world.store.outbox().is_empty());
    Ok(())
}

#[test]
fn former_address_is_told_of_a_change() -> Result<()> {
    let mut world = World::new()?;
    let alice = SubjectId::parse("alice")?;
    let put = crate::use_cases::membership::PutMember { store: world.store.clone(), clock: world.clock.clone() };
    let upsert = |email: &str| crate::use_cases::membership::MemberUpsert {
        subject: alice.clone(),
        email: Some(EmailAddress::parse(email).unwrap()),
        role: None,
        kind: None,
    };
    put.execute(&an_operator_of("acme"), upsert("alice@example.com"), None)?;
    assert!(world.drain()?.is_empty(), "nothing changed");
    put.execute(&an_operator_of("acme"), upsert("thief@example.com"), None)?;
    let delivered = world.drain()?;
    let told: Vec<_> = delivered.iter().map(|(to, subject, _)| (to.as_str(), subject.as_str())).collect();
    let line = "acme: The e-mail address of your account was changed; this one gets no further messages";
    assert_eq!(told, [("alice@example.com", line)]);
    let reset = crate::use_cases::authenticator::ResetMfa {
        store: world.store.clone(),
        clock: world.clock.clone(),
        step_up: StepUpRule::default(),
    };
    reset.execute(&an_operator_of("acme"), Some(&alice))?;
    assert!(world.drain()?.iter().any(|(to, ..)| to == "thief@example.com"));
    Ok(())
}

#[test]
fn clock_that_jumps_back_delays_no_notice_for_long() -> Result<()> {
    let mut world = World::new()?;
    world.happens("acme", &added("alice"))?;
    assert_eq!(world.drain()?.len(), 1);
    let earlier: Timestamp = "2025-12-01T00:00:00Z".parse().map_err(Error::internal)?;
    let back = world.clock.now().duration_since(earlier).as_secs();
    world.clock.advance(-back);
    world.happens("acme", &added("alice"))?;
    assert!(world.drain()?.is_empty());
    world.clock.advance(10 * 60);
    assert_eq!(world.drain()?.len(), 1);
    Ok(())
}
