//! The first line of every use case: may this actor?

use jiff::Timestamp;

use crate::error::{NoOrganization, Resource};
use crate::model::identity::{Actor, Identity, OrganizationId};
use crate::model::membership::{Membership, Permission};
use crate::model::organization::Organization;
use crate::ports::{Store, Transaction};
use crate::use_cases::join_by_token::join_by_token;
use crate::use_cases::record_refusal::record_refusal;
use crate::{Error, Result};

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
    join_by_token(store, now, actor)?;
    let mut acting_in = None;
    let guarded = |tx: &mut dyn Transaction| {
        let id = organization_of(tx, actor)?;
        let organization = admit(tx, actor, acting_in.insert(id), permission)?;
        work(tx, organization)
    };
    let result = if permission.allows_change() { store.transaction(guarded) } else { store.read(guarded) };
    if let (Err(Error::Forbidden(lacking)), Some(organization)) = (&result, &acting_in) {
        record_refusal(store, now, actor, organization, *lacking)?;
    }
    result
}

/// The actor's organization, if the actor has the permission there; held, if the permission allows to change it.
pub fn authorize(tx: &mut dyn Transaction, actor: &Actor, permission: Permission) -> Result<Organization> {
    let id = organization_of(tx, actor)?;
    admit(tx, actor, &id, permission)
}

/// Lets the actor into the organization `id`, or not. The membership row is the authority: a token never makes an
/// administrator. It is read before the organization is taken, so that nobody holds an organization they may not
/// change, and again after, so that a demotion in between wins.
fn admit(tx: &mut dyn Transaction, actor: &Actor, id: &OrganizationId, permission: Permission) -> Result<Organization> {
    check_membership(tx, actor, id, permission)?;
    if !permission.allows_change() {
        return tx.organizations().find(id)?.ok_or_else(|| missing(actor));
    }
    let organization = tx.organizations().lock(id)?.ok_or_else(|| missing(actor))?;
    check_membership(tx, actor, id, permission)?;
    Ok(organization)
}

fn check_membership(
    tx: &mut dyn Transaction,
    actor: &Actor,
    id: &OrganizationId,
    permission: Permission,
) -> Result<()> {
    let caller = match &actor.identity {
        Identity::Caller(caller) => caller,
        Identity::Operator(_) => return Ok(()),
        Identity::Client(_) if permission == Permission::ManageMembers => return Ok(()),
        Identity::Client(_) => return Err(Error::Forbidden(permission)),
    };
    let membership = tx.memberships().find(id, &caller.subject)?.filter(Membership::is_active);
    let membership = membership.ok_or_else(|| missing(actor))?;
    // a token of ours lives no longer than its session
    if let Some(session) = caller.mfa_session {
        let session = tx.sessions().find(id, &caller.subject, session)?;
        session
            .filter(|session| session.ended_at.is_none())
            .ok_or_else(|| Error::Unauthenticated("its session was ended".to_owned()))?;
    }
    if permission.is_held_by(membership.role) { Ok(()) } else { Err(Error::Forbidden(permission)) }
}

/// What an actor is told of an organization that is not there, or is not theirs.
fn missing(actor: &Actor) -> Error {
    match actor.identity {
        Identity::Operator(_) | Identity::Client(_) => Error::NotFound(Resource::Organization),
        Identity::Caller(_) => Error::NoOrganization(NoOrganization::NotAssociated),
    }
}

/// In which organization the actor acts: a caller in the one that the token names, or else in the subject's only one;
/// an operator and a provisioning machine in the one they named. Nothing else of a request is ever asked.
pub(crate) fn organization_of(tx: &mut dyn Transaction, actor: &Actor) -> Result<OrganizationId> {
    let caller = match &actor.identity {
        Identity::Operator(operator) => return Ok(operator.organization.clone()),
        Identity::Client(client) => return Ok(client.organization.clone()),
        Identity::Caller(caller) => caller,
    };
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
    use crate::model::membership::Role;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;

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
