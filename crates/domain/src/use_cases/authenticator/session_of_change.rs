//! The session in which a member changes their authenticators, and the other sessions.

use jiff::Timestamp;

use crate::Result;
use crate::model::authenticator::Authenticator;
use crate::model::identity::SessionId;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::session::{MfaSession, RefreshState, SessionBinding};
use crate::ports::{Random, Transaction};
use crate::use_cases::acting::Acting;

/// Writes the evidence of an authenticator that the caller confirmed: confirming it is a use of it, in the session of the
/// request. A token that names no session carries no evidence. No tokens are issued for it.
pub(crate) fn verify_session(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    random: &dyn Random,
    confirmed: &Authenticator,
    now: Timestamp,
) -> Result<()> {
    let (caller, membership) = acting.caller()?;
    let (id, method, authenticator) = (&acting.organization.id, confirmed.method(), confirmed.id);
    if let Some(own) = &acting.own_session {
        // a session of ours has one piece of evidence: it is replaced, unless it is the stronger one and counts
        let own_counts = acting.organization.policy_for(membership).methods().contains(own.method.counts_as());
        if own_counts && own.method.is_phishing_resistant() && !method.is_phishing_resistant() {
            return Ok(());
        }
        // evidence of one that opens no administrative write yet takes the place of none that does
        let waits = |one: &Authenticator| one.enrolment.too_recent_until(now).is_some();
        if waits(confirmed) {
            let theirs = tx.authenticators().of(id, &caller.subject)?;
            let opens = |one: &Authenticator| Some(one.id) == own.authenticator && one.is_active() && !waits(one);
            if theirs.iter().any(opens) {
                return Ok(());
            }
        }
        return tx.sessions().set_evidence(
            id,
            &MfaSession { method, authenticator: Some(authenticator), verified_at: now, ..own.clone() },
        );
    }
    let Some(provider_session) = &caller.authentication.session else { return Ok(()) };
    // no token has this digest
    let mut current = [0; 32];
    random.fill(&mut current)?;
    tx.sessions().insert(
        id,
        &MfaSession {
            id: SessionId::new(now, random)?,
            subject: caller.subject.clone(),
            provider_session: Some(provider_session.clone()),
            method,
            authenticator: Some(authenticator),
            verified_at: now,
            audience: Some(caller.audience.clone()),
            login_at: caller.login.at,
            expires_at: caller.authentication.session_expires_at,
            copied: caller.copied.clone(),
            ended_at: None,
            refresh: RefreshState { current, previous: None, rotated_at: now },
        },
    )
}

