//! An operator adds a member.

use std::sync::Arc;

use super::upsert_member;
use crate::error::Resource;
use crate::model::identity::Actor;
use crate::model::membership::{MemberDetails, Membership, Permission};
use crate::model::policy::Justification;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;
use crate::{Error, Result};

/// Adds a subject to an organization, for the first time or again. Who is a member already stays what they are: a
/// second `add` never demotes anybody.
pub struct AddMember {
    /// Where memberships are kept.
    pub store: Arc<dyn Store>,
    /// When they joined.
    pub clock: Arc<dyn Clock>,
}

impl AddMember {
    /// Adds the member that `details` describes to the actor's organization.
    /// `over` is the reason why they may administer without an authenticator that counts.
    pub fn execute(&self, actor: &Actor, details: MemberDetails, over: Option<&Justification>) -> Result<()> {
        let now = self.clock.now();
        authorized(&*self.store, now, actor, Permission::ManageMembers, |tx, organization| {
            let known = tx.memberships().find(&organization.id, &details.subject)?;
            if known.as_ref().is_some_and(Membership::is_active) {
                return Err(Error::AlreadyExists(Resource::Membership));
            }
            upsert_member(tx, actor, &organization, now, details, over).map(drop)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::identity::SubjectId;
    use crate::model::membership::{MemberKind, Role};
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;

    fn add(store: &Arc<MemoryStore>, actor: &Actor, subject: &str, role: Role) -> Result<()> {
        let clock = Arc::new(FixedClock::at("2026-03-01T00:00:00Z"));
        let details =
            MemberDetails { subject: SubjectId::parse(subject)?, email: None, role, kind: MemberKind::Person };
        AddMember { store: store.clone(), clock }.execute(actor, details, None)
    }

    #[test]
    fn a_member_is_added_once_and_a_former_one_again() -> Result<()> {
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
    fn not_even_an_owner_adds_members_here() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).save(&*store)?;
        let refused = add(&store, &a_caller("alice").of("acme").acting(), "bob", Role::User);
        assert!(matches!(refused, Err(Error::Forbidden(Permission::ManageMembers))));
        assert_eq!(the_audit_log_of(&*store, "acme"), ["members.manage refused"]);
        Ok(())
    }
}
