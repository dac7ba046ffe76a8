//! Ends what the identity provider has logged out.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::audit::Event;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::sealed::KeyedDigest;
use crate::model::session::{Logout, LogoutScope, LogoutTarget, LogoutToken};
use crate::ports::{Change, Clock, Sealer, Store, Transaction};
use crate::use_cases::record::record_by_system;
use crate::{Error, Result};

/// The purpose of the digests of used logout tokens.
const TOKEN: &str = "logout token";

/// Logs out a session or a subject, as the identity provider's logout token says: tokens of that login are invalid from
/// then on, and the sessions of ours that it began end. A session of the provider stays logged out; a subject may log in
/// again. Logouts concern the whole installation and are stored as keyed digests.
pub struct LogOut {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Digests sessions, subjects and tokens.
    pub sealer: Arc<dyn Sealer>,
    /// How long a logout is stored: longer than any token of the identity provider is valid.
    pub memory: SignedDuration,
}

impl LogOut {
    /// Carries out a verified logout token. Returns `false` for one that was used before.
    pub fn execute(&self, token: &LogoutToken) -> Result<bool> {
        let now = self.clock.now();
        let used = self.sealer.digest(TOKEN, token.id.as_bytes())?.digest;
        self.store.transaction(|tx| {
            if !tx.logouts().accept_token(&used, token.expires_at)? {
                return Ok(false);
            }
            match &token.target {
                LogoutTarget::Session { session, subject } => {
                    self.store_logout(tx, self.sealer.session_digest(session)?, token.issued_at, now)?;
                    let mut members = tx.sessions().members_in(session)?;
                    if let Some(subject) = subject {
                        members.extend(memberships_of(tx, subject)?);
                    }
                    end_sessions(tx, &members, LogoutScope::Session(session), now)?;
                }
                LogoutTarget::Subject(subject) => {
                    self.store_logout(tx, self.sealer.subject_digest(subject)?, token.issued_at, now)?;
                    let members = memberships_of(tx, subject)?.into_iter().collect();
                    // locks the organizations, so that no session of the subject is being begun
                    end_sessions(tx, &members, LogoutScope::Until(token.issued_at), now)?;
                    let known = tx.sessions().logins_until(subject, token.issued_at)?;
                    let known: BTreeSet<_> = known.into_iter().filter_map(|(_, session)| session).collect();
                    for session in known {
                        self.store_logout(tx, self.sealer.session_digest(&session)?, token.issued_at, now)?;
                    }
                }
            }
            Ok(true)
        })
    }

    fn store_logout(&self, tx: &mut dyn Transaction, digest: KeyedDigest, at: Timestamp, now: Timestamp) -> Result<()> {
        let change = Change::Logout(digest.digest, at);
        let expires_at = now.checked_add(self.memory).map_err(Error::internal)?;
        tx.logouts().insert(&Logout { digest, at, expires_at })?;
        tx.change_set().add(change);
        Ok(())
    }
}

/// The organizations in which the subject is an active member, each with the subject.
fn memberships_of(tx: &mut dyn Transaction, subject: &SubjectId) -> Result<Vec<(OrganizationId, SubjectId)>> {
    let memberships = tx.memberships().active_of(subject, u32::MAX)?;
    Ok(memberships.into_iter().map(|(organization, _)| (organization, subject.clone())).collect())
}

