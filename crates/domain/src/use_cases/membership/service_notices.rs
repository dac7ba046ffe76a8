//! Tests the mail to administrators about members who become services, by every use case that changes a kind.

use std::sync::Arc;

use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{AddressSource, MemberDetails, MemberKind, Role};
use crate::model::outbox::Channel;
use crate::ports::Store;
use crate::testing::FixedClock;
use crate::testing::MemoryStore;
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
                PutMember { store, clock }.execute(actor, upsert, None).map(drop)
            }
            Way::Import => {
                let (email, role) = (String::new(), String::new());
                let row = MemberRow { line: 2, subject: subject.to_string(), email, role, kind: kind.to_string() };
                ImportMembers { store, clock }.execute(actor, &[row], None).map(drop)
            }
            Way::Add => {
                let details = MemberDetails {
                    subject,
                    email: None,
                    address_source: AddressSource::Given,
                    role: Role::User,
                    kind,
                };
                AddMember { store, clock }.execute(actor, details, None)
            }
        }
    }

    /// Recipients and subject lines of the mail in the outbox.
    fn mail(&self) -> Result<Vec<(String, String)>> {
        let store: &dyn Store = &*self.store;
        let until = "2030-01-01T00:00:00Z".parse().map_err(Error::internal)?;
        let deliveries = store.transaction(|tx| tx.outbox().claim(until, until, 100))?;
        let mail = deliveries.into_iter().map(|delivery| {
            let Channel::Mail(mail) = delivery.channel;
            (mail.to.to_string(), mail.subject)
        });
        Ok(mail.collect())
    }
}

#[test]
fn administrators_are_mailed_when_a_person_becomes_a_service() -> Result<()> {
    use MemberKind::{Person, Service};
    let made = "acme: The member bob was made a service, which is never asked for MFA";
    let restored = "acme: The former member bob was added again as a service, which is never asked for MFA";
    for (before, way, kind, subject_line) in [
        (Before::Active(Person), Way::Put, Service, Some(made)),
        (Before::Active(Person), Way::Import, Service, Some(made)),
        (Before::Removed(Person), Way::Put, Service, Some(restored)),
        (Before::Removed(Person), Way::Import, Service, Some(restored)),
        (Before::Removed(Person), Way::Add, Service, Some(restored)),
        (Before::Active(Person), Way::Put, Person, None),
        (Before::Active(Service), Way::Put, Service, None),
        (Before::Active(Service), Way::Import, Person, None),
        (Before::Removed(Person), Way::Add, Person, None),
        (Before::Removed(Service), Way::Put, Service, None),
        (Before::Removed(Service), Way::Add, Person, None),
        (Before::Nothing, Way::Put, Service, None),
        (Before::Nothing, Way::Import, Service, None),
        (Before::Nothing, Way::Add, Service, None),
    ] {
        for actor in [a_client_of("acme"), an_operator_of("acme")] {
            let world = World::new(before)?;
            world.write(&actor, way, kind)?;
            let expected: Vec<_> = subject_line
                .into_iter()
                .flat_map(|line| ["alice", "carol"].map(|name| (format!("{name}@example.com"), line.to_owned())))
                .collect();
            assert_eq!(world.mail()?, expected, "{before:?} {way:?} {kind:?} by {actor:?}");
        }
    }
    Ok(())
}
