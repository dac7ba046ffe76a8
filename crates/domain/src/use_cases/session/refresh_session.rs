//! Refreshes a session.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{digests_of, successor};
use crate::Result;
use crate::model::access::{AllowReason, Decision, Evidence, Facts, RouteRequirement, decide};
use crate::model::audit::Event;
use crate::model::identity::{Login, OrganizationId};
use crate::model::membership::EmailAddress;
use crate::model::organization::Organization;
use crate::model::sealed::Digest;
use crate::model::session::{Grant, MfaSession, RefreshState, RefreshToken};
use crate::ports::{Clock, FullAccess, Sealer, Store, TokenIssuer, Transaction};
use crate::use_cases::record::record_by_system;

/// How long a session may be idle (NIST SP 800-63B-4, section 2.2.3).
const IDLE: SignedDuration = SignedDuration::from_hours(1);

/// How long a replaced token still gets its successor: the response that carried it may have been lost.
const REUSE_GRACE: SignedDuration = SignedDuration::from_secs(30);

/// Exchanges a refresh token, once, for its successor and a new full-access token, if the decision about the member is
/// still *allow: verified*. A replaced token that is used again later was stolen, by one of its two users: the session
/// ends. Refreshing moves no time of verification, and no session is refreshed for longer than the policy's maximum age
/// after it began, even if an authenticator was used in it meanwhile.
pub struct RefreshSession {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
    /// Signs full-access tokens.
    pub issuer: Arc<dyn TokenIssuer>,
}

impl RefreshSession {
    /// The next tokens, or `None` for a token that is unknown, used, or of an ended session.
    pub fn execute(&self, token: &str) -> Result<Option<Grant>> {
        let now = self.clock.now();
        let digests = digests_of(token, &*self.sealer)?;
        if digests.is_empty() {
            return Ok(None);
        }
        let found = self.store.read(|tx| tx.sessions().refreshed_by(&digests))?;
        let Some((id, _)) = found else { return Ok(None) };
        let refreshed = self.store.transaction(|tx| {
            let Some(organization) = tx.organizations().lock(&id)? else { return Ok(None) };
            // read again: a concurrent request may have been first
            match tx.sessions().refreshed_by(&digests)? {
                Some((of, session)) if of == id => self.refresh(tx, &organization, session, token, &digests, now),
                _ => Ok(None),
            }
        })?;
        // outside of the transaction; should it fail, the predecessor still gets a successor
        let Some((session, content, refresh_token)) = refreshed else { return Ok(None) };
        let full_access_token = self.issuer.issue(&content, now)?;
        let expires_at = content.expires_at(now)?;
        Ok(Some(Grant { session, full_access_token, expires_at, refresh_token }))
    }

    fn refresh(
        &self,
        tx: &mut dyn Transaction,
        organization: &Organization,
        session: MfaSession,
        token: &str,
        digests: &[Digest],
        now: Timestamp,
    ) -> Result<Option<(MfaSession, FullAccess, RefreshToken)>> {
        let id = &organization.id;
        let RefreshState { current, previous, rotated_at } = session.refresh;
        let idle = now.duration_since(rotated_at);
        let is_current = digests.contains(&current);
        let within_reuse_grace = idle <= REUSE_GRACE && previous.is_some_and(|previous| digests.contains(&previous));
        if session.ended_at.is_some() {
            return Ok(None);
        }
        if !is_current && !within_reuse_grace {
            tx.sessions().end(id, &session.subject, session.id, now)?;
            let reused = Event::RefreshReused(session.subject.clone());
            record_by_system(tx, "refresh", organization, now, &reused)?;
            return Ok(None);
        }
        if idle >= IDLE || session.expires_at.is_some_and(|end| now >= end) || self.is_logged_out(tx, &session)? {
            return Ok(None);
        }
        let Some(membership) = tx.memberships().find(id, &session.subject)? else { return Ok(None) };
        let policy = organization.policy_for(&membership);
        let is_young = |began| Evidence::of(session.method, began).is_fresh(&policy, now);
        if !session.id.created_at().is_some_and(is_young) {
            return Ok(None);
        }
        let facts = Facts {
            policy: &policy,
            membership: Some(&membership),
            active: &BTreeSet::new(),
            evidence: &[Evidence::of_session(&session)],
            requirement: RouteRequirement::NONE,
        };
        if decide(&facts, now) != Decision::Allow(AllowReason::Verified) {
            return Ok(None);
        }
        let (refresh_token, next) = successor(token, &*self.sealer)?;
        let mut session = session;
        if is_current {
            session.refresh = RefreshState { current: next, previous: Some(current), rotated_at: now };
            tx.sessions().update(id, &session)?;
        } else if next != current {
            // the encryption key was changed in between, and with it the successor
            return Ok(None);
        }
        let email = membership.email.as_ref().map(EmailAddress::to_string);
        let content = full_access(id, &session, email);
        Ok(Some((session, content, refresh_token)))
    }

