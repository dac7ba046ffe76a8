//! Activates magic links.

use std::sync::Arc;

use jiff::Timestamp;

use super::digests_of;
use crate::error::Resource;
use crate::model::authenticator::{Authenticator, AuthenticatorState, LinkPurpose, MagicLink};
use crate::model::identity::Method;
use crate::model::membership::{AddressSource, Membership};
use crate::model::organization::Organization;
use crate::ports::{Clock, Sealer, Store, Transaction};
use crate::use_cases::authenticator::enrolment::EnrolmentMailer;
use crate::use_cases::authenticator::{Binder, LinkBinder, end_other_sessions};
use crate::use_cases::caller_state::Confirms;
use crate::use_cases::record::record_by_system_with_link;
use crate::{Error, Result};

/// Activates magic links by the link that was sent for their setup. The link is the whole proof: the route has no bearer,
/// and no session is verified by it. If a former setup is replaced, its evidence ends and so do the member's sessions, but
/// for the one in which the setup began.
pub struct ActivateMagicLink {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
    /// Puts the link by which the member disavows the authenticator into the notice; `None` if the installation sends no mail.
    pub mailer: Option<EnrolmentMailer>,
}

impl ActivateMagicLink {
    /// Whether `token` was such a link, unused and not expired.
    pub fn execute(&self, token: &str) -> Result<bool> {
        let now = self.clock.now();
        let digests = digests_of(token, &*self.sealer)?;
        if digests.is_empty() {
            return Ok(false);
        }
        let found = self.store.read(|tx| tx.magic_links().find(&digests))?;
        let Some((id, _)) = found else { return Ok(false) };
        self.store.transaction(|tx| {
            let Some(organization) = tx.organizations().lock(&id)? else { return Ok(false) };
            // read again: a concurrent request may have been first, or a newer link have replaced it
            match tx.magic_links().find(&digests)? {
                Some((of, link)) if of == id && link.purpose == LinkPurpose::Setup && now < link.expires_at => {
                    self.activate(tx, &organization, &link, now)
                }
                _ => Ok(false),
            }
        })
    }

