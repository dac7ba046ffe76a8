//! Contract of `Store::caller_context`.

use std::cell::RefCell;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use portcullis_adapters::database::{DatabaseUrl, DieselStore, PoolSize, Timeouts};
use portcullis_domain::testing::{an_organization, enrol, enrol_in_state, verify_in_session};
use portcullis_domain::{
    Authenticator, AuthenticatorState, CallerContext, CallerKey, CallerSession, Evidence, LogoutKeys, MemberFacts,
    Membership, Method, MfaSession, NoOrganization, OrganizationId, Role, SessionId, Store, SubjectId,
};

use crate::fixtures::{at, id, session, subject};

/// Reads the same with one statement for each question.
fn step_by_step(store: &dyn Store, key: &CallerKey) -> CallerContext {
    store
        .read(|tx| {
            let logouts = tx.logouts().find(&key.logout_keys)?;
            let none = |why| CallerContext::NoOrganization(why, logouts);
            let organization = match &key.organization {
                Some(named) => named.clone(),
                None => match Membership::meant(tx.memberships().active_of(&key.subject, 2)?) {
                    Ok((meant, _)) => meant,
                    Err(why) => return Ok(none(why)),
                },
            };
            let Some(organization) = tx.organizations().find(&organization)? else {
                return Ok(none(NoOrganization::NotAssociated));
            };
            let Some(membership) = tx.memberships().find(&organization.id, &key.subject)? else {
                return Ok(none(NoOrganization::NotAssociated));
            };
            let authenticators = tx.authenticators().of(&organization.id, &key.subject)?;
            let mut session_over = false;
            let evidence = match &key.session {
                CallerSession::Own(own) => {
                    let found = tx.sessions().find(&organization.id, &key.subject, *own)?;
                    let live = found.filter(|session| session.ended_at.is_none());
                    session_over = live.is_none();
                    live.iter().map(|session| Evidence::of(session.method, session.verified_at)).collect()
                }
                CallerSession::Provider(provider) => {
                    tx.sessions().proved_in(&organization.id, &key.subject, provider, &[])?
                }
                CallerSession::None => Vec::new(),
            };
            Ok(CallerContext::Member(Box::new(MemberFacts {
                policy: organization.policy_for(&membership),
                organization: organization.id,
                membership: Some(membership),
                active: authenticators.iter().filter(|one| one.is_active()).map(Authenticator::method).collect(),
                evidence,
                session_over,
                logouts,
            })))
        })
        .unwrap()
}

/// Organization, role, active methods, evidence and whether the session has ended, in short.
fn summary(context: &CallerContext) -> String {
    match context {
        CallerContext::NoOrganization(why, _) => format!("{why:?}"),
        CallerContext::Member(facts) => {
            let membership = facts.membership.as_ref().unwrap();
            let removed = if membership.is_active() { "" } else { " removed" };
            let active: Vec<_> = facts.active.iter().map(|method| method.as_str()).collect();
            let evidence: Vec<_> = facts
                .evidence
                .iter()
                .map(|one| format!("{}@{}", one.means.as_str(), one.verified_at.as_second() - at(0).as_second()))
                .collect();
            let over = if facts.session_over { " over" } else { "" };
            format!("{}{removed} [{}] [{}]{over}", facts.organization, active.join(" "), evidence.join(" "))
        }
    }
}

fn end_organization(store: &dyn Store, name: &str) {
    store
        .transaction(|tx| {
            let mut organization = tx.organizations().lock(&id(name))?.unwrap();
            organization.deleted_at = Some(at(0));
            tx.organizations().update(&organization)
        })
        .unwrap();
}

