//! Creates, restores, renames and ends organizations.

use std::sync::Arc;

use jiff::Timestamp;

use crate::error::Resource;
use crate::model::audit::Event;
use crate::model::identity::{Actor, Identity, OrganizationId};
use crate::model::membership::Permission;
use crate::model::organization::{Organization, OrganizationName};
use crate::model::policy::{GracePeriod, MfaPolicy};
use crate::ports::{Clock, Store, Transaction};
use crate::use_cases::authorize::require_client_login;
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Creates, restores or renames an organization. The call is idempotent; a repetition is recorded as unchanged. A restored
/// organization keeps its policy, members and audit log. For operators and clients.
pub struct PutOrganization {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The grace period of new organizations.
    pub grace: GracePeriod,
}

/// The outcome of [`PutOrganization`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationWritten {
    /// It was created or restored.
    Added,
    /// It was renamed.
    Changed,
    /// Nothing was to change.
    Unchanged,
}

impl PutOrganization {
    /// Puts the organization that the actor names, with this name.
    pub fn execute(&self, actor: &Actor, name: &OrganizationName) -> Result<OrganizationWritten> {
        let id = named_by(actor)?;
        let now = self.clock.now();
        let put = |tx: &mut dyn Transaction| {
            require_client_login(tx, actor)?;
            put_organization(tx, actor, id, name, self.grace, now).map(|(written, _)| written)
        };
        match self.store.transaction(put) {
            // a concurrent request created it first
            Err(Error::AlreadyExists(Resource::Organization)) => self.store.transaction(put),
            other => other,
        }
    }
}

/// Ends an organization: from then on it is not found, and the gate denies its members. For operators and clients.
pub struct EndOrganization {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl EndOrganization {
    /// Ends the organization that the actor names; `false` if there is none.
    pub fn execute(&self, actor: &Actor) -> Result<bool> {
        let id = named_by(actor)?;
        let now = self.clock.now();
        self.store.transaction(|tx| {
            require_client_login(tx, actor)?;
            let Some(organization) = tx.organizations().lock(id)? else { return Ok(false) };
            let ended = organization.ended(now);
            tx.organizations().update(&ended)?;
            record(tx, actor, &ended, now, &Event::OrganizationEnded)?;
            Ok(true)
        })
    }
}

/// The organization that an operator or a client names. Members never create or end their own.
pub(crate) fn named_by(actor: &Actor) -> Result<&OrganizationId> {
    match &actor.identity {
        Identity::Operator(operator) => Ok(&operator.organization),
        Identity::Client(client) => Ok(&client.organization),
        Identity::Caller(_) => Err(Error::Forbidden(Permission::ManageMembers)),
    }
}

/// Creates, restores or renames an organization; returns the outcome and the organization as it is then.
pub(crate) fn put_organization(
    tx: &mut dyn Transaction,
    actor: &Actor,
    id: &OrganizationId,
    name: &OrganizationName,
    grace: GracePeriod,
    now: Timestamp,
) -> Result<(OrganizationWritten, Organization)> {
    let Some(known) = tx.organizations().lock_including_ended(id)? else {
        let organization = Organization::new(id.clone(), name.clone(), MfaPolicy::new(grace), now);
        tx.organizations().insert(&organization)?;
        record(tx, actor, &organization, now, &Event::OrganizationCreated { name: name.clone(), grace })?;
        return Ok((OrganizationWritten::Added, organization));
    };
    let was_ended = known.deleted_at.is_some();
    let before = known.name.clone();
    let organization = known.restored_as(name.clone());
    let written = match (was_ended, before == *name) {
        (true, _) => OrganizationWritten::Added,
        (false, false) => OrganizationWritten::Changed,
        (false, true) => OrganizationWritten::Unchanged,
    };
    if was_ended {
        // they were left when the organization ended
        tx.sessions().end_all_of(id, now)?;
    }
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
    use crate::model::identity::{Method, SubjectId};
    use crate::model::membership::Role;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::a_client_of;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;
    use crate::testing::the_organization;
    use crate::testing::verify_in_session;
    use crate::use_cases::policy::GetPolicy;

    #[test]
    fn restored_organization_keeps_its_policy_and_members() -> Result<()> {
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
    fn restored_organization_has_no_old_sessions() -> Result<()> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        verify_in_session(&*store, "acme", "alice", "s1", Method::Totp, clock.now())?;
        let put = PutOrganization { store: store.clone(), clock: clock.clone(), grace: GracePeriod::default() };
        let (machine, name) = (a_client_of("acme"), OrganizationName::parse("Acme")?);
        let live = || {
            let (acme, alice) = (OrganizationId::parse("acme")?, SubjectId::parse("alice")?);
            let store: &dyn Store = &*store;
            Ok::<_, Error>(store.read(|tx| tx.sessions().of(&acme, &alice))?.len())
        };
        put.execute(&machine, &name)?;
        assert_eq!(live()?, 1, "a new name ends none");
        EndOrganization { store: store.clone(), clock }.execute(&machine)?;
        put.execute(&machine, &name)?;
        assert_eq!(live()?, 0);
        Ok(())
    }

    #[test]
    fn members_neither_create_nor_end_organizations() -> Result<()> {
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
