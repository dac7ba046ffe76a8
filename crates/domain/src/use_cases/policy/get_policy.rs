//! Reads the policy.

use std::sync::Arc;

use crate::Result;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::model::policy::MfaPolicy;
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized_read;

/// Reads the policy of the actor's organization. For every member and for operators.
pub struct GetPolicy {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl GetPolicy {
    /// The policy.
    pub fn execute(&self, actor: &Actor) -> Result<MfaPolicy> {
        authorized_read(&*self.store, self.clock.now(), actor, Permission::ReadPolicy, |_, acting| {
            Ok(acting.organization.base_policy().clone())
        })
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
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;

    #[test]
    fn members_and_operators_alone_read_the_policy() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("bob", Role::User).enforcing_since("2026-01-01T00:00:00Z").save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-02-01T00:00:00Z"));
        let policy = GetPolicy { store: store.clone(), clock };

        assert!(policy.execute(&a_caller("bob").acting())?.enforced());
        assert!(policy.execute(&an_operator_of("acme"))?.enforced());
        let stranger = policy.execute(&a_caller("stranger").of("acme").acting());
        assert!(matches!(stranger, Err(Error::NoOrganization(_))));
        assert!(the_audit_log_of(&*store, "acme").is_empty());
        Ok(())
    }
}
