//! Removes a member.

use std::sync::Arc;

use super::with_an_owner_left;
use crate::error::Resource;
use crate::model::audit::Event;
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_write;
use crate::{Error, Result};

/// Ends a membership and its sessions. An organization that has an owner keeps one. For operators and clients.
pub struct RemoveMember {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl RemoveMember {
    /// Ends the subject's membership in the actor's organization.
    pub fn execute(&self, actor: &Actor, subject: &SubjectId) -> Result<()> {
        let now = self.clock.now();
        authorized_write(&*self.store, now, actor, Permission::ManageMembers, |tx, acting| {
            let member = tx.memberships().find(&acting.organization.id, subject)?.filter(Membership::is_active);
            let member = member.ok_or(Error::NotFound(Resource::Membership))?;
            with_an_owner_left(tx, &acting.organization.id, |tx| {
                tx.memberships().update(&acting.organization.id, &member.removed(now))
            })?;
            tx.sessions().end_all(&acting.organization.id, subject, now)?;
            acting.record(tx, now, &Event::MemberRemoved(member))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Rule;
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;

    #[test]
    fn member_is_removed_once_and_the_last_owner_never() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-03-01T00:00:00Z"));
        let remove = RemoveMember { store: store.clone(), clock };
        let operator = an_operator_of("acme");

        remove.execute(&operator, &SubjectId::parse("bob")?)?;
        let again = remove.execute(&operator, &SubjectId::parse("bob")?);
        assert!(matches!(again, Err(Error::NotFound(Resource::Membership))));
        let last = remove.execute(&operator, &SubjectId::parse("alice")?);
        assert!(matches!(last, Err(Error::RuleBroken(Rule::LastOwner))));
        assert_eq!(the_audit_log_of(&*store, "acme"), ["member.remove changed"]);
        Ok(())
    }
}
