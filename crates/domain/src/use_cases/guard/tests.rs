//! The guard, by what the caller of an administrative call holds.

use std::sync::Arc;

use jiff::SignedDuration;
use rstest::rstest;
use totp_rs::{Builder, Secret};

use super::*;
use crate::model::authenticator::{EnrolmentCode, OneTimeCode};
use crate::model::identity::{Actor, AllowedMethod, Method};
use crate::model::membership::Role;
use crate::model::policy::{GracePeriod, MfaPolicy, PolicyRecord, PolicySettings};
use crate::ports::{Clock, RelyingParty, Store};
use crate::testing::FixedClock;
use crate::testing::MemoryStore;
use crate::testing::PlainRelyingParty;
use crate::testing::SeededRandom;
use crate::testing::a_caller;
use crate::testing::an_organization;
use crate::testing::enrol;
use crate::testing::the_organization;
use crate::testing::verify_in_session;
use crate::use_cases::authenticator::passkey::{ConfirmPasskey, SetUpPasskey};
use crate::use_cases::authenticator::{ConfirmTotp, ProofRate, ResetMfa, SetUpTotp};
use crate::use_cases::policy::{ChangePolicy, EnforceMfa};

pub(super) struct World {
    pub(super) store: Arc<MemoryStore>,
    pub(super) clock: Arc<FixedClock>,
    party: Arc<PlainRelyingParty>,
    random: Arc<SeededRandom>,
}

impl World {
    /// An organization with two owners, olivia and otto, that enforces MFA since now if `enforced`, with this grace period.
    pub(super) fn new(enforced: bool, grace: u32, seed: u64) -> Result<Self> {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
        an_organization("acme")
            .with_member("olivia", Role::Owner)
            .with_member("otto", Role::Owner)
            .with_member("bob", Role::User)
            .save(&*store)?;
        let acme = the_organization(&*store, "acme");
        let policy = acme.base_policy().enforce(enforced, clock.now()).record().clone();
        let policy = MfaPolicy::restore(PolicyRecord { grace: GracePeriod::days(grace)?, ..policy });
        let acme = acme.with_policy(policy);
        let writing: &dyn Store = &*store;
        writing.transaction(|tx| tx.organizations().update(&acme))?;
        let (party, random) = (Arc::new(PlainRelyingParty::default()), Arc::new(SeededRandom::new(seed)));
        Ok(Self { store, clock, party, random })
    }

    pub(super) fn enforce(&self, actor: &Actor, enforced: bool) -> Result<bool> {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let enforce = EnforceMfa { store, clock, step_up: StepUpRule::default() };
        enforce.execute(actor, enforced).map(|outcome| outcome.changed)
    }

    pub(super) fn change(&self, actor: &Actor, settings: &PolicySettings) -> Result<()> {
        let supported = AllowedMethod::ALL.into();
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let change = ChangePolicy { store, clock, step_up: StepUpRule::default(), supported };
        let seen = the_organization(&*self.store, "acme").base_policy().version();
        change.execute(actor, settings, seen, None).map(drop)
    }

    /// Sets up and confirms a passkey of this name.
    pub(super) fn enrol_passkey(&self, actor: &Actor, key: &str) -> Result<bool> {
        let party = || -> Option<Arc<dyn RelyingParty>> { Some(self.party.clone()) };
        let (store, clock, random) = (self.store.clone(), self.clock.clone(), self.random.clone());
        let set_up = SetUpPasskey {
            store: store.clone(),
            clock: clock.clone(),
            random: random.clone(),
            relying_party: party(),
            mailer: None,
        };
        let name = crate::model::authenticator::AuthenticatorName::parse("Key")?;
        let challenge = set_up.execute(actor, name)?.registration.challenge;
        let sealer = Arc::new(crate::testing::PlainSealer);
        let confirm = ConfirmPasskey { store, clock, random, sealer, relying_party: party(), mailer: None };
        confirm.execute(actor, (&PlainRelyingParty::answer(key, &challenge, 0), None), None, ProofRate::Within)
    }
}

impl World {
    /// Sets up and confirms a one-time password.
    pub(super) fn enrol_totp(&self, actor: &Actor, code: Option<&EnrolmentCode>) -> Result<bool> {
        let (store, clock, random) = (self.store.clone(), self.clock.clone(), self.random.clone());
        let sealer = Arc::new(crate::testing::PlainSealer);
        let set_up = SetUpTotp {
            store: store.clone(),
            clock: clock.clone(),
            random: random.clone(),
            sealer: sealer.clone(),
            mailer: None,
        };
        let secret = Secret::try_from_base32(&*set_up.execute(actor)?.secret).unwrap();
        let totp = Builder::new().with_secret(secret).with_skew(0).with_step_duration(30).build().unwrap();
        let shown = totp.generate(u64::try_from(clock.now().as_second()).unwrap()).to_string();
        let confirm = ConfirmTotp { store, clock, random, sealer, mailer: None };
        confirm.execute(actor, &OneTimeCode::parse(&shown)?, code, ProofRate::Within)
    }
}

pub(super) fn session(subject: &str, session: &str) -> Actor {
    a_caller(subject).of("acme").in_session(session).acting()
}

