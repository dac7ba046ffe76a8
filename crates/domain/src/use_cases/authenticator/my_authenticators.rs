//! Lists, renames and removes authenticators.

use std::sync::Arc;

use super::end_other_sessions;
use crate::error::Resource;
use crate::model::access::StepUpRule;
use crate::model::audit::Event;
use crate::model::authenticator::{Authenticator, AuthenticatorName};
use crate::model::identity::{Actor, AuthenticatorId, SubjectId};
use crate::model::membership::Permission;
use crate::ports::{Clock, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authorize::{authorized_read, authorized_write};
use crate::use_cases::caller_state::{CallerState, Confirms};
use crate::{Error, Result};

/// Lists the caller's confirmed authenticators.
pub struct ListAuthenticators {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl ListAuthenticators {
    /// The authenticators, oldest first.
    pub fn execute(&self, actor: &Actor) -> Result<Vec<Authenticator>> {
        let caller = caller_of(actor)?;
        authorized_read(&*self.store, self.clock.now(), actor, Permission::ReadOwnMfa, |tx, acting| {
            let mine = tx.authenticators().of(&acting.organization.id, &caller.subject)?;
            Ok(mine.into_iter().filter(Authenticator::is_configured).collect())
        })
    }
}

/// Lists the confirmed authenticators of another member. For owners, administrators and operators.
pub struct ListAuthenticatorsOf {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What an administrative call requires.
    pub step_up: StepUpRule,
}

impl ListAuthenticatorsOf {
    /// The member's authenticators, oldest first.
    pub fn execute(&self, actor: &Actor, subject: &SubjectId) -> Result<Vec<Authenticator>> {
        let guarded = Permission::ReadMembers.guarded_by(self.step_up).on_member(subject);
        authorized_read(&*self.store, self.clock.now(), actor, guarded, |tx, acting| {
            let theirs = tx.authenticators().of(&acting.organization.id, subject)?;
            Ok(theirs.into_iter().filter(Authenticator::is_configured).collect())
        })
    }
}

/// Renames one of the caller's authenticators, in a verified session.
pub struct RenameAuthenticator {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl RenameAuthenticator {
    /// Renames the authenticator. The id of another member's authenticator is not found.
    pub fn execute(&self, actor: &Actor, id: AuthenticatorId, name: &AuthenticatorName) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            let mine = find(&state, id)?;
            state.require_verified()?;
            let renamed = Authenticator { name: name.to_string(), ..mine.clone() };
            tx.authenticators().update(&acting.organization.id, &caller.subject, &renamed)?;
            acting.record(tx, now, &Event::AuthenticatorRenamed(caller.subject.clone(), renamed.method()))
        })
    }
}

/// Removes one of the caller's authenticators, in a verified session, and ends its evidence and the caller's other
/// sessions. The last one that counts stays while the organization enforces MFA. The recovery codes go with the last one.
pub struct RemoveAuthenticator {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl RemoveAuthenticator {
    /// Removes the authenticator. The id of another member's authenticator is not found.
    pub fn execute(&self, actor: &Actor, id: AuthenticatorId) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let subject = &caller.subject;
            let state = CallerState::load(tx, acting, now)?;
            let taken = find(&state, id)?;
            let method = taken.method();
            state.require_evidence_to_take([taken], Confirms::Nothing)?;
            state.require_one_left(|one| one.id == id)?;
            tx.authenticators().delete(&acting.organization.id, subject, id)?;
            if !state.authenticators.iter().any(|one| one.is_configured() && one.id != id) {
                tx.recovery_codes().replace(&acting.organization.id, subject, &[])?;
            }
            let left = state.active().filter(|one| one.id != id);
            end_other_sessions(tx, (&acting.organization.id, subject), &state.session, left, now)?;
            acting.record(tx, now, &Event::AuthenticatorRemoved(subject.clone(), method))
        })
    }
}

