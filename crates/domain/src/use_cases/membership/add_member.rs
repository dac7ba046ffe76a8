//! Adds a member.

use std::sync::Arc;

use super::{KindChange, MemberUpsert, upsert_member, with_an_owner_left};
use crate::error::Resource;
use crate::model::identity::{Actor, Identity};
use crate::model::membership::{MemberDetails, MemberKind, Membership, Permission};
use crate::model::policy::Justification;
use crate::ports::{Clock, Store};
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
}

impl AddMember {
    /// Adds the member to the actor's organization. `override_reason` is why they may administer without an authenticator
    /// that counts.
    pub fn execute(
        &self,
        actor: &Actor,
        details: MemberDetails,
        override_reason: Option<&Justification>,
    ) -> Result<()> {
        let now = self.clock.now();
        authorized_write(&*self.store, now, actor, Permission::ManageMembers, |tx, acting| {
            let known = tx.memberships().find(&acting.organization.id, &details.subject)?;
            let kind_change = match &acting.actor.identity {
                Identity::Operator(_) => KindChange::Allowed,
                Identity::Caller(_) | Identity::Client(_) => KindChange::Refused,
            };
            let details = match known.filter(Membership::is_active) {
                None => details,
                Some(person) if becomes_service(&person, &details) => {
                    let MemberDetails { subject, email, role, kind, address_source: _ } = details;
                    MemberUpsert { subject, email, role: Some(role), kind: Some(kind) }.completed_by(Some(person))
                }
                Some(_) => return Err(Error::AlreadyExists(Resource::Membership)),
            };
            with_an_owner_left(tx, &acting.organization.id, |tx| {
                upsert_member(tx, acting, now, details, override_reason, kind_change).map(drop)
            })
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
        AddMember { store: store.clone(), clock }.execute(actor, details, None)
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
