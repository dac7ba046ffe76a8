//! Changes the role of a member.

use std::sync::Arc;

use super::{KindChange, MemberWrite, upsert_member, with_an_owner_left};
use crate::error::Resource;
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{MemberDetails, Membership, Permission, Role};
use crate::model::policy::Justification;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_write;
use crate::{Error, Result};

/// Promotes or demotes a member. An organization that has an owner keeps one. For operators.
pub struct ChangeRole {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl ChangeRole {
    /// Gives the member the role; `false` if they had it already. `override_reason` is why they may administer without an
    /// authenticator that counts.
    pub fn execute(
        &self,
        actor: &Actor,
        subject: &SubjectId,
        role: Role,
        override_reason: Option<&Justification>,
    ) -> Result<bool> {
        let now = self.clock.now();
        authorized_write(&*self.store, now, actor, Permission::ManageMembers, |tx, acting| {
            let member = tx.memberships().find(&acting.organization.id, subject)?.filter(Membership::is_active);
            let member = member.ok_or(Error::NotFound(Resource::Membership))?;
            let Membership { subject, email, address_source, kind, .. } = member;
            let details = MemberDetails { subject, email, address_source, role, kind };
            with_an_owner_left(tx, &acting.organization.id, |tx| {
                upsert_member(tx, acting, now, details, override_reason, KindChange::Refused)
            })
            .map(|written| written == MemberWrite::Changed)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rule::Rule;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;

    fn change(store: &Arc<MemoryStore>, subject: &str, role: Role) -> Result<bool> {
        let clock = Arc::new(FixedClock::at("2026-03-01T00:00:00Z"));
        ChangeRole { store: store.clone(), clock }.execute(
            &an_operator_of("acme"),
            &SubjectId::parse(subject)?,
            role,
            None,
        )
    }

    #[test]
    fn last_owner_keeps_the_role_and_other_changes_are_recorded() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&*store)?;

        assert!(matches!(change(&store, "alice", Role::User), Err(Error::RuleBroken(Rule::LastOwner))));
        assert!(change(&store, "bob", Role::Owner)?);
        assert!(change(&store, "alice", Role::User)?);
        assert!(!change(&store, "alice", Role::User)?);
        assert!(matches!(change(&store, "nobody", Role::User), Err(Error::NotFound(Resource::Membership))));
        assert_eq!(
            the_audit_log_of(&*store, "acme"),
            ["member.change changed", "member.change changed", "member.change unchanged"]
        );
        Ok(())
    }
}
