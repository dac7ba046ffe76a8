//! Authorizes an actor and runs the work of a use case in one transaction.

use jiff::Timestamp;

use crate::error::Resource;
use crate::model::identity::NoOrganization;
use crate::model::identity::{Actor, Caller, Identity, Login, Logouts, OrganizationId};
use crate::model::membership::{Membership, Permission};
use crate::model::session::MfaSession;
use crate::ports::{Store, Transaction};
use crate::use_cases::acting::Acting;
use crate::use_cases::enter_by_token::{enter_by_token, enters};
use crate::use_cases::guard::GuardedPermission;
use crate::use_cases::join_by_token::join_by_token;
use crate::use_cases::record_refusal::record_refusal;
use crate::use_cases::undo_watch::UndoWatch;
use crate::{Error, Result};

/// Runs `work` in a transaction that only reads, if the actor has the permission in their organization. The membership
/// is read once.
pub fn authorized_read<'t, T>(
    store: &dyn Store,
    now: Timestamp,
    actor: &Actor,
    permission: impl Into<GuardedPermission<'t>>,
    work: impl FnOnce(&mut dyn Transaction, Acting<'_>) -> Result<T>,
) -> Result<T> {
    let guarded = permission.into();
    let mut entering = false;
    let value = recording_rejections(store, now, actor, |id| {
        store.read(|tx| {
            let id = id.insert(organization_of(tx, actor)?);
            let mut acting = require_membership(tx, actor, id, guarded.permission())?;
            entering = enters(actor, acting.membership.as_ref());
            acting.target = guarded.find_target(tx, &acting)?;
            // a read changes nothing, so the guard does not run again after it
            guarded.guard(&acting)?.before_work(tx, &acting, now)?;
            work(tx, acting)
        })
    })?;
    if entering {
        enter_by_token(store, now, actor);
    }
    Ok(value)
}

/// Runs `work` in a transaction that locks the actor's organization, if the actor has the permission there.
///
/// The membership is the authority; a token never makes an administrator. It is read before the organization is locked,
/// so that an actor without the permission never locks it, and again afterwards, so that a concurrent demotion wins. An
/// administrator's guard runs before the work and again under the policy that it left, before the commit.
pub fn authorized_write<'t, T>(
    store: &dyn Store,
    now: Timestamp,
    actor: &Actor,
    permission: impl Into<GuardedPermission<'t>>,
    work: impl FnOnce(&mut dyn Transaction, &mut Acting<'_>) -> Result<T>,
) -> Result<T> {
    let guarded = permission.into();
    let permission = guarded.permission();
    recording_rejections(store, now, actor, |id| {
        store.transaction(|tx| {
            let id = id.insert(organization_of(tx, actor)?);
            require_client_login(tx, actor)?;
            find_authority(tx, actor, id, permission)?;
            let organization = tx.organizations().lock(id)?.ok_or_else(|| missing(actor))?;
            let (membership, own_session, holds_authenticator) = find_authority(tx, actor, id, permission)?;
            let acting = Acting::new(actor, membership, organization, own_session);
            let mut acting = Acting { holds_authenticator, ..acting };
            if enters(actor, acting.membership.as_ref()) {
                acting.enter(tx, now)?;
            }
            acting.target = guarded.find_target(tx, &acting)?;
            let mut guard = guarded.guard(&acting)?;
            guard.before_work(tx, &acting, now)?;
            let undoing = UndoWatch::begin(tx, &acting, permission)?;
            let value = work(tx, &mut acting)?;
            undoing.end(tx, &mut acting)?;
            guard.after_work(tx, &acting, now)?;
            Ok(value)
        })
    })
}

