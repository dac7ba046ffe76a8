//! Contract of `EnrolmentCodeRepository`.

use portcullis_domain::{CodeOrigin, SessionBinding, Store, StoredEnrolmentCode};

use crate::fixtures::{at, id, save_members, subject};

fn a_code(name: &str, origin: CodeOrigin, digest: u8, until: i64) -> StoredEnrolmentCode {
    StoredEnrolmentCode { subject: subject(name), origin, digest: [digest; 32], expires_at: at(until), failures: 2 }
}

fn mailed(session: &str) -> CodeOrigin {
    CodeOrigin::Mailed(SessionBinding::restore(session))
}

pub(crate) fn newest_code_of_each_origin_is_taken_once(store: &dyn Store) {
    save_members(store);
    let put = |organization: &str, code: &StoredEnrolmentCode| {
        store.transaction(|tx| tx.enrolment_codes().put(&id(organization), code, at(0))).unwrap();
    };
    let of = |organization: &str, name: &str| {
        let mut codes = store.read(|tx| tx.enrolment_codes().of(&id(organization), &subject(name))).unwrap();
        codes.sort_by_key(|code| code.digest);
        codes
    };
    let take = |organization: &str, code: &StoredEnrolmentCode| {
        store.transaction(|tx| tx.enrolment_codes().take(&id(organization), code)).unwrap()
    };
    let minted = a_code("alice", CodeOrigin::Minted, 2, 60);
    let (here, there, unnamed) = (
        a_code("alice", mailed("provider Ümlaut"), 4, 60),
        a_code("alice", mailed("provider there"), 5, 60),
        a_code("alice", mailed(""), 6, 60),
    );
    let elsewhere = a_code("alice", CodeOrigin::Minted, 7, 60);
    put("acme", &a_code("alice", CodeOrigin::Minted, 1, 60));
    put("acme", &a_code("alice", mailed("provider Ümlaut"), 3, 60));
    for code in [&minted, &here, &there, &unnamed] {
        put("acme", code);
    }
    put("other", &elsewhere);
    put("acme", &a_code("bob", CodeOrigin::Minted, 8, 60));
    assert_eq!(of("acme", "alice"), [minted.clone(), here.clone(), there.clone(), unnamed.clone()]);
    assert!(!take("acme", &elsewhere) && !take("other", &minted));
    assert!(take("acme", &here) && !take("acme", &here), "once");
    assert_eq!(of("acme", "alice"), [minted, there, unnamed]);
    store.transaction(|tx| tx.enrolment_codes().delete_all(&id("acme"), &subject("alice"))).unwrap();
    assert_eq!((of("acme", "alice").len(), of("acme", "bob").len(), of("other", "alice")), (0, 1, vec![elsewhere]));
}

pub(crate) fn expired_codes_go_with_the_next_one(store: &dyn Store) {
    save_members(store);
    let put = |code: StoredEnrolmentCode, now: i64| {
        store.transaction(|tx| tx.enrolment_codes().put(&id("acme"), &code, at(now))).unwrap();
    };
    put(a_code("alice", CodeOrigin::Minted, 1, 10), 0);
    put(a_code("alice", mailed("one"), 2, 11), 0);
    put(a_code("bob", mailed("one"), 3, 10), 0);
    put(a_code("alice", mailed("two"), 4, 20), 10);
    let codes = |name| store.read(|tx| tx.enrolment_codes().of(&id("acme"), &subject(name))).unwrap();
    let mut left: Vec<_> = codes("alice").iter().map(|code| code.digest[0]).collect();
    left.sort_unstable();
    assert_eq!((left, codes("bob").len()), (vec![2, 4], 1));
}
