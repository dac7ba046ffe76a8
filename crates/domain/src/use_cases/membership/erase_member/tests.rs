//! What an erasure leaves.

use std::sync::Mutex;

use jiff::Timestamp;

use super::*;
use crate::model::access::{Decision, DenialReason};
use crate::model::audit::AuditActor;
use crate::model::identity::{Identity, Method, OrganizationId};
use crate::model::membership::{MemberKind, Membership, Permission, Role};
use crate::model::outbox::Channel;
use crate::model::policy::{Exemption, Justification};
use crate::model::rule::Rule;
use crate::ports::{Change, ChangeSubscriber};
use crate::testing::{
    FixedClock, MemoryStore, PlainSealer, a_caller, a_client_of, an_operator_of, an_organization, enrol,
    the_audit_log_of, the_audit_records_of, the_organization, verify_in_session,
};
use crate::use_cases::access::DecideOwnAccess;
use crate::use_cases::membership::{MemberUpsert, PutMember, RemoveMember};
use crate::use_cases::organization::EndOrganization;
use crate::use_cases::policy::EnforceMfa;

const NOW: &str = "2026-03-01T00:00:00Z";

struct World {
    store: Arc<MemoryStore>,
    erase: EraseMember,
}

fn subject(name: &str) -> SubjectId {
    SubjectId::parse(name).unwrap()
}

fn acme() -> OrganizationId {
    OrganizationId::parse("acme").unwrap()
}

impl World {
    /// `olivia` and `bob` own `acme`, where `bob` set up an authenticator and verified; `bob` is a member of `other` too.
    fn new() -> Result<Self> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("olivia", Role::Owner).with_member("bob", Role::Owner).save(&*store)?;
        an_organization("other").with_member("bob", Role::User).save(&*store)?;
        for organization in ["acme", "other"] {
            enrol(&*store, organization, "bob", Method::Totp)?;
            verify_in_session(&*store, organization, "bob", "s1", Method::Totp, Timestamp::UNIX_EPOCH)?;
        }
        let (clock, sealer) = (Arc::new(FixedClock::at(NOW)), Arc::new(PlainSealer));
        let world = Self { store: store.clone(), erase: EraseMember { store, clock, sealer } };
        // an entry by the member and one about them
        world.enforce("bob", true)?;
        world.put("bob", MemberKind::Person, Role::Owner)?;
        Ok(world)
    }

    fn enforce(&self, name: &str, enforced: bool) -> Result<()> {
        let (store, clock) = (self.erase.store.clone(), self.erase.clock.clone());
        let enforce = EnforceMfa { store, clock, step_up: crate::model::access::StepUpRule::Off };
        enforce.execute(&a_caller(name).of("acme").acting(), enforced).map(drop)
    }

    fn put(&self, name: &str, kind: MemberKind, role: Role) -> Result<bool> {
        let EraseMember { store, clock, sealer } = &self.erase;
        let put = PutMember { store: store.clone(), clock: clock.clone(), sealer: sealer.clone() };
        let upsert = MemberUpsert { subject: SubjectId::parse(name)?, email: None, role: Some(role), kind: Some(kind) };
        put.execute(&a_client_of("acme"), upsert, None)
    }

    fn member(&self, name: &SubjectId) -> Result<Option<Membership>> {
        self.erase.store.read(|tx| tx.memberships().find(&acme(), name))
    }
}

#[test]
fn erasure_leaves_a_tombstone_and_a_pseudonym() -> Result<()> {
    let world = World::new()?;
    let others = world.store.rows_of("other");
    let before = the_audit_records_of(&*world.erase.store, "acme");
    let done = world.erase.execute(&a_client_of("acme"), &subject("bob"))?;
    assert!(done.erased && done.log_is_done && done.pseudonym.is_pseudonym());
    let rows = world.store.rows_of("acme");
    // the notice to the member is on its way; it is sent or dropped within a day
    let kept: Vec<_> = rows.lines().filter(|row| row.contains("bob") && !row.contains("DeliveryKey")).collect();
    assert!(kept.is_empty(), "{kept:?}");
    assert_eq!(world.store.rows_of("other"), others);
    assert_eq!(world.member(&subject("bob"))?, None);
    let tombstone = world.member(&done.pseudonym)?.unwrap();
    let now = world.erase.clock.now();
    assert_eq!((tombstone.first_joined_at, tombstone.removed_at), (Timestamp::UNIX_EPOCH, Some(now)));
    assert_eq!((tombstone.kind, tombstone.role, tombstone.email), (MemberKind::Person, Role::User, None));
    // no entry is lost, and the two about the end were added
    let after = the_audit_records_of(&*world.erase.store, "acme");
    assert_eq!(after.len(), before.len() + 2);
    for (was, is) in before.iter().zip(&after) {
        assert_eq!((was.sequence, &was.entry.action, was.entry.at), (is.sequence, &is.entry.action, is.entry.at));
    }
    let AuditActor::Subject { subject, token_id, .. } = &after[0].entry.actor else { panic!("{:?}", after[0]) };
    assert_eq!((subject, token_id), (&done.pseudonym, &None));
    assert_eq!(the_audit_log_of(&*world.erase.store, "acme")[2..], ["member.remove changed", "member.erase changed"]);
    Ok(())
}

