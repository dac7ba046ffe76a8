//! Adds a member.

use std::sync::Arc;

use super::{KindChange, MemberUpsert, upsert_member, with_an_owner_left};
use crate::error::Resource;
use crate::model::identity::{Actor, Identity};
use crate::model::membership::{MemberDetails, MemberKind, Membership, Permission};
use crate::model::policy::Justification;
use crate::ports::{Clock, Sealer, Store};
use crate::use_cases::authorize::authorized_write;
use crate::{Error, Result};

/// Adds a subject to an organization, for the first time or again. An active member is left as it is: a repeated `add`
/// never demotes. One exception: an operator who adds an active person as a service makes them one; there is no other way.
/// For operators.
pub struct AddMember {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Computes the pseudonyms by which erased members are found.
    pub sealer: Arc<dyn Sealer>,
}

impl AddMember {
    /// Adds the member to the actor's organization. `override_reason` is why they may administer without an authenticator
    /// that counts. Returns the membership as it was and as it is, if an active one was changed.
    pub fn execute(
        &self,
        actor: &Actor,
        details: MemberDetails,
        override_reason: Option<&Justification>,
    ) -> Result<Option<(Membership, Membership)>> {
        let now = self.clock.now();
        authorized_write(&*self.store, now, actor, Permission::ManageMembers, |tx, acting| {
            let known = tx.memberships().find(&acting.organization.id, &details.subject)?;
            let kind_change = match &acting.actor.identity {
                Identity::Operator(_) => KindChange::Allowed,
                Identity::Caller(_) | Identity::Client(_) => KindChange::Refused,
            };
            let (id, subject) = (acting.organization.id.clone(), details.subject.clone());
            let active = known.filter(Membership::is_active);
            let details = match active.clone() {
                None => details,
                Some(person) if becomes_service(&person, &details) => {
                    let MemberDetails { subject, email, role, kind, address_source: _ } = details;
                    MemberUpsert { subject, email, role: Some(role), kind: Some(kind) }.completed_by(Some(person))
                }
                Some(_) => return Err(Error::AlreadyExists(Resource::Membership)),
            };
            with_an_owner_left(tx, &id, |tx| {
                upsert_member((tx, &*self.sealer), acting, now, details, override_reason, kind_change).map(drop)
            })?;
            Ok(active.zip(tx.memberships().find(&id, &subject)?))
        })
    }
}

fn becomes_service(person: &Membership, details: &MemberDetails) -> bool {
    person.kind == MemberKind::Person && details.kind == MemberKind::Service
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::identity::SubjectId;
    use crate::model::membership::{AddressSource, Role};
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::PlainSealer;
    use crate::testing::a_caller;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;

    fn add(store: &Arc<MemoryStore>, actor: &Actor, subject: &str, role: Role) -> Result<()> {
        let clock = Arc::new(FixedClock::at("2026-03-01T00:00:00Z"));
        let details = MemberDetails {
            subject: SubjectId::parse(subject)?,
            email: None,
            address_source: AddressSource::Given,
            role,
            kind: MemberKind::Person,
        };
        AddMember { store: store.clone(), clock, sealer: Arc::new(PlainSealer) }.execute(actor, details, None).map(drop)
    }

    #[test]
    fn person_added_as_a_service_is_returned_as_before_and_after() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::Owner).save(&*store)?;
        let (clock, sealer) = (Arc::new(FixedClock::at("2026-03-01T00:00:00Z")), Arc::new(PlainSealer));
        let add = |subject: &str| {
            let details = MemberDetails {
                subject: SubjectId::parse(subject)?,
                email: None,
                address_source: AddressSource::Given,
                role: Role::User,
                kind: MemberKind::Service,
            };
            let add = AddMember { store: store.clone(), clock: clock.clone(), sealer: sealer.clone() };
            add.execute(&an_operator_of("acme"), details, None)
        };
        let (before, after) = add("bob")?.unwrap();
        assert_eq!((before.kind, before.role), (MemberKind::Person, Role::Owner));
        assert_eq!((after.kind, after.role), (MemberKind::Service, Role::User));
        assert_eq!(add("robot")?, None, "is new");
        Ok(())
    }

    #[test]
    fn active_member_is_not_added_again() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme")
            .with_member("alice", Role::Owner)
            .with_former_member("gone", Role::Owner)
            .save(&*store)?;
        let operator = an_operator_of("acme");

        add(&store, &operator, "bob", Role::User)?;
        add(&store, &operator, "gone", Role::User)?;
        let again = add(&store, &operator, "alice", Role::User);
        assert!(matches!(again, Err(Error::AlreadyExists(Resource::Membership))));
        assert_eq!(the_audit_log_of(&*store, "acme"), ["member.add changed", "member.add changed"]);
        Ok(())
    }

    #[test]
    fn owners_do_not_add_members() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).save(&*store)?;
        let refused = add(&store, &a_caller("alice").of("acme").acting(), "bob", Role::User);
        assert!(matches!(refused, Err(Error::Forbidden(Permission::ManageMembers))));
        assert_eq!(the_audit_log_of(&*store, "acme"), ["members.manage refused"]);
        Ok(())
    }
}
