//! Contract of evidence that leaves out authenticators.

use portcullis_domain::{AuthenticatorId, Evidence, Method, MfaSession, Store};

use crate::fixtures::{id, save_members, session, subject, totp};

pub(crate) fn evidence_is_found_without_that_of_some_authenticators(store: &dyn Store) {
    save_members(store);
    let used = |at, digest, authenticator: Option<AuthenticatorId>| MfaSession {
        provider_session: Some("sid-1".to_owned()),
        authenticator,
        ..session("alice", Method::Totp, at, digest)
    };
    let (first, second) = (totp(1).id, totp(2).id);
    let (older, newer, unknown) = (used(1, 1, Some(first)), used(2, 2, Some(second)), used(3, 3, None));
    for one in [&older, &newer, &unknown] {
        store.transaction(|tx| tx.sessions().insert(&id("acme"), one)).unwrap();
    }
    let proved = |without: &[AuthenticatorId]| {
        store.read(|tx| tx.sessions().proved_in(&id("acme"), &subject("alice"), "sid-1", without)).unwrap()
    };
    let of = |one: &MfaSession| vec![Evidence::of(Method::Totp, one.verified_at)];
    assert_eq!(proved(&[]), of(&unknown));
    assert_eq!(proved(&[second]), of(&older), "that of no known authenticator may be of the one that is left out");
    assert_eq!(proved(&[first]), of(&newer));
    assert_eq!(proved(&[first, second]), vec![]);
}
