//! Contract of `MagicLinkRepository` and `SendLimitRepository`, and of `AuthenticatorRepository` for links.

use std::thread;

use portcullis_domain::{
    Authenticator, Credential, EmailAddress, LinkPurpose, MagicLink, SendWindow, SessionBinding, Store,
};

use crate::fixtures::{at, authenticators, id, insert, save_members, subject, totp};

fn a_link(name: &str, purpose: LinkPurpose, digest: u8) -> MagicLink {
    MagicLink {
        subject: subject(name),
        purpose,
        session: SessionBinding::restore("provider Ümlaut"),
        digest: [digest; 32],
        expires_at: at(600),
    }
}

/// ML-1, ML-7
pub(crate) fn newest_link_of_a_session_is_taken_once(store: &dyn Store) {
    save_members(store);
    let put = |organization: &str, link: &MagicLink| {
        store.transaction(|tx| tx.magic_links().put(&id(organization), link)).unwrap();
    };
    let find = |digest: u8| store.read(|tx| tx.magic_links().find(&[[0; 32], [digest; 32]])).unwrap();
    let take = |organization: &str, link: &MagicLink| {
        store.transaction(|tx| tx.magic_links().take(&id(organization), link)).unwrap()
    };
    let first = a_link("alice", LinkPurpose::Setup, 1);
    let second = a_link("alice", LinkPurpose::Login, 2);
    let elsewhere = a_link("alice", LinkPurpose::Login, 3);
    put("acme", &first);
    assert_eq!(find(1), Some((id("acme"), first.clone())));
    put("acme", &second);
    put("other", &elsewhere);
    put("acme", &a_link("bob", LinkPurpose::Setup, 4));
    assert_eq!((find(1), find(2)), (None, Some((id("acme"), second.clone()))));
    assert!(!take("acme", &first) && !take("acme", &elsewhere) && !take("other", &second));
    let session = SessionBinding::restore("provider sid-2");
    let in_another_session = MagicLink { session, ..a_link("alice", LinkPurpose::Login, 5) };
    put("acme", &in_another_session);
    assert_eq!(find(5), Some((id("acme"), in_another_session.clone())));
    assert!(find(2).is_some(), "each session has its own");
    assert!(take("acme", &in_another_session) && find(2).is_some());
    assert!(take("acme", &second));
    assert!(!take("acme", &second), "once");
    assert_eq!(find(3), Some((id("other"), elsewhere)));
    store.transaction(|tx| tx.magic_links().delete_all(&id("other"), &subject("alice"))).unwrap();
    assert_eq!(find(3), None);
    assert!(find(4).is_some());
}

pub(crate) fn magic_link_address_reads_back(store: &dyn Store) {
    save_members(store);
    let address = EmailAddress::parse("alice@example.com").unwrap();
    let one = Authenticator { credential: Credential::MagicLink(address), ..totp(1) };
    insert(store, "acme", "alice", &one).unwrap();
    assert_eq!(authenticators(store, "acme", "alice"), [one]);
}

pub(crate) fn sent_links_are_counted_per_scope(store: &dyn Store) {
    const EACH: u32 = 10;
    let count = |scope: &str| {
        store
            .transaction(|tx| {
                let window = tx.send_limits().lock(scope, at(5))?;
                tx.send_limits().put(scope, SendWindow { sent: window.sent + 1, ..window })
            })
            .unwrap();
    };
    thread::scope(|scope| {
        for name in ["all", "member acme alice"] {
            scope.spawn(move || (0..EACH).for_each(|_| count(name)));
            scope.spawn(move || (0..EACH).for_each(|_| count(name)));
        }
    });
    for (name, sent) in [("all", 2 * EACH), ("member acme alice", 2 * EACH), ("unused", 0)] {
        let window = store.transaction(|tx| tx.send_limits().lock(name, at(9))).unwrap();
        assert_eq!((window.sent, window.began_at), (sent, if sent == 0 { at(9) } else { at(5) }), "{name}");
    }
}
