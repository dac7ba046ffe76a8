//! The product's back end, or an operator, says which tenants there are.

use std::sync::Arc;

use jiff::Timestamp;

use crate::error::Resource;
use crate::model::audit::Event;
use crate::model::identity::{Actor, Identity, OrganizationId};
use crate::model::membership::Permission;
use crate::model::organization::{Organization, OrganizationName};
use crate::model::policy::{GracePeriod, MfaPolicy};
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Makes a tenant be there, called so: new, again, or renamed. The same again changes nothing, and is recorded as that.
/// What ended and comes again keeps its policy, its members and its trail.
pub struct PutOrganization {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When it happened.
    pub clock: Arc<dyn Clock>,
    /// The grace period that new organizations begin with.
    pub grace: GracePeriod,
}

/// What became of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationWritten {
    /// It was not there.
    Added,
    /// It is called otherwise now.
    Changed,
    /// It was so already.
    Unchanged,
}

impl PutOrganization {
    /// Makes the organization that the actor acts on be there, called `name`. For operators and machines that provision.
    pub fn execute(&self, actor: &Actor, name: &OrganizationName) -> Result<OrganizationWritten> {
        let id = acted_on(actor)?;
        let now = self.clock.now();
        let put = |tx: &mut dyn Transaction| put(tx, actor, id, name, self.grace, now).map(|(written, _)| written);
        match self.store.transaction(put) {
            // a rival was first: what it made is there to be compared with
            Err(Error::AlreadyExists(Resource::Organization)) => self.store.transaction(put),
            other => other,
        }
    }
}

/// Ends a tenant: from then on it is as unknown as one that never was, and nobody passes in its name.
pub struct EndOrganization {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When it happened.
    pub clock: Arc<dyn Clock>,
}

impl EndOrganization {
    /// Ends the organization that the actor acts on; `false` if there is none.
    pub fn execute(&self, actor: &Actor) -> Result<bool> {
        let id = acted_on(actor)?;
        let now = self.clock.now();
        self.store.transaction(|tx| {
            let Some(organization) = tx.organizations().lock(id)? else { return Ok(false) };
            let ended = Organization { deleted_at: Some(now), ..organization };
            tx.organizations().update(&ended)?;
            record(tx, actor, &ended, now, &Event::OrganizationEnded)?;
            Ok(true)
        })
    }
}

/// Which organization the actor may make and end: the one that they name. Nobody does so to the one they belong to.
pub(crate) fn acted_on(actor: &Actor) -> Result<&OrganizationId> {
    match &actor.identity {
        Identity::Operator(operator) => Ok(&operator.organization),
        Identity::Client(client) => Ok(&client.organization),
        Identity::Caller(_) => Err(Error::Forbidden(Permission::ManageMembers)),
    }
}

/// Adds it, lets it be again, renames it or leaves it; and how it is then, but for its row's version.
pub(crate) fn put(
    tx: &mut dyn Transaction,
    actor: &Actor,
    id: &OrganizationId,
    name: &OrganizationName,
    grace: GracePeriod,
    now: Timestamp,
) -> Result<(OrganizationWritten, Organization)> {
    let Some(known) = tx.organizations().lock_including_ended(id)? else {
        let organization = Organization {
            id: id.clone(),
            name: name.clone(),
            policy: MfaPolicy::new(grace),
            version: 1,
            created_at: now,
            deleted_at: None,
        };
        tx.organizations().insert(&organization)?;
        record(tx, actor, &organization, now, &Event::OrganizationCreated { name: name.clone(), grace })?;
        return Ok((OrganizationWritten::Added, organization));
    };
    let was_ended = known.deleted_at.is_some();
    let before = known.name.clone();
    let organization = Organization { name: name.clone(), deleted_at: None, ..known };
    let written = match (was_ended, before == *name) {
        (true, _) => OrganizationWritten::Added,
        (false, false) => OrganizationWritten::Changed,
        (false, true) => OrganizationWritten::Unchanged,
    };
    if written != OrganizationWritten::Unchanged {
        tx.organizations().update(&organization)?;
    }
    let event = Event::OrganizationPut { before, after: name.clone(), was_ended };
    record(tx, actor, &organization, now, &event)?;
    Ok((written, organization))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::a_client_of;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;
    use crate::testing::the_organization;
    use crate::use_cases::policy::GetPolicy;

    #[test]
    fn a_tenant_comes_goes_and_comes_again_with_what_it_had() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let put = PutOrganization { store: store.clone(), clock: clock.clone(), grace: GracePeriod::days(7)? };
        let end = EndOrganization { store: store.clone(), clock: clock.clone() };
        let policy = GetPolicy { store: store.clone(), clock };
        let machine = a_client_of("acme");
        let (acme, renamed) = (OrganizationName::parse("Acme")?, OrganizationName::parse("Acme GmbH")?);
        let written = |name| put.execute(&machine, name);

        assert!(!end.execute(&machine)?);
        assert_eq!(written(&acme)?, OrganizationWritten::Added);
        assert_eq!(written(&acme)?, OrganizationWritten::Unchanged);
        assert_eq!(written(&renamed)?, OrganizationWritten::Changed);
        assert_eq!(the_organization(&*store, "acme").name, renamed);
        an_organization("acme").with_member("alice", Role::Owner).join(&*store)?;
        let alice = a_caller("alice").acting();
        assert_eq!(policy.execute(&alice)?.grace(), GracePeriod::days(7)?);
        assert!(end.execute(&machine)?);
        assert!(matches!(policy.execute(&alice), Err(Error::NoOrganization(_))));
        assert!(matches!(policy.execute(&a_caller("alice").of("acme").acting()), Err(Error::NoOrganization(_))));
        assert!(!end.execute(&machine)?);
        assert_eq!(written(&acme)?, OrganizationWritten::Added);
        assert_eq!(policy.execute(&alice)?.grace(), GracePeriod::days(7)?);
        assert_eq!(the_organization(&*store, "acme").name, acme);
        assert_eq!(
            the_audit_log_of(&*store, "acme"),
            [
                "organization.create changed",
                "organization.put unchanged",
                "organization.put changed",
                "organization.end changed",
                "organization.put changed"
            ]
        );
        Ok(())
    }

    #[test]
    fn nobody_makes_or_ends_what_they_belong_to() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let put = PutOrganization { store: store.clone(), clock: clock.clone(), grace: GracePeriod::default() };
        let alice = a_caller("alice").of("acme").acting();
        assert!(matches!(put.execute(&alice, &OrganizationName::parse("Mine")?), Err(Error::Forbidden(_))));
        assert!(matches!(EndOrganization { store, clock }.execute(&alice), Err(Error::Forbidden(_))));
        Ok(())
    }
}