pub(crate) fn caller_is_looked_up_as_read_step_by_step(store: &dyn Store) {
    use Method::{MagicLink, Passkey, RecoveryCode, Totp};

    an_organization("acme")
        .with_member("alice", Role::Owner)
        .with_member("bob", Role::User)
        .with_member("both", Role::User)
        .with_former_member("gone", Role::Owner)
        .with_former_member("moved", Role::User)
        .save(store)
        .unwrap();
    an_organization("other")
        .with_member("both", Role::Administrators)
        .with_member("moved", Role::User)
        .save(store)
        .unwrap();
    an_organization("third")
        .with_member("both", Role::User)
        .with_member("entered", Role::User)
        .with_given_member("given", Role::User, "2026-01-02T00:00:00Z")
        .save(store)
        .unwrap();
    an_organization("fourth")
        .with_given_member("entered", Role::User, "1969-01-01T00:00:00Z")
        .with_given_member("given", Role::User, "2026-01-01T00:00:00Z")
        .save(store)
        .unwrap();
    enrol(store, "fourth", "given", Passkey).unwrap();
    enrol(store, "fourth", "entered", Passkey).unwrap();
    an_organization("ended").with_member("alice", Role::User).with_member("late", Role::User).save(store).unwrap();
    end_organization(store, "ended");
    for method in [Totp, Passkey, MagicLink] {
        enrol(store, "acme", "alice", method).unwrap();
    }
    enrol(store, "ended", "alice", Totp).unwrap();
    enrol(store, "other", "both", MagicLink).unwrap();
    enrol_in_state(store, "acme", "bob", Totp, AuthenticatorState::Disabled).unwrap();
    for (method, seconds) in [(RecoveryCode, 3), (Totp, 1), (Passkey, 2)] {
        verify_in_session(store, "acme", "alice", "sid-1", method, at(seconds)).unwrap();
    }
    let (again, ended, foreign) =
        (session("alice", Totp, 9, 9), session("alice", Passkey, 8, 8), session("both", Totp, 7, 7));
    let own = |session: &MfaSession| CallerSession::Own(session.id);
    let (live, over) = (own(&again), own(&ended));
    store
        .transaction(|tx| {
            let again = MfaSession { provider_session: Some("sid-1".into()), ..again };
            let ended = MfaSession { provider_session: Some("sid-2".into()), ..ended };
            tx.sessions().insert(&id("acme"), &again)?;
            tx.sessions().insert(&id("acme"), &ended)?;
            tx.sessions().insert(&id("other"), &foreign)?;
            tx.sessions().end(&id("acme"), &subject("alice"), ended.id, at(10))
        })
        .unwrap();
    let provider = |name: &str| CallerSession::Provider(name.to_owned());
    let none = CallerSession::None;
    for (organization, name, session, expected) in [
        // several methods in one session of the provider, the newest of each
        (Some("acme"), "alice", &provider("sid-1"), "acme [ALL] [GOOGLE_AUTH@9 RECOVERY_CODE@3 PASSKEY@2]"),
        (None, "alice", &provider("sid-1"), "acme [ALL] [GOOGLE_AUTH@9 RECOVERY_CODE@3 PASSKEY@2]"),
        (Some("acme"), "alice", &provider("SID-1"), "acme [ALL] []"),
        (Some("acme"), "alice", &provider("sid-2"), "acme [ALL] []"),
        (None, "alice", &none, "acme [ALL] []"),
        // sessions of full-access tokens
        (Some("acme"), "alice", &live, "acme [ALL] [GOOGLE_AUTH@9]"),
        (None, "alice", &live, "acme [ALL] [GOOGLE_AUTH@9]"),
        (Some("acme"), "alice", &over, "acme [ALL] [] over"),
        (None, "alice", &over, "acme [ALL] [] over"),
        // another member's, and of another organization
        (Some("acme"), "bob", &live, "acme [] [] over"),
        (Some("acme"), "bob", &provider("sid-1"), "acme [] []"),
        (Some("acme"), "both", &own(&foreign), "acme [] [] over"),
        (Some("other"), "both", &own(&foreign), "other [MAGIC_LINK] [GOOGLE_AUTH@7]"),
        // no organization named
        (None, "both", &none, "Ambiguous"),
        (None, "both", &own(&foreign), "Ambiguous"),
        (None, "moved", &none, "other [] []"),
        (None, "given", &none, "fourth [PASSKEY] []"),
        (None, "entered", &none, "third [] []"),
        (Some("fourth"), "entered", &none, "fourth [PASSKEY] []"),
        (None, "gone", &none, "NotAssociated"),
        (None, "late", &none, "NotAssociated"),
        (None, "stranger", &provider("sid-1"), "NotAssociated"),
        // removed members, ended and unknown organizations
        (Some("acme"), "gone", &none, "acme removed [] []"),
        (Some("acme"), "moved", &provider("sid-1"), "acme removed [] []"),
        (Some("acme"), "stranger", &none, "NotAssociated"),
        (Some("ended"), "alice", &none, "NotAssociated"),
        (Some("nowhere"), "alice", &provider("sid-1"), "NotAssociated"),
    ] {
        let key = CallerKey {
            organization: organization.map(id),
            subject: subject(name),
            session: session.clone(),
            logout_keys: LogoutKeys::default(),
        };
        let found = store.caller_context(&key).unwrap();
        assert_eq!(summary(&found), expected.replace("ALL", "GOOGLE_AUTH PASSKEY MAGIC_LINK"), "{key:?}");
        assert_eq!(found, step_by_step(store, &key), "{key:?}");
    }
}

