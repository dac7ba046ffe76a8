//! Creates an organization.

use std::sync::Arc;

use super::put_organization;
use crate::error::Resource;
use crate::model::identity::{Actor, Operator};
use crate::model::organization::{Organization, OrganizationName};
use crate::model::policy::GracePeriod;
use crate::ports::{Clock, Store};
use crate::{Error, Result};

/// Creates an organization. For operators, who give the id that the identity provider uses.
pub struct CreateOrganization {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The grace period of new organizations.
    pub grace: GracePeriod,
}

impl CreateOrganization {
    /// Creates the organization that `operator` names; it does not enforce MFA. One that ended is restored.
    pub fn execute(&self, operator: &Operator, name: &OrganizationName) -> Result<Organization> {
        let now = self.clock.now();
        let actor = Actor::operator(&operator.name, operator.organization.clone());
        self.store.transaction(|tx| {
            if tx.organizations().find(&operator.organization)?.is_some() {
                return Err(Error::AlreadyExists(Resource::Organization));
            }
            put_organization(tx, &actor, &operator.organization, name, self.grace, now)
                .map(|(_, organization)| organization)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::identity::OrganizationId;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;

    fn create(store: &Arc<MemoryStore>, id: &str) -> Result<Organization> {
        CreateOrganization {
            store: store.clone(),
            clock: Arc::new(FixedClock::at("2026-01-01T00:00:00Z")),
            grace: GracePeriod::days(7)?,
        }
        .execute(
            &Operator { name: "root".into(), organization: OrganizationId::parse(id)? },
            &OrganizationName::parse("Acme")?,
        )
    }

    #[test]
    fn new_organization_has_the_default_grace_period() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        let organization = create(&store, "acme")?;
        assert!(!organization.base_policy().enforced());
        assert_eq!(organization.base_policy().grace(), GracePeriod::days(7)?);
        assert_eq!(the_audit_log_of(&*store, "acme"), ["organization.create changed"]);
        Ok(())
    }

    #[test]
    fn id_is_unique() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").save(&*store)?;
        assert!(matches!(create(&store, "acme"), Err(Error::AlreadyExists(Resource::Organization))));
        Ok(())
    }
}