#[test]
fn no_role_erases_a_member() -> Result<()> {
    let world = World::new()?;
    let before = world.store.rows();
    for name in ["olivia", "bob", "stranger"] {
        let outcome = world.erase.execute(&a_caller(name).of("acme").in_session("s1").acting(), &subject("bob"));
        assert!(matches!(outcome, Err(Error::Forbidden(Permission::ManageMembers))), "{name}: {outcome:?}");
    }
    assert_eq!(world.store.rows(), before);
    Ok(())
}

#[test]
fn erased_member_returns_without_a_new_grace_period() -> Result<()> {
    let world = World::new()?;
    let bob = subject("bob");
    let first = world.erase.execute(&an_operator_of("acme"), &bob)?;
    assert!(world.put("bob", MemberKind::Person, Role::User)?);
    let returned = world.member(&bob)?.unwrap();
    assert_eq!((returned.first_joined_at, returned.is_active()), (Timestamp::UNIX_EPOCH, true));
    // and is erased again under the same pseudonym; what happened in between is found by it
    let second = world.erase.execute(&an_operator_of("acme"), &bob)?;
    assert_eq!((&second.pseudonym, second.erased), (&first.pseudonym, true));
    assert_eq!(world.member(&bob)?, None);
    assert_eq!(world.member(&first.pseudonym)?.unwrap().first_joined_at, Timestamp::UNIX_EPOCH);
    Ok(())
}

/// A service is never asked for MFA.
#[test]
fn stolen_client_cannot_make_an_erased_person_a_service() -> Result<()> {
    let world = World::new()?;
    world.erase.execute(&a_client_of("acme"), &subject("bob"))?;
    let outcome = world.put("bob", MemberKind::Service, Role::User);
    assert!(matches!(outcome, Err(Error::RuleBroken(Rule::KindFixed))), "{outcome:?}");
    Ok(())
}

/// A token is all that a thief of a password holds.
#[test]
fn token_brings_no_erased_member_back() -> Result<()> {
    let world = World::new()?;
    let done = world.erase.execute(&an_operator_of("acme"), &subject("bob"))?;
    let decide = DecideOwnAccess { store: world.erase.store.clone(), clock: world.erase.clock.clone() };
    for name in ["bob", done.pseudonym.as_str()] {
        let token = a_caller(name).of("acme").in_session("s1").joining().acting();
        assert_eq!(decide.execute(&token)?, Decision::Deny(DenialReason::NotAMember), "{name}");
    }
    let outcome = world.put(done.pseudonym.as_str(), MemberKind::Person, Role::Owner);
    assert!(matches!(outcome, Err(Error::Invalid(_))), "{outcome:?}");
    Ok(())
}

#[test]
fn members_removed_before_are_erased_and_owners_stay() -> Result<()> {
    let world = World::new()?;
    let (bob, olivia) = (subject("bob"), subject("olivia"));
    let remove =
        RemoveMember { store: world.erase.store.clone(), clock: Arc::new(FixedClock::at("2026-02-01T00:00:00Z")) };
    remove.execute(&a_client_of("acme"), &bob)?;
    let done = world.erase.execute(&a_client_of("acme"), &bob)?;
    let tombstone = world.member(&done.pseudonym)?.unwrap();
    assert_eq!(tombstone.removed_at, Some(remove.clock.now()), "the day of the removal");
    let last = world.erase.execute(&a_client_of("acme"), &olivia);
    assert!(matches!(last, Err(Error::RuleBroken(Rule::LastOwner))), "{last:?}");
    for (name, expected) in [("bob", Some(false)), (done.pseudonym.as_str(), Some(false)), ("stranger", None)] {
        let again = world.erase.execute(&a_client_of("acme"), &subject(name));
        assert_eq!(again.ok().map(|again| again.erased), expected, "{name}");
    }
    // an organization that ended keeps members too
    EndOrganization { store: world.erase.store.clone(), clock: world.erase.clock.clone() }
        .execute(&a_client_of("acme"))?;
    assert!(world.erase.execute(&a_client_of("acme"), &olivia)?.erased);
    Ok(())
}