/// Ends the sessions of these members. Organizations are locked in the order of their ids, so that concurrent logouts do not
/// wait for each other in a circle.
fn end_sessions(
    tx: &mut dyn Transaction,
    members: &BTreeSet<(OrganizationId, SubjectId)>,
    scope: LogoutScope<'_>,
    now: Timestamp,
) -> Result<()> {
    for (id, subject) in members {
        // the sessions of an ended organization end when it is restored
        let Some(organization) = tx.organizations().lock(id)? else { continue };
        tx.sessions().end_logged_out(id, subject, scope, now)?;
        record_by_system(tx, "logout", &organization, now, &Event::LoggedOut(subject.clone()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::access::AllowReason;
    use crate::model::access::Decision;
    use crate::model::identity::{Actor, Method};
    use crate::model::membership::{Permission, Role};
    use crate::testing::{
        FixedClock, MemoryStore, PlainSealer, a_caller, an_organization, the_audit_log_of, verify_in_session,
    };
    use crate::use_cases::access::DecideOwnAccess;
    use crate::use_cases::authorize::authorized_read;

    const LOGOUT: i64 = 1_800_000_000;

    struct World {
        store: Arc<MemoryStore>,
        log_out: LogOut,
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(LOGOUT + seconds).unwrap()
    }

    fn token(id: &str, target: LogoutTarget) -> LogoutToken {
        LogoutToken { id: id.to_owned(), target, issued_at: at(0), expires_at: at(120) }
    }

    fn session(name: &str) -> LogoutTarget {
        LogoutTarget::Session { session: name.to_owned(), subject: None }
    }

    impl World {
        fn new() -> Result<Self> {
            let store = Arc::new(MemoryStore::default());
            for name in ["acme", "other"] {
                an_organization(name).with_member("bob", Role::User).with_member("eve", Role::User).save(&*store)?;
            }
            let clock = Arc::new(FixedClock::at(&at(3).to_string()));
            let memory = SignedDuration::from_hours(24);
            let log_out = LogOut { store: store.clone(), clock, sealer: Arc::new(PlainSealer), memory };
            Ok(Self { store, log_out })
        }

        fn is_let_in(&self, actor: &Actor) -> bool {
            let read = authorized_read(&*self.store, at(4), actor, Permission::ReadPolicy, |_, _| Ok(()));
            match read {
                Ok(()) => true,
                Err(Error::Unauthenticated(_)) => false,
                Err(other) => panic!("{other}"),
            }
        }

        fn live(&self, organization: &str) -> Result<usize> {
            let (id, bob) = (OrganizationId::parse(organization)?, SubjectId::parse("bob")?);
            let store: &dyn Store = &*self.store;
            Ok(store.read(|tx| tx.sessions().of(&id, &bob))?.len())
        }
    }

    #[test]
    fn stolen_token_is_rejected_after_the_logout() -> Result<()> {
        let world = World::new()?;
        let bob = |sid: &str| a_caller("bob").in_session(sid).logged_in_at(at(5)).of("acme").acting();
        let ours = verify_in_session(&*world.store, "acme", "bob", "s1", Method::Totp, at(-9))?;
        let own = a_caller("bob").of("acme").in_our_session(ours).acting();
        assert!(world.is_let_in(&bob("s1")) && world.is_let_in(&own));
        assert!(world.log_out.execute(&token("one", session("s1")))?);
        assert!(!world.is_let_in(&bob("s1")), "however late it was issued");
        assert!(!world.is_let_in(&own));
        assert!(world.is_let_in(&bob("s2")));
        assert!(!world.is_let_in(&a_caller("eve").in_session("s1").of("acme").acting()));
        // not even where it names no organization of its subject
        assert!(!world.is_let_in(&a_caller("stranger").in_session("s1").of("acme").acting()));
        assert_eq!(the_audit_log_of(&*world.store, "acme"), ["session.logout changed"]);
        assert!(the_audit_log_of(&*world.store, "other").is_empty());
        Ok(())
    }

    #[test]
    fn subject_logs_in_again_after_the_logout() -> Result<()> {
        let world = World::new()?;
        let bob = |sid: &str, seconds| a_caller("bob").in_session(sid).logged_in_at(at(seconds)).of("acme").acting();
        // a session that is known, also in another organization, and one of an unknown time
        verify_in_session(&*world.store, "other", "bob", "s1", Method::Totp, at(-9))?;
        verify_in_session(&*world.store, "acme", "bob", "s2", Method::Totp, at(-9))?;
        assert!(world.log_out.execute(&token("one", LogoutTarget::Subject(SubjectId::parse("bob")?)))?);
        for (sid, seconds, expected) in
            [("s1", 9, false), ("s2", 9, false), ("s3", 0, false), ("s3", -9, false), ("s3", 1, true)]
        {
            assert_eq!(world.is_let_in(&bob(sid, seconds)), expected, "{sid} {seconds}");
        }
        assert!(!world.is_let_in(&a_caller("bob").of("acme").acting()), "nothing says when it logged in");
        assert!(world.is_let_in(&a_caller("eve").of("acme").acting()));
        assert_eq!((world.live("acme")?, world.live("other")?), (0, 0));
        for organization in ["acme", "other"] {
            assert_eq!(the_audit_log_of(&*world.store, organization), ["session.logout changed"]);
        }
        Ok(())
    }

    #[test]
    fn evidence_does_not_pass_in_a_logged_out_session() -> Result<()> {
        let world = World::new()?;
        verify_in_session(&*world.store, "acme", "bob", "s1", Method::Totp, at(-9))?;
        let decide = DecideOwnAccess { store: world.store.clone(), clock: world.log_out.clock.clone() };
        let bob = a_caller("bob").in_session("s1").of("acme").acting();
        assert_eq!(decide.execute(&bob)?, Decision::Allow(AllowReason::Verified));
        world.log_out.execute(&token("one", session("s1")))?;
        assert!(matches!(decide.execute(&bob), Err(Error::Unauthenticated(_))));
        Ok(())
    }

    #[test]
    fn logout_token_is_used_once_and_as_a_whole() -> Result<()> {
        let world = World::new()?;
        verify_in_session(&*world.store, "acme", "bob", "s1", Method::Totp, at(-9))?;
        let before = world.store.rows();
        let one = token("one", session("s1"));
        for nth in 1.. {
            world.store.fail_at_call(nth);
            let outcome = world.log_out.execute(&one);
            if world.store.never_failed() {
                assert!(outcome?);
                break;
            }
            assert!(outcome.is_err());
            assert_eq!(world.store.rows(), before, "call {nth}");
        }
        assert!(world.store.ready().is_err(), "the failure that no call reached");
        let after = world.store.rows();
        assert!(!world.log_out.execute(&one)?);
        assert!(!world.log_out.execute(&token("one", session("s2")))?);
        assert_eq!(world.store.rows(), after);
        Ok(())
    }
}