/// Runs `work` in a transaction that writes without locking the organization, if the actor has the permission there. For
/// counting attempts alone: nothing that is recorded, or that a concurrent change of the organization could contradict.
/// An administrator's permission needs its guard, and is a defect here.
pub(crate) fn authorized_unlocked<T>(
    store: &dyn Store,
    now: Timestamp,
    actor: &Actor,
    permission: Permission,
    work: impl FnOnce(&mut dyn Transaction, Acting<'_>) -> Result<T>,
) -> Result<T> {
    let guarded = GuardedPermission::from(permission);
    recording_rejections(store, now, actor, |id| {
        store.transaction(|tx| {
            let id = id.insert(organization_of(tx, actor)?);
            let acting = require_membership(tx, actor, id, permission)?;
            guarded.guard(&acting)?;
            work(tx, acting)
        })
    })
}

/// Runs a transaction and records afterwards, in one of its own, that the actor lacked a permission there.
fn recording_rejections<T>(
    store: &dyn Store,
    now: Timestamp,
    actor: &Actor,
    run: impl FnOnce(&mut Option<OrganizationId>) -> Result<T>,
) -> Result<T> {
    join_by_token(store, now, actor)?;
    let mut organization = None;
    let result = run(&mut organization);
    if let (Err(Error::NoOrganization(_)), Identity::Caller(caller)) = (&result, &actor.identity) {
        require_live_login(store, &caller.login)?;
    }
    if let (Err(Error::Forbidden(lacking) | Error::DelegateRefused(lacking)), Some(organization)) =
        (&result, &organization)
    {
        record_refusal(store, now, actor, organization, *lacking)?;
    }
    result
}

/// Requires the permission in the organization `id`, without locking it.
fn require_membership<'a>(
    tx: &mut dyn Transaction,
    actor: &'a Actor,
    id: &OrganizationId,
    permission: Permission,
) -> Result<Acting<'a>> {
    let Some(caller) = member_of(actor, permission)? else {
        require_client_login(tx, actor)?;
        let organization = tx.organizations().find(id)?.ok_or_else(|| missing(actor))?;
        return Ok(Acting::new(actor, None, organization, None));
    };
    let found = tx.organizations().find_with_member(id, &caller.subject, &caller.login.keys)?;
    let (organization, membership, logouts) = found.ok_or_else(|| missing(actor))?;
    require_login(&caller.login, &logouts)?;
    let membership = active(membership, actor)?;
    let own_session = find_own_session(tx, caller, id)?;
    require_role(&membership, permission)?;
    require_in_person(caller, id, permission)?;
    Ok(Acting::new(actor, Some(membership), organization, own_session))
}

/// What gives the actor the permission in the organization `id`: an active membership and, for a token of ours, its
/// session; nothing for operators and clients. And whether a caller holds an active authenticator.
fn find_authority(
    tx: &mut dyn Transaction,
    actor: &Actor,
    id: &OrganizationId,
    permission: Permission,
) -> Result<(Option<Membership>, Option<MfaSession>, bool)> {
    let Some(caller) = member_of(actor, permission)? else { return Ok((None, None, false)) };
    let found = tx.memberships().find_with_logouts(id, &caller.subject, &caller.login.keys)?;
    let (membership, logouts, holds) = found.ok_or_else(|| missing(actor))?;
    require_login(&caller.login, &logouts)?;
    let membership = active(Some(membership), actor)?;
    let own_session = find_own_session(tx, caller, id)?;
    require_role(&membership, permission)?;
    require_in_person(caller, id, permission)?;
    Ok((Some(membership), own_session, holds))
}

/// The caller whose membership is to be looked at; `None` for an operator, and for a client that manages members.
fn member_of(actor: &Actor, permission: Permission) -> Result<Option<&Caller>> {
    match &actor.identity {
        Identity::Caller(caller) => Ok(Some(caller)),
        Identity::Operator(_) => Ok(None),
        Identity::Client(_) if permission == Permission::ManageMembers => Ok(None),
        Identity::Client(_) => Err(Error::Forbidden(permission)),
    }
}

fn active(membership: Option<Membership>, actor: &Actor) -> Result<Membership> {
    membership.filter(Membership::is_active).ok_or_else(|| missing(actor))
}

fn require_role(membership: &Membership, permission: Permission) -> Result<()> {
    if permission.is_held_by(membership.role) { Ok(()) } else { Err(Error::Forbidden(permission)) }
}

/// Rejects a party that acts for the caller, where only the caller and the operator's delegates may act.
pub(crate) fn require_in_person(caller: &Caller, id: &OrganizationId, permission: Permission) -> Result<()> {
    match &caller.delegate {
        Some(delegate) if !permission.extends_to_delegates() && !delegate.granted.contains(id) => {
            Err(Error::DelegateRefused(permission))
        }
        _ => Ok(()),
    }
}

