//! Contract of `WrongProofRepository`.

use jiff::Timestamp;
use portcullis_domain::{Method, RequestId, Store, WrongProof, WrongProofs};

use crate::fixtures::{at, id, save_members, subject};

fn proof(name: &str, method: Method, seconds: i64) -> WrongProof {
    WrongProof {
        subject: subject(name),
        method,
        at: at(seconds),
        issuer: "https://idp.example".into(),
        token_id: Some(format!("token-{seconds}")),
        request: Some(RequestId::parse(format!("request-{seconds}")).unwrap().noting(RequestId::parse("theirs").ok())),
        source: Some("192.0.2.1".into()),
    }
}

fn count(store: &dyn Store, organization: &str, proof: &WrongProof) {
    store.transaction(|tx| tx.wrong_proofs().count(&id(organization), proof)).unwrap();
}

fn take(store: &dyn Store, organization: &str, before: Timestamp, limit: u32) -> Vec<WrongProofs> {
    store.transaction(|tx| tx.wrong_proofs().take(&id(organization), before, limit)).unwrap()
}

/// The beginning of the minute of `at(0)`, and of the minutes after it.
fn minute(nth: i64) -> i64 {
    proof("alice", Method::Totp, 0).minute().as_second() - at(0).as_second() + 60 * nth
}

pub(crate) fn wrong_proofs_of_a_minute_are_counted_together(store: &dyn Store) {
    save_members(store);
    let start = minute(1);
    let first = proof("alice", Method::Totp, start);
    count(store, "acme", &first);
    for (seconds, source) in
        [(59, Some("192.0.2.2")), (1, Some("92.0.2.1")), (2, None), (3, Some("192.0.2.1")), (4, Some("2001:db8::1"))]
    {
        let source = source.map(str::to_owned);
        count(store, "acme", &WrongProof { source, ..proof("alice", Method::Totp, start + seconds) });
    }
    let sources = ["192.0.2.1", "192.0.2.2", "92.0.2.1", "2001:db8::1"].map(str::to_owned).into();
    let expected = WrongProofs { first, last_at: at(start + 59), count: 6, sources };
    assert_eq!(take(store, "acme", at(start + 1), 9), [expected]);
    let unknown = WrongProof { token_id: None, request: None, source: None, ..proof("alice", Method::Passkey, start) };
    count(store, "acme", &unknown);
    let expected = WrongProofs { last_at: unknown.at, first: unknown.clone(), count: 1, sources: Vec::new() };
    assert_eq!(take(store, "acme", at(start + 1), 9), [expected]);
    count(store, "acme", &unknown);
    count(store, "acme", &proof("alice", Method::Passkey, start));
    assert_eq!(take(store, "acme", at(start + 1), 9)[0].sources, ["192.0.2.1"]);
}

pub(crate) fn wrong_proofs_are_taken_once_when_due(store: &dyn Store) {
    save_members(store);
    let (this, next) = (minute(1), minute(2));
    for (organization, name, method, seconds) in [
        ("acme", "alice", Method::Totp, this),
        ("acme", "alice", Method::Passkey, this),
        ("acme", "bob", Method::RecoveryCode, this),
        ("acme", "alice", Method::Totp, next),
        ("other", "alice", Method::MagicLink, this),
    ] {
        count(store, organization, &proof(name, method, seconds));
    }
    let due = |before, limit| {
        let mut due = store.read(|tx| tx.wrong_proofs().organizations_due(at(before), limit)).unwrap();
        due.sort();
        due
    };
    assert_eq!(due(this, 9), []);
    assert_eq!(due(this + 1, 9), [id("acme"), id("other")]);
    assert_eq!(due(this + 1, 1).len(), 1);
    assert_eq!(take(store, "acme", at(this), 9), []);
    let mut taken = take(store, "acme", at(this + 1), 2);
    assert_eq!(taken.len(), 2);
    taken.extend(take(store, "acme", at(this + 1), 2));
    let mut methods: Vec<_> =
        taken.iter().map(|proofs| (proofs.first.subject.as_str(), proofs.first.method.as_str())).collect();
    methods.sort_unstable();
    let expected = [("alice", Method::Totp), ("alice", Method::Passkey), ("bob", Method::RecoveryCode)];
    let mut expected = expected.map(|(name, method)| (name, method.as_str()));
    expected.sort_unstable();
    assert_eq!(methods, expected);
    assert_eq!(due(this + 1, 9), [id("other")]);
    assert_eq!(take(store, "acme", at(next + 1), 9).len(), 1);
    assert_eq!(take(store, "acme", Timestamp::MAX, 9), []);
}