fn find(state: &CallerState, id: AuthenticatorId) -> Result<&Authenticator> {
    let confirmed = state.authenticators.iter().filter(|one| one.is_configured());
    confirmed.into_iter().find(|one| one.id == id).ok_or(Error::NotFound(Resource::Authenticator))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::model::authenticator::AuthenticatorState;
    use crate::model::identity::{Method, OrganizationId};
    use crate::model::membership::Role;
    use crate::model::sealed::KeyedDigest;
    use crate::model::session::SessionBinding;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::a_caller;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::testing::enrol_in_state;
    use crate::testing::the_audit_log_of;
    use crate::testing::verify_in_session;

    /// A store in which `bob` has one authenticator of each state.
    struct World {
        store: Arc<dyn Store>,
        clock: Arc<FixedClock>,
        totp: AuthenticatorId,
        passkey: AuthenticatorId,
    }

    fn a_world() -> Result<World> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let acme = an_organization("acme").with_member("olivia", Role::Owner).with_member("bob", Role::User);
        acme.with_former_member("carol", Role::User).save(&*store)?;
        let pending = AuthenticatorState::Pending { expires_at: Timestamp::MAX, session: SessionBinding::default() };
        enrol_in_state(&*store, "acme", "bob", Method::MagicLink, pending)?;
        let totp = enrol_in_state(&*store, "acme", "bob", Method::Totp, AuthenticatorState::Active)?;
        let passkey = enrol_in_state(&*store, "acme", "bob", Method::Passkey, AuthenticatorState::Disabled)?;
        Ok(World { store, clock: Arc::new(FixedClock::at("2026-01-01T10:20:30Z")), totp, passkey })
    }

    #[test]
    fn administrators_list_confirmed_authenticators_alone() -> Result<()> {
        let World { store, clock, totp, passkey } = a_world()?;
        let list = ListAuthenticatorsOf { store, clock, step_up: StepUpRule::Off };
        let of = |actor: &Actor, subject: &str| {
            let mut ids: Vec<_> = list.execute(actor, &SubjectId::parse(subject)?)?.iter().map(|one| one.id).collect();
            ids.sort();
            Ok::<_, Error>(ids)
        };
        let mut proved = vec![totp, passkey];
        proved.sort();
        let (owner, bob) = (a_caller("olivia").acting(), a_caller("bob").acting());
        assert_eq!((of(&owner, "bob")?, of(&an_operator_of("acme"), "bob")?), (proved.clone(), proved));
        assert_eq!(of(&owner, "olivia")?, []);
        for other in ["carol", "stranger"] {
            assert!(matches!(of(&owner, other), Err(Error::NotFound(Resource::Membership))), "{other}");
        }
        assert!(matches!(of(&bob, "bob"), Err(Error::Forbidden(Permission::ReadMembers))));
        Ok(())
    }

    #[test]
    fn recovery_codes_go_with_the_last_confirmed_authenticator() -> Result<()> {
        let World { store, clock, totp, passkey } = a_world()?;
        verify_in_session(&*store, "acme", "bob", "s1", Method::Totp, clock.now())?;
        let (acme, bob) = (OrganizationId::parse("acme")?, SubjectId::parse("bob")?);
        let code = KeyedDigest { key_id: "plain".to_owned(), digest: [1; 32] };
        store.transaction(|tx| tx.recovery_codes().replace(&acme, &bob, std::slice::from_ref(&code)))?;
        let remaining = || store.read(|tx| tx.recovery_codes().remaining(&acme, &bob));
        let remove = RemoveAuthenticator { store: Arc::clone(&store), clock };
        let actor = a_caller("bob").in_session("s1").acting();
        remove.execute(&actor, totp)?;
        assert_eq!(remaining()?, 1, "a disabled one is still there");
        remove.execute(&actor, passkey)?;
        assert_eq!(remaining()?, 0, "a pending one does not keep them");
        assert_eq!(the_audit_log_of(&*store, "acme"), ["mfa.remove changed", "mfa.remove changed"]);
        Ok(())
    }
}