thread_local! {
    static STATEMENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[expect(clippy::unnecessary_wraps, reason = "Diesel wants this signature")]
fn recording() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| match event {
        InstrumentationEvent::StartQuery { query, .. } => {
            STATEMENTS.with_borrow_mut(|all| all.push(query.to_string()));
        }
        InstrumentationEvent::CacheQuery { .. } => STATEMENTS.with_borrow_mut(|all| all.push("(prepared)".to_owned())),
        _ => {}
    }))
}

fn statements(run: impl FnOnce() -> CallerContext) -> Vec<String> {
    STATEMENTS.take();
    assert!(matches!(run(), CallerContext::Member(_)));
    let mut all = STATEMENTS.take();
    // the pool checks a connection that was idle for a second
    all.retain(|one| one != "SELECT 1");
    all
}

/// A look-up costs one statement, prepared once for each connection; the same step by step costs eight.
fn lookup_is_one_cached_statement(url: &DatabaseUrl) {
    set_default_instrumentation(recording).unwrap();
    // one connection: another one would prepare the statement again
    let store = DieselStore::new(url, PoolSize::new(1).unwrap(), Timeouts::SERVING);
    let store: &dyn Store = &store;
    an_organization("acme").with_member("alice", Role::User).save(store).unwrap();
    let own = verify_in_session(store, "acme", "alice", "sid-1", Method::Totp, at(1)).unwrap();
    let key = |organization: Option<OrganizationId>, session| CallerKey {
        organization,
        subject: SubjectId::parse("alice").unwrap(),
        session,
        logout_keys: LogoutKeys { session: vec![[1; 32]], subject: vec![[2; 32], [3; 32]] },
    };
    let sessions: [fn(SessionId) -> CallerSession; 3] =
        [CallerSession::Own, |_| CallerSession::Provider("sid-1".into()), |_| CallerSession::None];
    for organization in [Some(id("acme")), None] {
        for session in sessions {
            let key = key(organization.clone(), session(own));
            let mut first = statements(|| store.caller_context(&key).unwrap());
            let prepared = first.iter().filter(|one| *one == "(prepared)").count();
            first.retain(|one| one != "(prepared)");
            assert_eq!((first.len(), prepared), (1, 1), "{first:#?}");
            let again = statements(|| store.caller_context(&key).unwrap());
            assert_eq!(again.len(), 1, "{again:#?}");
        }
    }
    let provider = key(Some(id("acme")), CallerSession::Provider("sid-1".into()));
    let _ = step_by_step(store, &provider);
    let steps = statements(|| step_by_step(store, &provider));
    assert_eq!(steps.len(), 8, "BEGIN, six reads, COMMIT: {steps:#?}");
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_looks_a_caller_up_by_one_cached_statement() {
    let database = crate::fixtures::databases::Sqlite::new();
    lookup_is_one_cached_statement(&database.url);
}

#[cfg(feature = "postgres")]
#[test]
fn postgres_looks_a_caller_up_by_one_cached_statement() {
    let database = crate::fixtures::databases::Postgres::new();
    lookup_is_one_cached_statement(&database.url);
}
