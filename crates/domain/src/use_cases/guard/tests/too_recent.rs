//! Authenticators that open no administrative write yet, and what they leave to the others.

use super::*;
use crate::model::authenticator::{
    Authenticator, AuthenticatorState, CodeOrigin, ENROLMENT_PURPOSE, StoredEnrolmentCode,
};
use crate::model::identity::AuthenticatorId;
use crate::model::policy::AllowedMethods;
use crate::ports::Sealer;
use crate::testing::{PlainSealer, enrol_in_state, verify_by};
use crate::use_cases::authenticator::{RemoveAuthenticator, SetEnabled};
use crate::use_cases::authorize::authorized_read;

use AllowedMethod::{MagicLink as LinkAllowed, Passkey as PasskeyAllowed, Totp as TotpAllowed};
use Method::{MagicLink, Passkey, RecoveryCode, Totp};

const A_DAY: i64 = 24 * 3600;
const CODE: &str = "0000-0000-0000-0000";

/// An organization that enforces MFA, whose owner olivia holds settled authenticators of these methods.
fn holding(methods: &[Method]) -> Result<(World, Vec<AuthenticatorId>)> {
    let world = World::new(true, 0, 1)?;
    let enrol = |method: &Method| enrol_in_state(&*world.store, "acme", "olivia", *method, AuthenticatorState::Active);
    let ids = methods.iter().map(enrol).collect::<Result<_>>()?;
    Ok((world, ids))
}

impl World {
    fn authenticators_of_olivia(&self) -> Result<Vec<Authenticator>> {
        let (acme, olivia) = (the_organization(&*self.store, "acme").id, SubjectId::parse("olivia")?);
        let store: &dyn Store = &*self.store;
        store.read(|tx| tx.authenticators().of(&acme, &olivia))
    }

    /// Evidence of olivia now.
    fn used(&self, session: &str, method: Method, authenticator: Option<AuthenticatorId>) -> Result<()> {
        verify_by(&*self.store, "acme", "olivia", session, (method, authenticator), self.clock.now()).map(drop)
    }

    fn read(&self, actor: &Actor) -> &'static str {
        let guarded = Permission::ReadAudit.guarded_by(StepUpRule::default());
        outcome(authorized_read(&*self.store, self.clock.now(), actor, guarded, |_, _| Ok(())))
    }

    /// A code that an administrator made for olivia.
    fn mint(&self) -> Result<EnrolmentCode> {
        let code = EnrolmentCode::parse(CODE)?;
        let sealer: &dyn Sealer = &PlainSealer;
        let minted = StoredEnrolmentCode {
            subject: SubjectId::parse("olivia")?,
            origin: CodeOrigin::Minted,
            digest: sealer.digest(ENROLMENT_PURPOSE, code.as_bytes())?.digest,
            expires_at: jiff::Timestamp::MAX,
            failures: 0,
        };
        let acme = the_organization(&*self.store, "acme").id;
        let store: &dyn Store = &*self.store;
        store.transaction(|tx| tx.enrolment_codes().put(&acme, &minted, self.clock.now()))?;
        Ok(code)
    }
}

#[test]
fn first_enrolment_of_an_administrator_waits_a_day() -> Result<()> {
    let world = World::new(true, 7, 1)?;
    let thief = session("olivia", "stolen");
    assert!(world.enrol_passkey(&thief, "one")?);
    assert_eq!(outcome(world.enforce(&thief, false)), "too recent");
    // one that is enrolled with its help is no better
    assert!(world.enrol_passkey(&thief, "two")?);
    assert_eq!(outcome(world.enforce(&thief, false)), "too recent");
    world.clock.advance(24 * 3600 - 1);
    verify_in_session(&*world.store, "acme", "olivia", "stolen", Method::Passkey, world.clock.now())?;
    assert_eq!(outcome(world.enforce(&thief, false)), "too recent");
    world.clock.advance(1);
    assert_eq!(outcome(world.enforce(&thief, false)), "ok");
    Ok(())
}

#[test]
fn confirmed_enrolment_administers_at_once() -> Result<()> {
    let world = World::new(true, 7, 1)?;
    let olivia = session("olivia", "s1");
    assert!(world.enrol_passkey(&olivia, "one")?);
    let (acme, subject) = (the_organization(&*world.store, "acme").id, SubjectId::parse("olivia")?);
    let store: &dyn Store = &*world.store;
    store.transaction(|tx| {
        let mut one = tx.authenticators().of(&acme, &subject)?.remove(0);
        one.enrolment.confirmed_at = Some(world.clock.now());
        tx.authenticators().update(&acme, &subject, &one)
    })?;
    assert_eq!(outcome(world.enforce(&olivia, false)), "ok");
    Ok(())
}

/// With the password and a proof that is weaker than what is enrolled, or a recovery code.
#[rstest]
#[case::recovery_code(&[Totp], RecoveryCode, Passkey, "step up")]
#[case::phished_code(&[Totp, Passkey], Totp, Passkey, "step up")]
#[case::code_for_the_first_passkey(&[Totp], Totp, Passkey, "step up")]
#[case::the_same_strength(&[Totp], Totp, Totp, "ok")]
#[case::passkey_for_a_passkey(&[Passkey], Passkey, Passkey, "ok")]
#[case::passkey_for_an_app(&[Passkey], Passkey, Totp, "step up")]
#[case::link(&[MagicLink], MagicLink, Passkey, "too recent")]
fn enrolment_administers_by_support_as_strong(
    #[case] holds: &[Method],
    #[case] used: Method,
    #[case] enrolled: Method,
    #[case] expected: &str,
) -> Result<()> {
    let (world, ids) = holding(holds)?;
    let id = holds.iter().position(|held| *held == used).map(|at| ids[at]);
    world.used("stolen", used, id)?;
    let stolen = session("olivia", "stolen");
    let known = world.authenticators_of_olivia()?;
    assert!(if enrolled == Passkey {
        world.enrol_passkey(&stolen, "new")?
    } else {
        world.enrol_totp(&stolen, None)?
    });
    let new = world.authenticators_of_olivia()?.into_iter().find(|one| !known.iter().any(|held| held.id == one.id));
    // in a session that used the new one alone
    world.used("other", enrolled, new.map(|one| one.id))?;
    assert_eq!(outcome(world.enforce(&session("olivia", "other"), false)), expected);
    Ok(())
}

