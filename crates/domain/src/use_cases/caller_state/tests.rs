//! What a session may take away from its member.

use rstest::rstest;

use super::*;
use crate::model::authenticator::AuthenticatorState;
use crate::model::authenticator::AuthenticatorState::{Active, Disabled};
use crate::model::membership::{Permission, Role};
use crate::model::policy::{GracePeriod, MfaPolicy, PolicyRecord};
use crate::ports::Store;
use crate::testing::MemoryStore;
use crate::testing::a_caller;
use crate::testing::an_organization;
use crate::testing::enrol_in_state;
use crate::testing::the_organization;
use crate::testing::verify_in_session;
use crate::use_cases::authorize::authorized_read;

const TOTP: Method = Method::Totp;
const PASSKEY: Method = Method::Passkey;
/// A method that a new organization does not allow.
const LINK: Method = Method::MagicLink;
const CODE: Method = Method::RecoveryCode;

fn now() -> Timestamp {
    "2026-01-01T10:20:30Z".parse().unwrap()
}

/// Applies a rule to alice, who has these authenticators, and this evidence in her session.
fn asked(
    grace: u32,
    enrolled: &[(Method, AuthenticatorState)],
    evidence: &[Method],
    rule: impl FnOnce(&CallerState) -> Result<()>,
) -> Result<()> {
    let store: &dyn Store = &MemoryStore::default();
    an_organization("acme").with_member("alice", Role::User).save(store)?;
    let acme = the_organization(store, "acme");
    let policy = acme.base_policy().enforce(true, now()).record().clone();
    let policy = MfaPolicy::restore(PolicyRecord { grace: GracePeriod::days(grace)?, ..policy });
    store.transaction(|tx| tx.organizations().update(&acme.with_policy(policy)))?;
    for (method, state) in enrolled {
        enrol_in_state(store, "acme", "alice", *method, state.clone())?;
    }
    for method in evidence {
        verify_in_session(store, "acme", "alice", "s1", *method, now())?;
    }
    let alice = a_caller("alice").of("acme").in_session("s1").acting();
    authorized_read(store, now(), &alice, Permission::ReadOwnMfa, |tx, acting| {
        rule(&CallerState::load(tx, &acting, now())?)
    })
}

#[rstest]
#[case::none_enrolled(0, &[], TOTP, true)]
#[case::disabled_one_does_not_count(0, &[(TOTP, Disabled)], TOTP, true)]
#[case::disallowed_one_does_not_count(0, &[(LINK, Active)], LINK, true)]
#[case::disallowed_one_counts_in_grace(7, &[(LINK, Active)], LINK, false)]
#[case::last_one(0, &[(TOTP, Active)], TOTP, false)]
#[case::last_one_in_grace(7, &[(TOTP, Active)], TOTP, false)]
#[case::last_active_one(0, &[(TOTP, Active), (PASSKEY, Disabled)], TOTP, false)]
#[case::last_allowed_one(0, &[(TOTP, Active), (LINK, Active)], TOTP, false)]
#[case::last_allowed_one_in_grace(7, &[(TOTP, Active), (LINK, Active)], TOTP, false)]
#[case::one_of_two(0, &[(TOTP, Active), (PASSKEY, Active)], TOTP, true)]
#[case::another(0, &[(TOTP, Active), (LINK, Active)], LINK, true)]
#[case::another_in_grace(7, &[(TOTP, Active), (LINK, Active)], LINK, true)]
fn last_usable_authenticator_must_stay(
    #[case] grace: u32,
    #[case] enrolled: &[(Method, AuthenticatorState)],
    #[case] leaving: Method,
    #[case] keeps: bool,
) {
    let asked = asked(grace, enrolled, &[], |state| state.require_one_left(|one| one.method() == leaving));
    assert_eq!(asked.is_ok(), keeps, "{asked:?}");
}

#[rstest]
#[case::first_factor_alone(&[], TOTP, false)]
#[case::the_same(&[TOTP], TOTP, true)]
#[case::stronger(&[PASSKEY], TOTP, true)]
#[case::weaker(&[TOTP], PASSKEY, false)]
#[case::link(&[LINK], LINK, false)]
#[case::recovery_code_alone(&[CODE], TOTP, false)]
#[case::recovery_code_with_another(&[CODE, TOTP], PASSKEY, true)]
#[case::recovery_code_with_a_link(&[CODE, LINK], PASSKEY, true)]
fn taking_away_needs_evidence_as_strong(#[case] evidence: &[Method], #[case] taken: Method, #[case] allowed: bool) {
    let enrolled = [(TOTP, Active), (PASSKEY, Active), (LINK, Active)];
    let asked = asked(0, &enrolled, evidence, |state| {
        state.require_evidence_to_take(
            state.authenticators.iter().filter(|one| one.method() == taken),
            Confirms::Nothing,
        )
    });
    assert_eq!(asked.is_ok(), allowed, "{asked:?}");
}

#[test]
fn recovery_code_replaces_what_is_confirmed_anew() {
    let replaces = |evidence: &[Method]| {
        asked(0, &[(TOTP, Active)], evidence, |state| {
            state.require_evidence_to_take(&state.authenticators, Confirms::Another)
        })
    };
    assert!(replaces(&[CODE]).is_ok());
    assert!(replaces(&[]).is_err());
}