/// Ends a member's sessions after authenticators were replaced, disabled or removed. The session `kept`, in which that was
/// done, goes on as far as it has evidence of the authenticators that are `left`; evidence of any other ends there too.
pub(crate) fn end_other_sessions<'a>(
    tx: &mut dyn Transaction,
    (organization, subject): (&OrganizationId, &SubjectId),
    kept: &SessionBinding,
    left: impl Iterator<Item = &'a Authenticator>,
    now: Timestamp,
) -> Result<()> {
    let left: Vec<_> = left.map(|authenticator| authenticator.id).collect();
    tx.sessions().end_all_but(organization, subject, (kept, &left), now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::model::authenticator::AuthenticatorState::Active;
    use crate::model::identity::{Actor, AllowedMethod, AuthenticatorId, Method};
    use crate::model::membership::{Permission, Role};
    use crate::ports::Store;
    use crate::testing::{MemoryStore, SeededRandom, a_caller, an_organization, enrol_in_state, the_organization};
    use crate::use_cases::authorize::authorized_write;

    struct World {
        store: MemoryStore,
        totp: AuthenticatorId,
        passkey: AuthenticatorId,
        bob: SubjectId,
    }

    impl World {
        fn new() -> Result<Self> {
            Self::allowing(&[AllowedMethod::Totp, AllowedMethod::Passkey])
        }

        fn allowing(methods: &[AllowedMethod]) -> Result<Self> {
            let store = MemoryStore::default();
            an_organization("acme").with_member("bob", Role::User).allowing(methods).save(&store)?;
            let totp = enrol_in_state(&store, "acme", "bob", Method::Totp, Active)?;
            let passkey = enrol_in_state(&store, "acme", "bob", Method::Passkey, Active)?;
            Ok(Self { store, totp, passkey, bob: SubjectId::parse("bob")? })
        }

        /// A live session of bob, by the authenticator of this method if there is one.
        fn session(&self, nth: u8, provider_session: Option<&str>, method: Method) -> Result<SessionId> {
            let authenticator = match method {
                Method::Totp => Some(self.totp),
                Method::Passkey => Some(self.passkey),
                Method::MagicLink | Method::RecoveryCode => None,
            };
            let (id, now) = (SessionId::new(now(), &SeededRandom::new(nth.into()))?, now());
            let refresh = RefreshState { current: [nth; 32], previous: None, rotated_at: now };
            let session = MfaSession {
                id,
                subject: self.bob.clone(),
                provider_session: provider_session.map(str::to_owned),
                method,
                authenticator,
                verified_at: now,
                audience: None,
                login_at: None,
                expires_at: None,
                copied: None,
                ended_at: None,
                refresh,
            };
            let acme = the_organization(&self.store, "acme").id;
            self.store().transaction(|tx| tx.sessions().insert(&acme, &session))?;
            Ok(id)
        }

        fn store(&self) -> &dyn Store {
            &self.store
        }

        fn live(&self) -> Result<Vec<MfaSession>> {
            let acme = the_organization(&self.store, "acme").id;
            self.store().read(|tx| tx.sessions().of(&acme, &self.bob))
        }

        /// Confirms the authenticator of this method a minute later.
        fn confirm(&self, actor: &Actor, method: Method) -> Result<()> {
            let id = if method == Method::Passkey { self.passkey } else { self.totp };
            let acme = the_organization(&self.store, "acme").id;
            let theirs = self.store().read(|tx| tx.authenticators().of(&acme, &self.bob))?;
            let confirmed = theirs.into_iter().find(|one| one.id == id).ok_or_else(|| Error::internal("none"))?;
            let later = now() + jiff::SignedDuration::from_mins(1);
            authorized_write(&self.store, later, actor, Permission::ManageOwnMfa, |tx, acting| {
                verify_session(tx, acting, &SeededRandom::new(99), &confirmed, later)
            })
        }
    }

    fn now() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    #[test]
    fn sessions_end_but_for_evidence_left_in_the_one_kept() -> Result<()> {
        let world = World::new()?;
        let own = world.session(7, None, Method::Passkey)?;
        for (nth, provider_session, method) in [
            (1, Some("here"), Method::Passkey),
            (2, Some("here"), Method::Totp),
            (3, Some("here"), Method::RecoveryCode),
            (4, Some("there"), Method::Passkey),
            (5, None, Method::Passkey),
        ] {
            world.session(nth, provider_session, method)?;
        }
        let acme = the_organization(&world.store, "acme").id;
        for (kept, left, expected) in [
            ("provider here", &[world.passkey][..], &[1_u8][..]),
            ("provider here", &[world.passkey, world.totp], &[1, 2]),
            ("provider here", &[], &[]),
            ("provider there", &[world.passkey], &[4]),
            (&format!("own {own}"), &[world.passkey], &[7]),
            (&format!("own {own}"), &[world.totp], &[]),
            // a token that names no session
            ("", &[world.passkey, world.totp], &[]),
        ] {
            let kept = SessionBinding::restore(kept);
            let mut open = world.store().begin()?;
            open.sessions().end_all_but(&acme, &world.bob, (&kept, left), now())?;
            let mut live: Vec<_> =
                open.sessions().of(&acme, &world.bob)?.iter().map(|one| one.refresh.current[0]).collect();
            live.sort_unstable();
            assert_eq!(live, expected, "{kept} {left:?}");
        }
        Ok(())
    }

    #[test]
    fn confirming_is_evidence_in_the_session_of_the_token() -> Result<()> {
        for (token, expected) in [
            (a_caller("bob").of("acme").in_session("here"), vec![(Some("here".to_owned()), Method::Totp)]),
            (a_caller("bob").of("acme"), vec![]),
        ] {
            let world = World::new()?;
            world.confirm(&token.acting(), Method::Totp)?;
            let live = world.live()?;
            let evidence: Vec<_> = live.iter().map(|one| (one.provider_session.clone(), one.method)).collect();
            assert_eq!(evidence, expected);
            assert!(live.iter().all(|one| one.authenticator == Some(world.totp)));
        }
        Ok(())
    }

    #[test]
    fn own_session_keeps_the_stronger_evidence_that_counts() -> Result<()> {
        use Method::{MagicLink, Passkey, RecoveryCode, Totp};
        let both = [AllowedMethod::Totp, AllowedMethod::Passkey];
        for (allowed, before, confirmed, after) in [
            (&both[..], Totp, Totp, Totp),
            (&both, Totp, Passkey, Passkey),
            (&both, MagicLink, Totp, Totp),
            (&both, RecoveryCode, Totp, Totp),
            (&both, Passkey, Passkey, Passkey),
            (&both, Passkey, Totp, Passkey),
            (&both[..1], Passkey, Totp, Totp),
        ] {
            let world = World::allowing(allowed)?;
            let own = world.session(1, None, before)?;
            world.confirm(&a_caller("bob").of("acme").in_our_session(own).acting(), confirmed)?;
            let live = world.live()?;
            let [session] = &*live else { panic!("{live:?}") };
            let moved = session.verified_at > now();
            assert_eq!(
                (session.id, session.method, moved),
                (own, after, after == confirmed),
                "{allowed:?} {before:?} {confirmed:?}"
            );
        }
        Ok(())
    }

    #[test]
    fn recent_authenticator_replaces_no_evidence_that_administers() -> Result<()> {
        for (administers_from, used, after) in [
            (None, Method::Totp, Method::Passkey),
            (Some(Timestamp::MAX), Method::Totp, Method::Totp),
            // that of no authenticator administers nothing either
            (Some(Timestamp::MAX), Method::RecoveryCode, Method::Passkey),
        ] {
            let world = World::new()?;
            let acme = the_organization(&world.store, "acme").id;
            world.store().transaction(|tx| {
                let theirs = tx.authenticators().of(&acme, &world.bob)?;
                let passkey = theirs.into_iter().find(|one| one.id == world.passkey);
                let mut passkey = passkey.ok_or_else(|| Error::internal("no passkey"))?;
                passkey.enrolment.administers_from = administers_from;
                tx.authenticators().update(&acme, &world.bob, &passkey)
            })?;
            let own = world.session(1, None, used)?;
            world.confirm(&a_caller("bob").of("acme").in_our_session(own).acting(), Method::Passkey)?;
            let live = world.live()?;
            assert_eq!(live.iter().map(|one| one.method).collect::<Vec<_>>(), [after], "{administers_from:?} {used:?}");
        }
        Ok(())
    }
}