/// Who erases a member hides nothing of their own: neither the erasure nor what a client or an operator did.
#[test]
fn client_cannot_hide_its_acts_by_an_erasure() -> Result<()> {
    let world = World::new()?;
    let client = a_client_of("acme");
    let Identity::Client(name) = &client.identity else { panic!("{client:?}") };
    world.put(name.client.as_str(), MemberKind::Service, Role::User)?;
    world.erase.execute(&client, &name.client)?;
    let records = the_audit_records_of(&*world.erase.store, "acme");
    let by_client = records.iter().filter(|record| matches!(&record.entry.actor, AuditActor::Client { .. }));
    assert!(by_client.clone().count() > 2);
    for record in by_client {
        assert_eq!(record.entry.actor.name(), name.client.as_str());
    }
    Ok(())
}

#[test]
fn administrators_and_the_member_are_told_of_the_erasure() -> Result<()> {
    let world = World::new()?;
    let done = world.erase.execute(&a_client_of("acme"), &subject("bob"))?;
    let outbox = world.store.outbox();
    let mail: Vec<_> = outbox
        .into_iter()
        .map(|delivery| {
            let Channel::Mail(mail) = delivery.channel;
            (mail.to.to_string(), mail.subject)
        })
        .filter(|(_, line)| line.contains("erased"))
        .collect();
    let to_administrators = format!("acme: A member was erased; the audit log names them {}", done.pseudonym);
    let to_member = "acme: Your membership, your authenticators and your e-mail address were erased";
    assert_eq!(
        mail,
        [("bob@example.com".to_owned(), to_member.to_owned()), ("olivia@example.com".to_owned(), to_administrators)]
    );
    Ok(())
}

#[test]
fn failed_erasure_changes_nothing_or_is_continued() -> Result<()> {
    let world = World::new()?;
    let bob = subject("bob");
    let before = world.store.rows();
    for nth in 1.. {
        world.store.fail_at_call(nth);
        let outcome = world.erase.execute(&a_client_of("acme"), &bob);
        if world.store.never_failed() {
            break;
        }
        assert!(outcome.is_err(), "{nth}");
        if world.member(&bob)?.is_some() {
            assert_eq!(world.store.rows(), before, "{nth}");
        }
    }
    // whatever failed, the log is done now
    let records = the_audit_records_of(&*world.erase.store, "acme");
    assert!(records.iter().all(|record| record.entry.actor.name() != "bob"), "{records:?}");
    assert_eq!(records.iter().filter(|record| record.entry.action == "member.erase").count(), 1);
    Ok(())
}

#[derive(Default)]
struct Published(Mutex<Vec<Change>>);

impl ChangeSubscriber for Published {
    fn changed(&self, change: &Change) {
        self.0.lock().unwrap().push(change.clone());
    }
}

/// Other replicas read the changes from a log in which the subject is replaced.
#[test]
fn erasure_invalidates_the_member_on_every_replica() -> Result<()> {
    let world = World::new()?;
    let remove = RemoveMember { store: world.erase.store.clone(), clock: world.erase.clock.clone() };
    remove.execute(&a_client_of("acme"), &subject("bob"))?;
    let published = Arc::new(Published::default());
    world.store.publisher().subscribe(published.clone());
    let store = &world.erase.store;
    let mark = store.read(|tx| tx.changes().changes_since(None))?.mark;
    world.erase.execute(&a_client_of("acme"), &subject("bob"))?;
    assert!(published.0.lock().unwrap().contains(&Change::Member(acme(), subject("bob"))));
    let elsewhere = store.read(|tx| tx.changes().changes_since(Some(mark)))?.changes;
    assert!(elsewhere.contains(&Change::Organization(acme())), "{elsewhere:?}");
    Ok(())
}

/// Exemptions of others name who granted them, and reasons may tell of the member.
#[test]
fn erasure_reaches_reasons_and_grants() -> Result<()> {
    let world = World::new()?;
    let exemption = Exemption {
        reason: Justification::parse("because").unwrap(),
        granted_by: "bob".to_owned(),
        granted_at: Timestamp::UNIX_EPOCH,
        ends_at: Timestamp::MAX,
    };
    let olivia = world.member(&subject("olivia"))?.unwrap();
    let organization = the_organization(&*world.erase.store, "acme");
    world.erase.store.transaction(|tx| {
        tx.memberships().update(&acme(), &Membership { exemption: Some(exemption), ..olivia })?;
        let reason = Justification::parse("is ill").unwrap();
        let overridden = Event::AdminMfaOverridden(subject("bob"), reason);
        crate::use_cases::record::record(tx, &an_operator_of("acme"), &organization, Timestamp::UNIX_EPOCH, &overridden)
    })?;
    let done = world.erase.execute(&a_client_of("acme"), &subject("bob"))?;
    let exemption = world.member(&subject("olivia"))?.unwrap().exemption.unwrap();
    assert_eq!(exemption.granted_by, done.pseudonym.as_str());
    assert!(!world.store.rows_of("acme").contains("is ill"));
    Ok(())
}