/// Finds the session of a full-access token. A token whose session has ended is invalid.
pub(crate) fn find_own_session(
    tx: &mut dyn Transaction,
    caller: &Caller,
    id: &OrganizationId,
) -> Result<Option<MfaSession>> {
    let Some(session) = caller.mfa_session else { return Ok(None) };
    let session = tx.sessions().find(id, &caller.subject, session)?.filter(|session| session.ended_at.is_none());
    session.map(Some).ok_or_else(|| Error::Unauthenticated("its session was ended".to_owned()))
}

/// Rejects a token whose login was ended at the identity provider.
pub(crate) fn require_login(login: &Login, logouts: &Logouts) -> Result<()> {
    if login.is_ended_by(logouts) {
        return Err(Error::Unauthenticated("its login was ended at the identity provider".to_owned()));
    }
    Ok(())
}

/// Rejects a login that was ended at the identity provider, where no membership is read together with its logouts.
pub(crate) fn require_live_login(store: &dyn Store, login: &Login) -> Result<()> {
    store.read(|tx| require_login(login, &tx.logouts().find(&login.keys)?))
}

/// Rejects a client whose login was ended at the identity provider.
pub(crate) fn require_client_login(tx: &mut dyn Transaction, actor: &Actor) -> Result<()> {
    match &actor.identity {
        Identity::Client(client) => require_login(&client.login, &tx.logouts().find(&client.login.keys)?),
        Identity::Caller(_) | Identity::Operator(_) => Ok(()),
    }
}

/// The error for an organization that does not exist or is not the actor's.
fn missing(actor: &Actor) -> Error {
    match actor.identity {
        Identity::Operator(_) | Identity::Client(_) => Error::NotFound(Resource::Organization),
        Identity::Caller(_) => Error::NoOrganization(NoOrganization::NotAssociated),
    }
}

/// The organization in which the actor acts: for a caller the one that the token names, else the one that the subject
/// entered; for an operator or a client the one that they named. Nothing else of a request decides it.
pub(crate) fn organization_of(tx: &mut dyn Transaction, actor: &Actor) -> Result<OrganizationId> {
    let caller = match &actor.identity {
        Identity::Operator(operator) => return Ok(operator.organization.clone()),
        Identity::Client(client) => return Ok(client.organization.clone()),
        Identity::Caller(caller) => caller,
    };
    if let Some(named) = &caller.organization {
        return Ok(named.clone());
    }
    let candidates = tx.memberships().active_of(&caller.subject, 2)?;
    Membership::meant(candidates).map(|(id, _)| id).map_err(Error::NoOrganization)
}

#[cfg(test)]
mod delegates;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::access::StepUpRule;
    use crate::model::membership::Role;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;

    fn outcome(store: &MemoryStore, actor: &Actor) -> String {
        let store: &dyn Store = store;
        let guarded = Permission::EnforcePolicy.guarded_by(StepUpRule::default());
        match authorized_write(store, Timestamp::UNIX_EPOCH, actor, guarded, |_, acting| {
            Ok(acting.organization.id.clone())
        }) {
            Ok(organization) => organization.to_string(),
            Err(Error::NoOrganization(why)) => format!("{why:?}"),
            Err(Error::Forbidden(_)) => "Forbidden".to_owned(),
            Err(other) => other.to_string(),
        }
    }

    #[test]
    fn roles_and_organizations_decide_who_is_authorized() -> Result<()> {
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
            // a role counts in its own organization alone
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

    #[test]
    fn administrative_permission_without_its_guard_is_a_defect() -> Result<()> {
        let store = MemoryStore::default();
        an_organization("acme").with_member("owner", Role::Owner).save(&store)?;
        let owner = a_caller("owner").of("acme").acting();
        for permission in Permission::ALL.into_iter().filter(|permission| permission.administers()) {
            let read = authorized_read(&store, Timestamp::UNIX_EPOCH, &owner, permission, |_, _| Ok(()));
            let written = authorized_write(&store, Timestamp::UNIX_EPOCH, &owner, permission, |_, _| Ok(()));
            let unlocked = authorized_unlocked(&store, Timestamp::UNIX_EPOCH, &owner, permission, |_, _| Ok(()));
            for outcome in [read, written, unlocked] {
                assert!(matches!(outcome, Err(Error::Internal(_))), "{permission:?} {outcome:?}");
            }
        }
        Ok(())
    }
}
