//! Whether an actor would be let in, for a request that is refused for another reason.

use std::sync::Arc;

use crate::Result;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;

/// Lets an actor in or refuses them, as the use case behind the permission would, and does nothing else.
///
/// A request whose body cannot be read is told so only after this: a stranger learns nothing from validation.
pub struct CheckPermission {
    /// Where memberships are kept.
    pub store: Arc<dyn Store>,
    /// When a refusal happened.
    pub clock: Arc<dyn Clock>,
}

impl CheckPermission {
    /// Nothing, if the actor has the permission; else the refusal.
    pub fn execute(&self, actor: &Actor, permission: Permission) -> Result<()> {
        authorized(&*self.store, self.clock.now(), actor, permission, |_, _| Ok(()))
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
    fn who_would_be_let_in_is_told_so_and_nothing_is_done() -> Result<()> {
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
