//! Sets up magic links.

use std::sync::Arc;

use jiff::Timestamp;

use super::MagicLinkSender;
use crate::model::audit::Event;
use crate::model::authenticator::{Authenticator, AuthenticatorState, Credential, Enrolment, LinkPurpose, MagicLink};
use crate::model::identity::{Actor, AuthenticatorId, Method};
use crate::model::membership::{EmailAddress, Permission};
use crate::model::rule::Rule;
use crate::ports::{Clock, Random, Store};
use crate::use_cases::acting::caller_of;
use crate::use_cases::authenticator::Binder;
use crate::use_cases::authenticator::enrolment::{has_given_address, require_confirmation};
use crate::use_cases::authorize::authorized_write;
use crate::use_cases::caller_state::{CallerState, Confirms};
use crate::{Error, Result};

/// Sends the caller a link to their own address; opening it within ten minutes activates magic links. For every member, in
/// a verified session once an authenticator is active.
pub struct SetUpMagicLink {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub random: Arc<dyn Random>,
    /// Sends links; `None` if the installation sends no mail.
    pub sender: Option<MagicLinkSender>,
}

impl SetUpMagicLink {
    /// Sends the link and returns its address. `email` is the address that the caller expects, if they give one.
    pub fn execute(&self, actor: &Actor, email: Option<&str>) -> Result<EmailAddress> {
        let now = self.clock.now();
        let caller = caller_of(actor)?;
        let id = AuthenticatorId::new(now, &*self.random)?;
        authorized_write(&*self.store, now, actor, Permission::ManageOwnMfa, |tx, acting| {
            let state = CallerState::load(tx, acting, now)?;
            let sender = self.sender.as_ref().ok_or(Error::RuleBroken(Rule::MethodUnavailable))?;
            Binder::Caller(&state).may_bind(Method::MagicLink, Confirms::Another)?;
            if state.membership.disavowed_at.is_some() || !has_given_address(&state, caller) {
                require_confirmation(tx, acting, &state, None, now)?;
            }
            let own = state.membership.email.clone();
            let own = own.ok_or_else(|| Error::invalid("email", "must be known: the member has no address"))?;
            if email.is_some_and(|email| !own.is_typed_as(email)) {
                return Err(Error::invalid("email", "must be the member's own address"));
            }
            let (of, subject) = (&acting.organization.id, &caller.subject);
            tx.authenticators().delete_pending(of, subject, Method::MagicLink, &state.session, now)?;
            let pending = pending(id, own.clone(), &state, now)?;
            tx.authenticators().insert(of, subject, &pending)?;
            acting.record(tx, now, &Event::AuthenticatorSetUp(subject.clone(), Method::MagicLink))?;
            sender.send(tx, acting, (&state, &own), LinkPurpose::Setup, now)?;
            Ok(own)
        })
    }
}

fn pending(id: AuthenticatorId, address: EmailAddress, state: &CallerState, now: Timestamp) -> Result<Authenticator> {
    let expires_at = now.checked_add(MagicLink::LIFETIME).map_err(Error::internal)?;
    Ok(Authenticator {
        id,
        name: "Mailed link".to_owned(),
        state: AuthenticatorState::Pending { expires_at, session: state.session.clone() },
        credential: Credential::MagicLink(address),
        created_at: now,
        last_used_at: None,
        enrolment: Enrolment::default(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::identity::AllowedMethod;
    use crate::model::identity::SubjectId;
    use crate::model::membership::Role;
    use crate::model::session::SessionBinding;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::PlainSealer;
    use crate::testing::SeededRandom;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::testing::enrol_in_state;
    use crate::testing::the_organization;
    use crate::testing::verify_in_session;
    use crate::use_cases::authenticator::LinkPages;

    #[test]
    fn new_setup_replaces_the_one_of_its_session_alone() -> Result<()> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        an_organization("acme").allowing(&AllowedMethod::ALL).with_member("bob", Role::User).save(&*store)?;
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        let waiting = |session| {
            let session = SessionBinding::restore(session);
            AuthenticatorState::Pending { expires_at: Timestamp::MAX, session }
        };
        let enrolled = |method, state| enrol_in_state(&*store, "acme", "bob", method, state);
        enrolled(Method::MagicLink, waiting("provider s1"))?;
        let kept = [
            enrolled(Method::MagicLink, waiting("provider s2"))?,
            enrolled(Method::MagicLink, AuthenticatorState::Active)?,
            enrolled(Method::MagicLink, AuthenticatorState::Disabled)?,
            enrolled(Method::Totp, waiting("provider s1"))?,
        ];
        verify_in_session(&*store, "acme", "bob", "s1", Method::MagicLink, clock.now())?;
        let random: Arc<dyn Random> = Arc::new(SeededRandom::new(1));
        let page = |name| format!("https://mfa.example/{name}");
        let [setup, login, confirmation, disavowal] = ["setup", "login", "confirm", "disavow"].map(page);
        let pages = LinkPages { setup, login, confirmation, disavowal };
        let sender = Some(MagicLinkSender { random: Arc::clone(&random), sealer: Arc::new(PlainSealer), pages });
        let set_up = SetUpMagicLink { store: Arc::clone(&store), clock, random, sender };
        let to = set_up.execute(&a_caller("bob").in_session("s1").acting(), None)?;
        assert_eq!(to.as_str(), "bob@example.com");

        let (acme, bob) = (the_organization(&*store, "acme").id, SubjectId::parse("bob")?);
        let (old, new): (Vec<_>, Vec<_>) =
            store.read(|tx| tx.authenticators().of(&acme, &bob))?.into_iter().partition(|one| kept.contains(&one.id));
        assert_eq!(old.iter().map(|one| one.id).collect::<BTreeSet<_>>(), BTreeSet::from(kept));
        let [new] = &*new else { panic!("{new:?}") };
        assert_eq!(new.address(), Some(&to));
        assert!(new.is_pending_in(&SessionBinding::restore("provider s1"), set_up.clock.now()));
        Ok(())
    }
}
