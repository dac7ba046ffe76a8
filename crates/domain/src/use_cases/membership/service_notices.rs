//! Tests who becomes a service by which use case, and the mail to administrators about kinds and roles.

use std::sync::Arc;

use crate::model::identity::{Actor, Identity, SubjectId};
use crate::model::membership::{AddressSource, MemberDetails, MemberKind, Role};
use crate::model::outbox::{Channel, Lane};
use crate::model::rule::Rule;
use crate::testing::FixedClock;
use crate::testing::MemoryStore;
use crate::testing::PlainSealer;
use crate::testing::a_client_of;
use crate::testing::an_operator_of;
use crate::testing::an_organization;
use crate::use_cases::membership::{AddMember, ImportMembers, MemberRow, MemberUpsert, PutMember, RemoveMember};
use crate::{Error, Result};

/// A way to make `bob` a member of this kind.
#[derive(Debug, Clone, Copy)]
enum Way {
    Put,
    Import,
    Add,
}

/// The membership of `bob` before.
#[derive(Debug, Clone, Copy)]
enum Before {
    Nothing,
    Active(MemberKind),
    Removed(MemberKind),
}

struct World {
    store: Arc<MemoryStore>,
    clock: Arc<FixedClock>,
}

impl World {
    fn new(before: Before) -> Result<Self> {
        let store = Arc::new(MemoryStore::default());
        let acme = an_organization("acme")
            .with_member("alice", Role::Owner)
            .with_member("carol", Role::Administrators)
            .with_member("dave", Role::User);
        let acme = match before {
            Before::Nothing => acme,
            Before::Active(MemberKind::Person) | Before::Removed(MemberKind::Person) => {
                acme.with_member("bob", Role::User)
            }
            Before::Active(MemberKind::Service) | Before::Removed(MemberKind::Service) => acme.with_service("bob"),
        };
        acme.save(&*store)?;
        let world = Self { store, clock: Arc::new(FixedClock::at("2026-03-01T00:00:00Z")) };
        if matches!(before, Before::Removed(_)) {
            let remove = RemoveMember { store: world.store.clone(), clock: world.clock.clone() };
            remove.execute(&a_client_of("acme"), &SubjectId::parse("bob")?)?;
        }
        Ok(world)
    }

    fn write(&self, actor: &Actor, way: Way, kind: MemberKind) -> Result<()> {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let subject = SubjectId::parse("bob")?;
        match way {
            Way::Put => {
                let upsert = MemberUpsert { subject, email: None, role: None, kind: Some(kind) };
                PutMember { store, clock, sealer: Arc::new(PlainSealer) }.execute(actor, upsert, None).map(drop)
            }
            Way::Import => {
                let (email, role) = (String::new(), String::new());
                let row = MemberRow { line: 2, subject: subject.to_string(), email, role, kind: kind.to_string() };
                ImportMembers { store, clock, sealer: Arc::new(PlainSealer) }.execute(actor, &[row], None).map(drop)
            }
            Way::Add => {
                let details = MemberDetails {
                    subject,
                    email: None,
                    address_source: AddressSource::Given,
                    role: Role::User,
                    kind,
                };
                AddMember { store, clock, sealer: Arc::new(PlainSealer) }.execute(actor, details, None).map(drop)
            }
        }
    }

    /// Recipients and subject lines of the mail to administrators in the outbox.
    fn mail(&self) -> Vec<(String, String)> {
        let mail = self.store.outbox().into_iter().filter(|delivery| delivery.lane == Lane::Notices).map(|delivery| {
            let Channel::Mail(mail) = delivery.channel;
            (mail.to.to_string(), mail.subject)
        });
        mail.collect()
    }
}

/// What became of a write: the subject line of the mail to the administrators, if there was one.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    Mailed(&'static str),
    Silent,
    Fixed,
    Exists,
}