/// The tried attack: the code replaced the app, and the new app administered within a second.
#[test]
fn recovery_code_replaces_no_app_of_an_administrator() -> Result<()> {
    let (world, ids) = holding(&[Totp])?;
    world.used("stolen", RecoveryCode, None)?;
    let stolen = session("olivia", "stolen");
    assert_eq!(outcome(world.enrol_totp(&stolen, None)), "step up");
    // a passkey that it enrols takes nothing for a day either
    assert!(world.enrol_passkey(&stolen, "new")?);
    let remove = |id| {
        let (store, clock) = (world.store.clone(), world.clock.clone());
        outcome(RemoveAuthenticator { store, clock }.execute(&stolen, id))
    };
    let disable = || {
        let (store, clock) = (world.store.clone(), world.clock.clone());
        outcome(SetEnabled { store, clock }.execute(&stolen, Totp, false))
    };
    assert_eq!(
        (remove(ids[0]), disable(), outcome(world.enrol_totp(&stolen, None))),
        ("step up", "step up", "step up")
    );
    assert_eq!(outcome(world.enforce(&stolen, false)), "step up");
    world.clock.advance(A_DAY);
    let passkey = world.authenticators_of_olivia()?.into_iter().find(|one| one.method() == Passkey);
    world.used("later", Passkey, passkey.map(|one| one.id))?;
    assert_eq!(outcome(world.enforce(&session("olivia", "later"), false)), "ok");
    Ok(())
}

#[test]
fn code_of_a_second_channel_completes_a_recovery() -> Result<()> {
    let (world, _) = holding(&[Totp])?;
    world.used("s1", RecoveryCode, None)?;
    let olivia = session("olivia", "s1");
    let wrong = EnrolmentCode::parse("1111-1111-1111-1111")?;
    world.mint()?;
    assert!(!world.enrol_totp(&olivia, Some(&wrong))?, "a wrong code replaces nothing");
    assert!(world.enrol_totp(&olivia, Some(&EnrolmentCode::parse(CODE)?))?);
    assert_eq!(outcome(world.enforce(&olivia, false)), "ok");
    Ok(())
}

/// Enrolling a stronger one excludes no administrator, and proves nothing yet.
#[test]
fn recent_passkey_leaves_administration_to_the_app() -> Result<()> {
    let (world, ids) = holding(&[Totp])?;
    world.used("s1", Totp, Some(ids[0]))?;
    let olivia = session("olivia", "s1");
    assert!(world.enrol_passkey(&olivia, "new")?);
    let settings = the_organization(&*world.store, "acme").base_policy().settings();
    let longer = PolicySettings { grace: GracePeriod::days(1)?, ..settings.clone() };
    assert_eq!((world.read(&olivia), outcome(world.change(&olivia, &longer))), ("ok", "ok"));
    let passkey = world.authenticators_of_olivia()?.into_iter().find(|one| one.method() == Passkey);
    world.used("s2", Passkey, passkey.map(|one| one.id))?;
    let by_passkey = session("olivia", "s2");
    let shorter = PolicySettings { grace: GracePeriod::days(0)?, ..settings.clone() };
    assert_eq!((world.read(&by_passkey), outcome(world.change(&by_passkey, &shorter))), ("ok", "step up"));
    // where the policy allows passkeys alone, the app administers nothing after the change, and the passkey not yet
    let methods = AllowedMethods::new([PasskeyAllowed])?;
    let passkeys_only = PolicySettings { methods, ..settings };
    assert_eq!(outcome(world.change(&olivia, &passkeys_only)), "too recent");
    world.clock.advance(A_DAY);
    world.used("s3", Totp, Some(ids[0]))?;
    assert_eq!(
        outcome(world.change(&session("olivia", "s3"), &shorter)),
        "step up",
        "the passkey is the stronger one now"
    );
    Ok(())
}

#[test]
fn members_recover_by_code_as_before() -> Result<()> {
    let (world, _) = holding(&[])?;
    enrol(&*world.store, "acme", "bob", Totp)?;
    verify_in_session(&*world.store, "acme", "bob", "s1", RecoveryCode, world.clock.now())?;
    assert!(world.enrol_totp(&session("bob", "s1"), None)?);
    Ok(())
}

#[test]
fn administrators_recover_by_code_while_mfa_is_not_enforced() -> Result<()> {
    let world = World::new(false, 0, 1)?;
    enrol(&*world.store, "acme", "olivia", Totp)?;
    world.used("s1", RecoveryCode, None)?;
    let olivia = session("olivia", "s1");
    assert!(world.enrol_totp(&olivia, None)?);
    let links = AllowedMethods::new([TotpAllowed, LinkAllowed])?;
    let settings = the_organization(&*world.store, "acme").base_policy().settings();
    assert_eq!(outcome(world.change(&olivia, &PolicySettings { methods: links, ..settings })), "ok");
    Ok(())
}
