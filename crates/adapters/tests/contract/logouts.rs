//! Contract of `LogoutRepository`, and of what logouts end.

use portcullis_domain::testing::an_organization;
use portcullis_domain::{
    CallerContext, CallerKey, CallerSession, Change, Evidence, ExpiredKind, KeyedDigest, Logout, LogoutKeys,
    LogoutScope, Logouts, MemberFacts, Method, MfaSession, Role, Store,
};

use crate::fixtures::{at, id, save_members, session, subject};

fn save(store: &dyn Store, digest: u8, seconds: i64) {
    let digest = KeyedDigest { key_id: "key-1".into(), digest: [digest; 32] };
    let logout = Logout { digest, at: at(seconds), expires_at: at(seconds + 100) };
    store.transaction(|tx| tx.logouts().insert(&logout)).unwrap();
}

fn keys(session: &[u8], subject: &[u8]) -> LogoutKeys {
    let digests = |bytes: &[u8]| bytes.iter().map(|byte| [*byte; 32]).collect();
    LogoutKeys { session: digests(session), subject: digests(subject) }
}

fn logouts(session: Option<i64>, subject: Option<i64>) -> Logouts {
    Logouts { session: session.map(at), subject: subject.map(at) }
}

pub(crate) fn logout_token_is_accepted_once(store: &dyn Store) {
    let accept = |digest: u8| store.transaction(|tx| tx.logouts().accept_token(&[digest; 32], at(10))).unwrap();
    assert_eq!([accept(1), accept(1), accept(2), accept(1)], [true, false, true, false]);
}

pub(crate) fn last_logout_is_found_with_the_member_and_alone(store: &dyn Store) {
    save_members(store);
    for (digest, seconds) in [(1, 10), (1, 30), (1, 20), (2, 5), (3, 7)] {
        save(store, digest, seconds);
    }
    for (keys, expected) in [
        (keys(&[1], &[2]), logouts(Some(30), Some(5))),
        (keys(&[], &[2, 3]), logouts(None, Some(7))),
        (keys(&[9, 1], &[9]), logouts(Some(30), None)),
        (keys(&[], &[]), Logouts::default()),
    ] {
        let (acme, alice) = (id("acme"), subject("alice"));
        let (alone, with_member, with_organization) = store
            .read(|tx| {
                let member = tx.memberships().find(&acme, &alice)?;
                let with_member = tx.memberships().find_with_logouts(&acme, &alice, &keys)?.unwrap();
                assert_eq!(Some(with_member.0), member);
                let with_organization = tx.organizations().find_with_member(&acme, &alice, &keys)?.unwrap();
                Ok((tx.logouts().find(&keys)?, with_member.1, with_organization.2))
            })
            .unwrap();
        assert_eq!([alone, with_member, with_organization], [expected; 3], "{keys:?}");
    }
    let stranger = |name: &str| {
        store.read(|tx| tx.memberships().find_with_logouts(&id("acme"), &subject(name), &keys(&[1], &[2]))).unwrap()
    };
    assert_eq!(stranger("stranger"), None);
}

fn facts(store: &dyn Store, session: CallerSession, logout_keys: LogoutKeys) -> MemberFacts {
    let key = CallerKey { organization: Some(id("acme")), subject: subject("alice"), session, logout_keys };
    match store.caller_context(&key).unwrap() {
        CallerContext::Member(facts) => *facts,
        CallerContext::NoOrganization(why, _) => panic!("{why:?}"),
    }
}

pub(crate) fn lookup_joins_the_logouts_of_session_and_subject(store: &dyn Store) {
    save_members(store);
    save(store, 1, 30);
    save(store, 2, 5);
    let sid = || CallerSession::Provider("sid-1".into());
    for (session, keys, expected) in [
        (sid(), keys(&[1], &[2]), logouts(Some(30), Some(5))),
        (sid(), keys(&[8, 9], &[9, 2]), logouts(None, Some(5))),
        (CallerSession::None, keys(&[], &[2]), logouts(None, Some(5))),
        (CallerSession::None, keys(&[], &[]), Logouts::default()),
    ] {
        assert_eq!(facts(store, session.clone(), keys.clone()).logouts, expected, "{keys:?}");
        for organization in [Some(id("acme")), None] {
            let key = CallerKey {
                organization,
                subject: subject("stranger"),
                session: session.clone(),
                logout_keys: keys.clone(),
            };
            let found = store.caller_context(&key).unwrap();
            let CallerContext::NoOrganization(_, logouts) = found else { panic!("{found:?}") };
            assert_eq!(logouts, expected, "{key:?}");
        }
    }
}

pub(crate) fn logouts_are_counted_by_key(store: &dyn Store) {
    assert_eq!(store.read(|tx| tx.logouts().by_key()).unwrap(), []);
    for (key, digest) in [("old", 1), ("new", 2), ("old", 3)] {
        let digest = KeyedDigest { key_id: key.into(), digest: [digest; 32] };
        store.transaction(|tx| tx.logouts().insert(&Logout { digest, at: at(0), expires_at: at(9) })).unwrap();
    }
    let mut counted = store.read(|tx| tx.logouts().by_key()).unwrap();
    counted.sort();
    assert_eq!(counted, [("new".to_owned(), 1), ("old".to_owned(), 2)]);
}

fn insert(store: &dyn Store, organization: &str, session: &MfaSession) {
    store.transaction(|tx| tx.sessions().insert(&id(organization), session)).unwrap();
}

fn live(store: &dyn Store, organization: &str, name: &str) -> Vec<MfaSession> {
    store.read(|tx| tx.sessions().of(&id(organization), &subject(name))).unwrap()
}