fn outcome_of(before: Before, way: Way, kind: MemberKind, actor: &Actor) -> Outcome {
    use MemberKind::{Person, Service};
    let operators_add = matches!(way, Way::Add) && matches!(actor.identity, Identity::Operator(_));
    match (before, kind) {
        (Before::Active(Person), Service) if operators_add => {
            Outcome::Mailed("acme: The member bob was made a service, which is never asked for MFA")
        }
        (Before::Removed(Person), Service) if operators_add => {
            Outcome::Mailed("acme: The former member bob was added again as a service, which is never asked for MFA")
        }
        (Before::Active(Person) | Before::Removed(Person), Service) => Outcome::Fixed,
        (Before::Active(_), _) if matches!(way, Way::Add) => Outcome::Exists,
        (Before::Nothing, Service) => Outcome::Mailed("acme: bob was added as a service, which is never asked for MFA"),
        _ => Outcome::Silent,
    }
}

#[test]
fn person_becomes_a_service_by_an_operators_add_alone() -> Result<()> {
    use MemberKind::{Person, Service};
    let befores = [
        Before::Nothing,
        Before::Active(Person),
        Before::Active(Service),
        Before::Removed(Person),
        Before::Removed(Service),
    ];
    for before in befores {
        for way in [Way::Put, Way::Import, Way::Add] {
            for kind in [Person, Service] {
                for actor in [a_client_of("acme"), an_operator_of("acme")] {
                    let world = World::new(before)?;
                    let context = format!("{before:?} {way:?} {kind:?} by {actor:?}");
                    let written = world.write(&actor, way, kind);
                    let line = match outcome_of(before, way, kind, &actor) {
                        Outcome::Mailed(line) => Some(line),
                        Outcome::Silent => None,
                        Outcome::Exists => {
                            assert!(matches!(written, Err(Error::AlreadyExists(_))), "{context}: {written:?}");
                            continue;
                        }
                        Outcome::Fixed => {
                            let by_rule = matches!(written, Err(Error::RuleBroken(Rule::KindFixed)));
                            let on_line = matches!(&written, Err(Error::Invalid(lines)) if lines.len() == 1);
                            assert!(by_rule || (on_line && matches!(way, Way::Import)), "{context}: {written:?}");
                            assert_eq!(world.mail(), [], "{context}");
                            continue;
                        }
                    };
                    assert!(written.is_ok(), "{context}: {written:?}");
                    let mailed =
                        |line: &str| ["alice", "carol"].map(|to| (format!("{to}@example.com"), line.to_owned()));
                    assert_eq!(world.mail(), line.into_iter().flat_map(mailed).collect::<Vec<_>>(), "{context}");
                }
            }
        }
    }
    Ok(())
}

#[test]
fn administrators_are_mailed_every_rise_in_role() -> Result<()> {
    for (before, role, line) in [
        (Before::Nothing, Role::User, None),
        (Before::Nothing, Role::Billing, Some("acme: bob was given the role BILLING")),
        (Before::Active(MemberKind::Person), Role::User, None),
        (Before::Active(MemberKind::Person), Role::Workspaces, Some("acme: bob was given the role WORKSPACES")),
        (Before::Active(MemberKind::Person), Role::Owner, Some("acme: bob was given the role OWNER")),
        (Before::Active(MemberKind::Service), Role::Billing, Some("acme: bob was given the role BILLING")),
        (
            Before::Removed(MemberKind::Person),
            Role::Administrators,
            Some("acme: bob was given the role ADMINISTRATORS"),
        ),
    ] {
        for actor in [a_client_of("acme"), an_operator_of("acme")] {
            let world = World::new(before)?;
            let (store, clock) = (world.store.clone(), world.clock.clone());
            let put = PutMember { store, clock, sealer: Arc::new(PlainSealer) };
            let subject = SubjectId::parse("bob")?;
            put.execute(&actor, MemberUpsert { subject, email: None, role: Some(role), kind: None }, None)?;
            let mail: Vec<_> = world.mail().into_iter().filter(|(to, _)| to != "bob@example.com").collect();
            let mailed = |line: &str| ["alice", "carol"].map(|to| (format!("{to}@example.com"), line.to_owned()));
            assert_eq!(mail, line.into_iter().flat_map(mailed).collect::<Vec<_>>(), "{before:?} {role} by {actor:?}");
        }
    }
    Ok(())
}