    fn activate(
        &self,
        tx: &mut dyn Transaction,
        organization: &Organization,
        link: &MagicLink,
        now: Timestamp,
    ) -> Result<bool> {
        let (of, subject) = (&organization.id, &link.subject);
        let member = tx.memberships().find(of, subject)?.filter(Membership::is_active);
        let member = member.ok_or(Error::NotFound(Resource::Membership))?;
        if !tx.magic_links().take(of, link)? {
            return Ok(false);
        }
        let authenticators = tx.authenticators().of(of, subject)?;
        // a member who disavowed an authenticator needs another code than one that is mailed
        if member.disavowed_at.is_some() {
            return Ok(false);
        }
        // the link confirms the enrolment, unless the caller's own token named the address
        let policy = organization.policy_for(&member);
        let holds_active = authenticators.iter().any(Authenticator::is_active);
        if member.must_confirm_enrolment(&policy, holds_active) && member.address_source == AddressSource::Token {
            return Ok(false);
        }
        let links = || authenticators.iter().filter(|one| one.method() == Method::MagicLink);
        let own = |one: &&Authenticator| member.email.as_ref().is_some_and(|email| one.is_of_mailbox(email));
        let Some(pending) = links().filter(own).find(|one| one.is_pending_in(&link.session, now)) else {
            return Ok(false);
        };
        let binder = Binder::Link(LinkBinder {
            member: &member,
            policy,
            authenticators: &authenticators,
            session: &link.session,
            set_up_at: pending.created_at,
        });
        if binder.may_bind(Method::MagicLink, Confirms::Another).is_err() {
            return Ok(false);
        }
        for replaced in links().filter(|one| one.is_configured()) {
            tx.authenticators().delete(of, subject, replaced.id)?;
        }
        if links().any(Authenticator::is_configured) {
            let others = authenticators.iter().filter(|one| one.is_active() && one.method() != Method::MagicLink);
            end_other_sessions(tx, (of, subject), &link.session, others, now)?;
        }
        let given = member.address_source == AddressSource::Given;
        let enrolment = binder.enrolment(organization, Method::MagicLink, given, now)?;
        let activated = Authenticator { state: AuthenticatorState::Active, enrolment, ..pending.clone() };
        tx.authenticators().update(of, subject, &activated)?;
        let notice = match &self.mailer {
            Some(mailer) => Some(mailer.disavowal_link(tx, organization, subject, &activated, now)?),
            None => None,
        };
        record_by_system_with_link(
            tx,
            "magic link",
            organization,
            now,
            &binder.event(&activated, now),
            notice.as_ref(),
        )?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::model::identity::{AllowedMethod, AuthenticatorId, SubjectId};
    use crate::model::membership::{EmailAddress, Role};
    use crate::model::session::SessionBinding;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::PlainSealer;
    use crate::testing::SeededRandom;
    use crate::testing::an_organization;
    use crate::testing::enrol_in_state;
    use crate::testing::the_audit_log_of;
    use crate::testing::the_organization;
    use crate::testing::verify_in_session;
    use crate::use_cases::authenticator::magic_link::new_link_token;

    /// A store with a member whose link is opened.
    struct World {
        store: Arc<dyn Store>,
        clock: Arc<FixedClock>,
        bob: SubjectId,
    }

    impl World {
        fn new() -> Result<Self> {
            let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
            let allowed = [AllowedMethod::Passkey, AllowedMethod::MagicLink];
            an_organization("acme").with_member("bob", Role::User).allowing(&allowed).save(&*store)?;
            let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
            Ok(Self { store, clock, bob: SubjectId::parse("bob")? })
        }

        fn after(&self, microseconds: i64) -> Result<Timestamp> {
            self.clock.now().checked_add(SignedDuration::from_micros(microseconds)).map_err(Error::internal)
        }

        /// Enrols a pending setup in the session `s1` that expires after this time.
        fn pending(&self, microseconds: i64) -> Result<AuthenticatorId> {
            let (expires_at, session) = (self.after(microseconds)?, SessionBinding::restore("s1"));
            enrol_in_state(
                &*self.store,
                "acme",
                "bob",
                Method::MagicLink,
                AuthenticatorState::Pending { expires_at, session },
            )
        }

        /// Stores a link of this session that expires after this time.
        fn link(&self, purpose: LinkPurpose, session: &str, microseconds: i64) -> Result<String> {
            let (token, digest) = new_link_token(&SeededRandom::new(1), &PlainSealer)?;
            let (subject, session) = (self.bob.clone(), SessionBinding::restore(session));
            let link = MagicLink { subject, purpose, session, digest, expires_at: self.after(microseconds)? };
            let acme = the_organization(&*self.store, "acme").id;
            self.store.transaction(|tx| tx.magic_links().put(&acme, &link))?;
            Ok(token.to_string())
        }

        fn addressed(&self, email: Option<&str>) -> Result<()> {
            let acme = the_organization(&*self.store, "acme").id;
            let email = email.map(EmailAddress::parse).transpose()?;
            self.store.transaction(|tx| {
                let bob = tx.memberships().find(&acme, &self.bob)?.ok_or(Error::NotFound(Resource::Membership))?;
                tx.memberships().update(&acme, &Membership { email, ..bob })
            })
        }

        fn follow(&self, token: &str) -> Result<bool> {
            let (store, clock) = (Arc::clone(&self.store), Arc::clone(&self.clock));
            ActivateMagicLink { store, clock, sealer: Arc::new(PlainSealer), mailer: None }.execute(token)
        }

        fn authenticators(&self) -> Result<Vec<(AuthenticatorId, bool)>> {
            let acme = the_organization(&*self.store, "acme").id;
            let authenticators = self.store.read(|tx| tx.authenticators().of(&acme, &self.bob))?;
            Ok(authenticators.into_iter().map(|one| (one.id, one.is_active())).collect())
        }

        fn live_sessions(&self) -> Result<usize> {
            let acme = the_organization(&*self.store, "acme").id;
            let sessions = self.store.read(|tx| tx.sessions().of(&acme, &self.bob))?;
            Ok(sessions.iter().filter(|session| session.ended_at.is_none()).count())
        }
    }

    #[test]
    fn magic_link_works_once_in_its_session_and_in_time() -> Result<()> {
        use LinkPurpose::{Login, Setup};
        let own = Some("bob@example.com");
        for (purpose, session, link, waits, address, taken) in [
            (Setup, "s1", 10, 10, own, true),
            (Setup, "s1", 1, 1, own, true),
            (Setup, "s1", 0, 10, own, false),
            (Setup, "s1", -1, 10, own, false),
            (Setup, "s1", 10, 0, own, false),
            (Setup, "s2", 10, 10, own, false),
            (Login, "s1", 10, 10, own, false),
            (Setup, "s1", 10, 10, Some("bobby@example.com"), false),
            (Setup, "s1", 10, 10, None, false),
        ] {
            let case = format!("{purpose:?} {session} {link} {waits} {address:?}");
            let world = World::new()?;
            let pending = world.pending(waits)?;
            let token = world.link(purpose, session, link)?;
            world.addressed(address)?;
            assert_eq!(world.follow(&token)?, taken, "{case}");
            assert_eq!(world.authenticators()?, [(pending, taken)], "{case}");
            assert_eq!(the_audit_log_of(&*world.store, "acme").len(), usize::from(taken), "{case}");
            assert!(!world.follow(&token)?, "{case}: again");
        }
        Ok(())
    }

    #[test]
    fn replaced_setup_ends_the_other_sessions() -> Result<()> {
        for (replaced, live) in
            [(Some(AuthenticatorState::Active), 0), (Some(AuthenticatorState::Disabled), 0), (None, 1)]
        {
            let world = World::new()?;
            if let Some(state) = replaced {
                enrol_in_state(&*world.store, "acme", "bob", Method::MagicLink, state)?;
            }
            let other = enrol_in_state(&*world.store, "acme", "bob", Method::Passkey, AuthenticatorState::Active)?;
            let pending = world.pending(10)?;
            verify_in_session(&*world.store, "acme", "bob", "s9", Method::Passkey, world.clock.now())?;
            let token = world.link(LinkPurpose::Setup, "s1", 10)?;
            assert!(world.follow(&token)?);
            let (mut authenticators, mut expected) = (world.authenticators()?, vec![(other, true), (pending, true)]);
            authenticators.sort();
            expected.sort();
            assert_eq!(authenticators, expected);
            assert_eq!(world.live_sessions()?, live);
        }
        Ok(())
    }
}