pub(crate) fn logout_ends_the_sessions_of_its_login_alone(store: &dyn Store) {
    save_members(store);
    let session = |digest: u8, sid: Option<&str>, login_at: Option<i64>| MfaSession {
        provider_session: sid.map(str::to_owned),
        login_at: login_at.map(at),
        ..session("alice", Method::Totp, i64::from(digest), digest)
    };
    let (old, new) = (session(1, Some("sid-1"), Some(10)), session(2, Some("sid-2"), Some(11)));
    let (unknown, unbound) = (session(3, Some("sid-3"), None), session(4, None, Some(9)));
    for one in [&old, &new, &unknown, &unbound] {
        insert(store, "acme", one);
    }
    insert(store, "other", &session(5, Some("sid-1"), Some(10)));
    let (members, logins) = store
        .read(|tx| Ok((tx.sessions().members_in("sid-1")?, tx.sessions().logins_until(&subject("alice"), at(10))?)))
        .unwrap();
    let alice_in = |organization: &str| (id(organization), subject("alice"));
    assert_eq!(members, [alice_in("acme"), alice_in("other")].into());
    let login = |organization: &str, sid: Option<&str>| (id(organization), sid.map(str::to_owned));
    assert_eq!(
        logins,
        [
            login("acme", Some("sid-1")),
            login("acme", Some("sid-3")),
            login("acme", None),
            login("other", Some("sid-1"))
        ]
        .into()
    );
    let end = |scope| {
        let (acme, alice) = (id("acme"), subject("alice"));
        store.transaction(|tx| tx.sessions().end_logged_out(&acme, &alice, scope, at(50))).unwrap();
        live(store, "acme", "alice").iter().map(|one| one.refresh.current[0]).collect::<Vec<_>>()
    };
    assert_eq!(end(LogoutScope::Session("sid-1")), [4, 3, 2]);
    assert_eq!(end(LogoutScope::Session("sid-9")), [4, 3, 2]);
    assert_eq!(end(LogoutScope::Until(at(10))), [2]);
    assert_eq!(live(store, "acme", "alice"), [new]);
    assert_eq!(live(store, "other", "alice").len(), 1, "the other organization's sessions are untouched");
}

pub(crate) fn sessions_of_an_organization_end_together(store: &dyn Store) {
    save_members(store);
    insert(store, "acme", &session("alice", Method::Totp, 1, 1));
    insert(store, "acme", &session("alice", Method::Passkey, 2, 2));
    insert(store, "other", &session("alice", Method::Totp, 3, 3));
    store.transaction(|tx| tx.sessions().end_all_of(&id("acme"), at(50))).unwrap();
    assert!(live(store, "acme", "alice").is_empty());
    assert_eq!(live(store, "other", "alice").len(), 1);
}

pub(crate) fn evidence_ends_with_the_provider_session(store: &dyn Store) {
    save_members(store);
    let until = |digest: u8, expires_at: Option<i64>| MfaSession {
        provider_session: Some("sid-1".into()),
        expires_at: expires_at.map(at),
        login_at: Some(at(1)),
        ..session("alice", Method::Totp, i64::from(digest), digest)
    };
    for (digest, expires_at, expected) in [(1, None, None), (2, Some(60), Some(60)), (3, None, Some(60))] {
        let session = until(digest, expires_at);
        insert(store, "acme", &session);
        let (acme, alice) = (id("acme"), subject("alice"));
        let (proved, found) = store
            .read(|tx| {
                let proved = tx.sessions().proved_in(&acme, &alice, "sid-1", &[])?;
                Ok((proved, tx.sessions().find(&acme, &alice, session.id)?))
            })
            .unwrap();
        assert_eq!(found, Some(session));
        let evidence = Evidence::of(Method::Totp, at(i64::from(digest))).until(expected.map(at));
        assert_eq!(proved, [evidence]);
        let sid = CallerSession::Provider("sid-1".into());
        assert_eq!(facts(store, sid, LogoutKeys::default()).evidence, [evidence]);
    }
}

pub(crate) fn logouts_are_changes_of_their_own(store: &dyn Store) {
    an_organization("acme").with_member("alice", Role::Owner).save(store).unwrap();
    let changes = |mark| store.read(|tx| tx.changes().changes_since(mark)).unwrap();
    let begin = changes(None);
    save(store, 1, 10);
    save(store, 2, 20);
    let feed = changes(Some(begin.mark));
    let expected = [Change::Logout([1; 32], at(10)), Change::Logout([2; 32], at(20))];
    assert_eq!(feed.changes, expected);
    let again = changes(Some(feed.mark)).changes;
    assert!(again.iter().all(|again| expected.contains(again)), "{again:?}");
}

pub(crate) fn expired_logouts_and_used_tokens_are_purged(store: &dyn Store) {
    save(store, 1, 10);
    save(store, 2, 20);
    for (digest, expires_at) in [(1, 110), (2, 120)] {
        store.transaction(|tx| tx.logouts().accept_token(&[digest; 32], at(expires_at))).unwrap();
    }
    let purge = |what, before| store.transaction(|tx| tx.retention().purge(what, at(before), 100)).unwrap();
    for kind in [ExpiredKind::Logouts, ExpiredKind::LogoutTokens] {
        assert_eq!((purge(kind, 110), purge(kind, 111), purge(kind, 111)), (0, 1, 0), "{kind:?}");
    }
    let found = |digest| store.read(|tx| tx.logouts().find(&keys(&[digest], &[]))).unwrap().session;
    assert_eq!((found(1), found(2)), (None, Some(at(20))));
    let accept = |digest: u8| store.transaction(|tx| tx.logouts().accept_token(&[digest; 32], at(10))).unwrap();
    assert_eq!((accept(1), accept(2)), (true, false));
}
