//! The first line of every use case: may this actor?

use jiff::Timestamp;

use super::Permission;
use crate::audit::record_refusal;
use crate::error::NoOrganization;
use crate::error::Resource;
use crate::identity::{Actor, Caller, Identity};
use crate::organization::{Organization, OrganizationId};
use crate::{Error, Result, Store, Transaction};

/// Runs `work` on the actor's organization in one transaction, if the actor has the permission there.
///
/// Check and work share the transaction, and a permission to change takes the organization before it reads the
/// membership: a demotion between the check and the write is impossible, and whichever comes first wins. A refusal is
/// recorded in the tenant's trail afterwards, in a transaction of its own.
pub fn authorized<T>(
    store: &dyn Store,
    now: Timestamp,
    actor: &Actor,
    permission: Permission,
    work: impl FnOnce(&mut dyn Transaction, Organization) -> Result<T>,
) -> Result<T> {
    let guarded = |tx: &mut dyn Transaction| {
        let organization = authorize(tx, actor, permission)?;
        work(tx, organization)
    };
    let result = if permission.allows_change() { store.transaction(guarded) } else { store.read(guarded) };
    if let Err(Error::Forbidden(lacking)) = &result {
        record_refusal(store, now, actor, *lacking)?;
    }
    result
}

/// The actor's organization, if the actor has the permission there; held, if the permission allows to change it.
///
/// The membership row is the authority: a token never makes an administrator.
pub fn authorize(tx: &mut dyn Transaction, actor: &Actor, permission: Permission) -> Result<Organization> {
    let organization = |tx: &mut dyn Transaction, id: &OrganizationId| {
        if permission.allows_change() { tx.organizations().lock(id) } else { tx.organizations().find(id) }
    };
    match &actor.identity {
        Identity::Operator(operator) => {
            organization(tx, &operator.organization)?.ok_or(Error::NotFound(Resource::Organization))
        }
        Identity::Caller(caller) => {
            let not_associated = || Error::NoOrganization(NoOrganization::NotAssociated);
            let id = organization_of(tx, caller)?;
            let organization = organization(tx, &id)?.ok_or_else(not_associated)?;
            let membership = tx.memberships().find(&id, &caller.subject)?;
            let membership = membership.filter(super::Membership::is_active).ok_or_else(not_associated)?;
            if permission.is_held_by(membership.role) { Ok(organization) } else { Err(Error::Forbidden(permission)) }
        }
    }
}

/// In which organization the caller acts: the one that the token names, or else the subject's only one. Nothing else
/// of a request is ever asked.
pub(crate) fn organization_of(tx: &mut dyn Transaction, caller: &Caller) -> Result<OrganizationId> {
    if let Some(named) = &caller.organization {
        return Ok(named.clone());
    }
    let mut found = tx.memberships().organizations_of(&caller.subject, 2)?.into_iter();
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Error::NoOrganization(NoOrganization::NotAssociated)),
        (Some(_), Some(_)) => Err(Error::NoOrganization(NoOrganization::Ambiguous)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::membership::Role;
    use crate::testing::{MemoryStore, a_caller, an_operator_of, an_organization};

    fn outcome(store: &MemoryStore, actor: &Actor) -> String {
        let store: &dyn Store = store;
        match store.transaction(|tx| authorize(tx, actor, Permission::EnforcePolicy)) {
            Ok(organization) => organization.id.to_string(),
            Err(Error::NoOrganization(why)) => format!("{why:?}"),
            Err(Error::Forbidden(_)) => "Forbidden".to_owned(),
            Err(other) => other.to_string(),
        }
    }

    #[test]
    fn which_organization_and_may_they() -> Result<()> {
        let store = MemoryStore::default();
        an_organization("acme")
            .with_member("owner", Role::Owner)
            .with_member("admin", Role::Administrators)
            .with_member("both", Role::Owner)
            .with_member("member", Role::User)
            .with_former_member("gone", Role::Owner)
            .save(&store)?;
        an_organization("other").with_member("both", Role::User).with_member("foreign", Role::Owner).save(&store)?;

        for (actor, expected) in [
            (a_caller("owner").acting(), "acme"),
            (a_caller("owner").of("acme").acting(), "acme"),
            (a_caller("admin").of("acme").acting(), "acme"),
            (a_caller("member").of("acme").acting(), "Forbidden"),
            (a_caller("member").acting(), "Forbidden"),
            // an owner here is nobody special there
            (a_caller("both").of("acme").acting(), "acme"),
            (a_caller("both").of("other").acting(), "Forbidden"),
            (a_caller("both").acting(), "Ambiguous"),
            (a_caller("foreign").of("acme").acting(), "NotAssociated"),
            (a_caller("gone").of("acme").acting(), "NotAssociated"),
            (a_caller("gone").acting(), "NotAssociated"),
            (a_caller("stranger").acting(), "NotAssociated"),
            (a_caller("owner").of("nowhere").acting(), "NotAssociated"),
            (an_operator_of("acme"), "acme"),
            (an_operator_of("nowhere"), "there is no such organization"),
        ] {
            assert_eq!(outcome(&store, &actor), expected, "{actor:?}");
        }
        Ok(())
    }
}