/// The kind of the error.
#[expect(clippy::needless_pass_by_value, reason = "the result of a call")]
fn outcome<T>(result: Result<T>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(Error::InsufficientAuthentication(_)) => "step up",
        Err(Error::MustEnrol(_)) => "enrol",
        Err(Error::EnrolmentTooRecent { .. }) => "too recent",
        Err(_) => "else",
    }
}

#[rstest]
#[case::holding_nothing(7, None, None, "enrol")]
#[case::holding_nothing_after_the_deadline(0, None, None, "enrol")]
#[case::not_verified(0, Some(Method::Totp), None, "step up")]
#[case::verified(0, Some(Method::Totp), Some(Method::Totp), "ok")]
#[case::not_allowed(0, Some(Method::MagicLink), None, "enrol")]
#[case::by_recovery_code(0, Some(Method::Totp), Some(Method::RecoveryCode), "step up")]
#[case::by_recovery_code_holding_nothing(0, None, Some(Method::RecoveryCode), "enrol")]
fn stop_enforcing_needs_a_verified_session(
    #[case] grace: u32,
    #[case] holds: Option<Method>,
    #[case] verified: Option<Method>,
    #[case] expected: &str,
) -> Result<()> {
    let world = World::new(true, grace, 1)?;
    if let Some(method) = holds {
        enrol(&*world.store, "acme", "olivia", method)?;
    }
    if let Some(method) = verified {
        verify_in_session(&*world.store, "acme", "olivia", "s1", method, world.clock.now())?;
    }
    let olivia = session("olivia", "s1");
    // enforcing never asks, and opens no window where it changes nothing
    assert!(!world.enforce(&olivia, true)?);
    assert_eq!(outcome(world.enforce(&olivia, false)), expected);
    Ok(())
}

/// The tried attack: a narrowing turned the decision about the owner from step up into enrol, which was let through.
#[test]
fn password_only_cannot_narrow_and_then_stop() -> Result<()> {
    let world = World::new(true, 0, 1)?;
    enrol(&*world.store, "acme", "olivia", Method::Totp)?;
    let thief = session("olivia", "stolen");
    let only_passkeys = PolicySettings {
        methods: crate::model::policy::AllowedMethods::new([AllowedMethod::Passkey])?,
        ..the_organization(&*world.store, "acme").base_policy().settings()
    };
    assert_eq!(outcome(world.change(&thief, &only_passkeys)), "step up");
    // verified by what the narrowed policy does not count: judged under the policy after the change, too
    verify_in_session(&*world.store, "acme", "olivia", "own", Method::Totp, world.clock.now())?;
    assert_eq!(outcome(world.change(&session("olivia", "own"), &only_passkeys)), "enrol");
    assert_eq!(the_organization(&*world.store, "acme").base_policy().version(), 2);
    Ok(())
}

#[test]
fn policy_put_has_no_exception_for_enforcing() -> Result<()> {
    let world = World::new(false, 0, 1)?;
    let olivia = session("olivia", "s1");
    let enforced =
        PolicySettings { enforced: true, ..the_organization(&*world.store, "acme").base_policy().settings() };
    assert_eq!(outcome(world.change(&olivia, &enforced)), "enrol");
    assert_eq!(outcome(world.enforce(&olivia, true)), "ok");
    assert_eq!(outcome(world.change(&olivia, &PolicySettings { enforced: false, ..enforced })), "enrol");
    Ok(())
}

#[test]
fn always_asks_for_reads_and_never_for_enforcing() -> Result<()> {
    let world = World::new(false, 0, 1)?;
    let always = StepUpRule::Always(crate::model::access::ManagementAge::default());
    let olivia = session("olivia", "s1");
    let read = |rule| {
        let guarded = Permission::ReadAudit.guarded_by(rule);
        let store: &dyn Store = &*world.store;
        outcome(crate::use_cases::authorize::authorized_read(store, world.clock.now(), &olivia, guarded, |_, _| Ok(())))
    };
    assert_eq!((read(StepUpRule::default()), read(always), read(StepUpRule::Off)), ("ok", "enrol", "ok"));
    let (store, clock) = (world.store.clone(), world.clock.clone());
    let enforce = EnforceMfa { store, clock, step_up: always };
    assert_eq!(outcome(enforce.execute(&olivia, true)), "ok");
    assert_eq!(outcome(enforce.execute(&olivia, false)), "ok", "the undo window is open");
    Ok(())
}

#[test]
fn evidence_for_writes_is_at_most_ten_minutes_old() -> Result<()> {
    for (age, expected) in [(599, "ok"), (600, "step up")] {
        let world = World::new(true, 0, 1)?;
        enrol(&*world.store, "acme", "olivia", Method::Totp)?;
        let at = world.clock.now() - SignedDuration::from_secs(age);
        verify_in_session(&*world.store, "acme", "olivia", "s1", Method::Totp, at)?;
        assert_eq!(outcome(world.enforce(&session("olivia", "s1"), false)), expected, "{age}");
    }
    Ok(())
}

mod too_recent;
mod undo;
mod walks;
