//! Checks a permission alone.

use std::sync::Arc;

use crate::Result;
use crate::model::access::StepUpRule;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_read;

/// Checks an actor's permission as the use case behind it would, unguarded, and does nothing else.
pub struct CheckPermission {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl CheckPermission {
    /// An error, if the actor lacks the permission.
    pub fn execute(&self, actor: &Actor, permission: Permission) -> Result<()> {
        let unguarded = permission.guarded_by(StepUpRule::Off);
        authorized_read(&*self.store, self.clock.now(), actor, unguarded, |_, _| Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;

    #[test]
    fn checking_changes_nothing() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        let check = CheckPermission { store: store.clone(), clock };
        check.execute(&a_caller("alice").acting(), Permission::EnforcePolicy)?;
        assert!(the_audit_log_of(&*store, "acme").is_empty());
        let refused = check.execute(&a_caller("bob").acting(), Permission::EnforcePolicy);
        assert!(matches!(refused, Err(Error::Forbidden(Permission::EnforcePolicy))));
        assert_eq!(the_audit_log_of(&*store, "acme"), ["policy.enforce refused"]);
        Ok(())
    }
}