    /// Whether the login was ended at the identity provider: such sessions are ended, except one that was begun while the
    /// logout of a session of unknown subject was being stored.
    fn is_logged_out(&self, tx: &mut dyn Transaction, session: &MfaSession) -> Result<bool> {
        let keys = self.sealer.logout_keys(&session.subject, session.provider_session.as_deref())?;
        let logouts = tx.logouts().find(&keys)?;
        Ok(Login { keys, at: session.login_at }.is_ended_by(&logouts))
    }
}

/// The content of a full-access token for a session.
pub(crate) fn full_access(organization: &OrganizationId, session: &MfaSession, email: Option<String>) -> FullAccess {
    FullAccess {
        subject: session.subject.clone(),
        organization: organization.clone(),
        email,
        session: session.id,
        method: session.method,
        verified_at: session.verified_at,
        audience: session.audience.clone(),
        copied: session.copied.clone(),
        session_expires_at: session.expires_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::identity::{Method, SessionId, SubjectId};
    use crate::model::membership::Role;
    use crate::model::session::{Logout, LogoutTarget, LogoutToken};
    use crate::testing::{FixedClock, MemoryStore, PlainIssuer, PlainSealer, SeededRandom, an_organization};
    use crate::use_cases::session::{LogOut, new_refresh_token};

    struct World {
        store: Arc<MemoryStore>,
        token: RefreshToken,
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    impl World {
        /// A member with a session that began in `s1`, of a login at 0.
        fn new(change: impl FnOnce(MfaSession) -> MfaSession) -> Result<Self> {
            let store = Arc::new(MemoryStore::default());
            an_organization("acme").with_member("bob", Role::User).save(&*store)?;
            let random = SeededRandom::new(1);
            let (token, current) = new_refresh_token(&random, &PlainSealer)?;
            let session = MfaSession {
                audience: None,
                id: SessionId::new(at(0), &random)?,
                subject: SubjectId::parse("bob")?,
                provider_session: Some("s1".to_owned()),
                method: Method::Totp,
                authenticator: None,
                verified_at: at(0),
                login_at: Some(at(0)),
                expires_at: None,
                copied: None,
                ended_at: None,
                refresh: RefreshState { current, previous: None, rotated_at: at(0) },
            };
            let store_of: &dyn Store = &*store;
            let acme = OrganizationId::parse("acme")?;
            store_of.transaction(|tx| tx.sessions().insert(&acme, &change(session)))?;
            Ok(Self { store, token })
        }

        fn is_refreshed(&self, seconds: i64) -> Result<Option<Timestamp>> {
            let (store, clock) = (self.store.clone(), Arc::new(FixedClock::at(&at(seconds).to_string())));
            let refresh = RefreshSession { store, clock, sealer: Arc::new(PlainSealer), issuer: Arc::new(PlainIssuer) };
            Ok(refresh.execute(&self.token)?.map(|grant| grant.expires_at))
        }

        fn log_out(&self, target: LogoutTarget) -> Result<bool> {
            let (store, clock) = (self.store.clone(), Arc::new(FixedClock::at(&at(10).to_string())));
            let memory = SignedDuration::from_hours(1);
            let log_out = LogOut { store, clock, sealer: Arc::new(PlainSealer), memory };
            log_out.execute(&LogoutToken { id: "one".to_owned(), target, issued_at: at(9), expires_at: at(99) })
        }
    }

    #[test]
    fn logout_ends_the_refresh_tokens_of_its_login() -> Result<()> {
        let bob = SubjectId::parse("bob")?;
        let session = |name: &str| LogoutTarget::Session { session: name.to_owned(), subject: None };
        for (target, login_at, is_refreshed) in [
            (session("s1"), 0, false),
            (session("s2"), 0, true),
            (LogoutTarget::Subject(bob.clone()), 0, false),
            (LogoutTarget::Subject(bob), 10, true),
        ] {
            let world = World::new(|session| MfaSession { login_at: Some(at(login_at)), ..session })?;
            assert!(world.log_out(target.clone())?);
            assert_eq!(world.is_refreshed(20)?.is_some(), is_refreshed, "{target:?} {login_at}");
        }
        Ok(())
    }

    #[test]
    fn session_begun_during_a_logout_is_not_refreshed() -> Result<()> {
        let world = World::new(|session| session)?;
        let sealer: &dyn Sealer = &PlainSealer;
        let logout = Logout { digest: sealer.session_digest("s1")?, at: at(9), expires_at: at(99) };
        let store: &dyn Store = &*world.store;
        store.transaction(|tx| tx.logouts().insert(&logout))?;
        assert_eq!(world.is_refreshed(20)?, None);
        Ok(())
    }

    #[test]
    fn session_is_not_refreshed_beyond_the_providers() -> Result<()> {
        for (expires_at, seconds, expected) in
            [(None, 60, Some(960)), (Some(90), 60, Some(90)), (Some(60), 60, None), (Some(59), 60, None)]
        {
            let world = World::new(|session| MfaSession { expires_at: expires_at.map(at), ..session })?;
            assert_eq!(world.is_refreshed(seconds)?, expected.map(at), "{expires_at:?}");
        }
        Ok(())
    }
}
