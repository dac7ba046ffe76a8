//! A member looks at what they hold, names it, and takes single pieces away.

use std::sync::Arc;

use crate::error::{Resource, Rule};
use crate::model::audit::Event;
use crate::model::authenticator::{Authenticator, AuthenticatorName};
use crate::model::identity::{Actor, AuthenticatorId, SubjectId};
use crate::model::membership::{Membership, Permission};
use crate::ports::{Clock, Store};
use crate::use_cases::authorize::authorized;
use crate::use_cases::caller_state::{CallerState, caller_of, keeps_a_counting_one};
use crate::use_cases::record::record;
use crate::{Error, Result};

/// Lists the caller's authenticators that were proven.
pub struct ListAuthenticators {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// When a refusal happened.
    pub clock: Arc<dyn Clock>,
}

impl ListAuthenticators {
    /// The authenticators, oldest first.
    pub fn execute(&self, actor: &Actor) -> Result<Vec<Authenticator>> {
        let caller = caller_of(actor)?;
        authorized(&*self.store, self.clock.now(), actor, Permission::ReadOwnMfa, |tx, organization| {
            let mine = tx.authenticators().of(&organization.id, &caller.subject)?;
            Ok(mine.into_iter().filter(Authenticator::is_configured).collect())
        })
    }
}

/// Lists another member's authenticators that were proven: their kinds and times, and nothing of their names. For
/// owners, administrators and operators.
pub struct ListAuthenticatorsOf {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// When a refusal happened.
    pub clock: Arc<dyn Clock>,
}

impl ListAuthenticatorsOf {
    /// The member's authenticators, oldest first.
    pub fn execute(&self, actor: &Actor, subject: &SubjectId) -> Result<Vec<Authenticator>> {
        authorized(&*self.store, self.clock.now(), actor, Permission::ReadMembers, |tx, organization| {
            let member = tx.memberships().find(&organization.id, subject)?.filter(Membership::is_active);
            member.ok_or(Error::NotFound(Resource::Membership))?;
            let theirs = tx.authenticators().of(&organization.id, subject)?;
            Ok(theirs.into_iter().filter(Authenticator::is_configured).collect())
        })
    }
}

/// Gives one of the caller's authenticators a name. In a session that has passed the second factor.
pub struct RenameAuthenticator {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
}

impl RenameAuthenticator {
    /// Names it. Another's is as unknown as none.
    pub fn execute(&self, actor: &Actor, id: AuthenticatorId, name: &AuthenticatorName) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            let mine = find(&caller_state, id)?;
            caller_state.require_verified()?;
            let renamed = Authenticator { name: name.to_string(), ..mine.clone() };
            tx.authenticators().update(&organization.id, &caller.subject, &renamed)?;
            let event = Event::AuthenticatorRenamed(caller.subject.clone(), renamed.method());
            record(tx, actor, &organization, now, &event)
        })
    }
}

/// Takes one of the caller's authenticators away and ends what they proved. In a session that has passed the second
/// factor, and never the last one that counts while the organization enforces MFA. With the last one go the recovery
/// codes.
pub struct RemoveAuthenticator {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// When.
    pub clock: Arc<dyn Clock>,
}

impl RemoveAuthenticator {
    /// Takes it away. Another's is as unknown as none.
    pub fn execute(&self, actor: &Actor, id: AuthenticatorId) -> Result<()> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        authorized(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, organization| {
            let subject = &caller.subject;
            let caller_state = CallerState::load(tx, caller, &organization, now)?;
            let method = find(&caller_state, id)?.method();
            caller_state.require_verified()?;
            let keeps = keeps_a_counting_one(&organization.policy, &caller_state.authenticators, |one| one.id == id);
            if organization.policy.enforced() && !keeps {
                return Err(Error::RuleBroken(Rule::EnforcedByOrganization));
            }
            tx.authenticators().delete(&organization.id, subject, id)?;
            if !caller_state.authenticators.iter().any(|one| one.is_configured() && one.id != id) {
                tx.recovery_codes().replace(&organization.id, subject, &[])?;
            }
            tx.sessions().end_all(&organization.id, subject, now)?;
            record(tx, actor, &organization, now, &Event::AuthenticatorRemoved(subject.clone(), method))
        })
    }
}

fn find(caller_state: &CallerState, id: AuthenticatorId) -> Result<&Authenticator> {
    let proven = caller_state.authenticators.iter().filter(|one| one.is_configured());
    proven.into_iter().find(|one| one.id == id).ok_or(Error::NotFound(Resource::Authenticator))
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

    /// Where `bob` holds one of each state.
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
    fn administrators_see_what_a_member_proved_and_of_nobody_else() -> Result<()> {
        let World { store, clock, totp, passkey } = a_world()?;
        let list = ListAuthenticatorsOf { store, clock };
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
        for nobody in ["carol", "stranger"] {
            assert!(matches!(of(&owner, nobody), Err(Error::NotFound(Resource::Membership))), "{nobody}");
        }
        assert!(matches!(of(&bob, "bob"), Err(Error::Forbidden(Permission::ReadMembers))));
        Ok(())
    }

    #[test]
    fn with_the_last_one_that_was_proved_go_the_recovery_codes() -> Result<()> {
        let World { store, clock, totp, passkey } = a_world()?;
        verify_in_session(&*store, "acme", "bob", "s1", Method::Totp, clock.now())?;
        let (acme, bob) = (OrganizationId::parse("acme")?, SubjectId::parse("bob")?);
        let code = KeyedDigest { key_id: "plain".to_owned(), digest: [1; 32] };
        store.transaction(|tx| tx.recovery_codes().replace(&acme, &bob, std::slice::from_ref(&code)))?;
        let remaining = || store.read(|tx| tx.recovery_codes().remaining(&acme, &bob));
        let remove = RemoveAuthenticator { store: Arc::clone(&store), clock };
        let actor = a_caller("bob").in_session("s1").acting();
        remove.execute(&actor, totp)?;
        assert_eq!(remaining()?, 1, "one that is switched off is still there");
        remove.execute(&actor, passkey)?;
        assert_eq!(remaining()?, 0, "one that was never proved is no reason to keep them");
        assert_eq!(the_audit_log_of(&*store, "acme"), ["mfa.remove changed", "mfa.remove changed"]);
        Ok(())
    }
}
