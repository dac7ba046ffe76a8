//! Reads an organization by its id and enforces MFA in it, for the routes of the legacy contract.

use super::EnforceMfa;
use crate::Result;
use crate::model::identity::Actor;
use crate::model::membership::Permission;
use crate::model::organization::Organization;
use crate::use_cases::authorize::authorized_read;
use crate::use_cases::guard::GuardedPermission;

/// Reads and enforces the caller's own organization by its id. Any other id is forbidden, whether it exists or not.
pub struct LegacyOrganization {
    /// Enforces MFA.
    pub enforce: EnforceMfa,
}

impl LegacyOrganization {
    /// Reads the organization. For every member.
    pub fn read(&self, actor: &Actor, id: &str) -> Result<Organization> {
        let EnforceMfa { store, clock, .. } = &self.enforce;
        let permission = GuardedPermission::from(Permission::ReadPolicy).on_organization(id);
        authorized_read(&**store, clock.now(), actor, permission, |_, acting| Ok(acting.organization))
    }

    /// Enforces MFA there, or stops enforcing it, and returns the organization as it is then. For owners and administrators.
    pub fn enforce(&self, actor: &Actor, id: &str, enforced: bool) -> Result<Organization> {
        self.enforce.enforce_in(actor, enforced, Some(id)).map(|(organization, _)| organization)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Error;
    use crate::model::access::StepUpRule;
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;
    use crate::testing::the_organization;

    #[test]
    fn legacy_organization_route_is_limited_to_the_callers() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).with_member("bob", Role::User).save(&*store)?;
        an_organization("other").with_member("mallory", Role::Owner).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        let own = LegacyOrganization { enforce: EnforceMfa { store: store.clone(), clock, step_up: StepUpRule::Off } };
        let (alice, bob) = (a_caller("alice").of("acme").acting(), a_caller("bob").of("acme").acting());

        assert_eq!(own.read(&bob, "acme")?.id.as_str(), "acme");
        for id in ["other", "nowhere", ""] {
            assert!(matches!(own.read(&alice, id), Err(Error::Forbidden(Permission::ReadPolicy))), "{id}");
            assert!(matches!(own.enforce(&alice, id, true), Err(Error::Forbidden(Permission::EnforcePolicy))), "{id}");
        }
        assert!(matches!(own.enforce(&bob, "acme", true), Err(Error::Forbidden(Permission::EnforcePolicy))));
        assert!(!the_organization(&*store, "acme").base_policy().enforced());
        assert!(own.enforce(&alice, "acme", true)?.base_policy().enforced());
        assert!(the_audit_log_of(&*store, "other").is_empty());
        Ok(())
    }
}
