//! Random sequences of calls by sessions that have the first factor alone, or a recovery code with it.

use std::collections::BTreeMap;

use super::*;
use crate::model::access::{Decision, Facts, RouteRequirement, decide};
use crate::model::membership::Membership;
use crate::model::policy::{AllowedMethods, Exemption, Justification, MaximumAge};
use crate::ports::Random;
use crate::use_cases::authenticator::{ListAuthenticators, RemoveAuthenticator, SetEnabled};
use crate::use_cases::caller_state::active_methods;
use crate::use_cases::policy::{EndExemption, GrantExemption, SetDeadline};

/// How many calls a sequence makes.
const CALLS: usize = 12;

/// The administrators, by what they hold: each was in one of the states from which the guard used to give way.
const ADMINISTRATORS: [&str; 4] = ["olivia", "otto", "exempt", "outdated"];

struct Walk {
    world: World,
    random: SeededRandom,
}

impl Walk {
    fn new(seed: u64) -> Result<Self> {
        let random = SeededRandom::new(seed);
        let mut first = [0];
        random.fill(&mut first)?;
        let grace = if first[0] % 2 == 0 { 7 } else { 0 };
        let world = World::new(true, grace, seed)?;
        let more =
            an_organization("acme").with_member("exempt", Role::Owner).with_member("outdated", Role::Administrators);
        more.join(&*world.store)?;
        let (acme, exempt) = (the_organization(&*world.store, "acme").id, SubjectId::parse("exempt")?);
        let now = world.clock.now();
        let exemption = Exemption {
            reason: Justification::parse("on leave")?,
            granted_by: "operator root".to_owned(),
            granted_at: now,
            ends_at: now + SignedDuration::from_hours(240),
        };
        let store: &dyn Store = &*world.store;
        store.transaction(|tx| {
            let member = tx.memberships().find(&acme, &exempt)?.ok_or(Error::NotFound(Resource::Membership))?;
            tx.memberships().update(&acme, &Membership { exemption: Some(exemption), ..member })
        })?;
        // a method that the policy does not allow, one that it does, and nothing
        enrol(store, "acme", "outdated", Method::MagicLink)?;
        enrol(store, "acme", "bob", Method::Totp)?;
        if first[0] % 3 == 0 {
            enrol(store, "acme", "otto", Method::Totp)?;
        }
        Ok(Self { world, random })
    }

    fn pick(&self, of: usize) -> Result<usize> {
        let mut byte = [0];
        self.random.fill(&mut byte)?;
        Ok(usize::from(byte[0]) % of)
    }

    /// Makes one call in a session that was begun with the password alone, or with the password and a recovery code.
    fn step(&self, nth: usize, recovers: bool) -> Result<()> {
        let subject = ADMINISTRATORS[self.pick(4)?];
        let name = if recovers { format!("stolen {nth}") } else { "stolen".to_owned() };
        let thief = session(subject, &name);
        if recovers && self.holds_active(subject)? {
            let (store, now) = (&*self.world.store, self.world.clock.now());
            verify_in_session(store, "acme", subject, &name, Method::RecoveryCode, now)?;
        }
        let target = SubjectId::parse(["olivia", "otto", "bob", "outdated"][self.pick(4)?])?;
        let (store, clock, step_up) = (self.world.store.clone(), self.world.clock.clone(), StepUpRule::default());
        let reason = || Justification::parse("because");
        let ahead = clock.now() + SignedDuration::from_hours(48);
        // whatever the call answers is fine, as long as nothing gives way
        match self.pick(13)? {
            0 => drop(self.world.enforce(&thief, false)),
            1 => drop(self.world.enforce(&thief, true)),
            2 | 3 => drop(self.world.change(&thief, &self.settings()?)),
            4 => drop(GrantExemption { store, clock, step_up }.execute(&thief, &target, ahead, reason()?)),
            5 => drop(SetDeadline { store, clock, step_up }.execute(&thief, &target, ahead, reason()?)),
            6 => drop(EndExemption { store, clock, step_up }.execute(&thief, &target)),
            7 => drop(ResetMfa { store, clock, step_up }.execute(&thief, Some(&target))),
            8 | 9 => drop(self.world.enrol_passkey(&thief, &format!("{subject} {nth}"))),
            10 => drop(self.world.enrol_totp(&thief, None)),
            11 => drop(SetEnabled { store, clock }.execute(&thief, Method::Passkey, self.pick(2)? == 0)),
            _ => {
                let mine = ListAuthenticators { store: store.clone(), clock: clock.clone() }.execute(&thief)?;
                if let Some(one) = mine.first() {
                    drop(RemoveAuthenticator { store, clock }.execute(&thief, one.id));
                }
            }
        }
        // 12 steps of at most 110 minutes: less than a day
        self.world.clock.advance(60 * i64::try_from(self.pick(110)?).map_err(Error::internal)?);
        Ok(())
    }

    /// A recovery code is accepted only from members with an active authenticator.
    fn holds_active(&self, subject: &str) -> Result<bool> {
        let (acme, subject) = (the_organization(&*self.world.store, "acme").id, SubjectId::parse(subject)?);
        let store: &dyn Store = &*self.world.store;
        let theirs = store.read(|tx| tx.authenticators().of(&acme, &subject))?;
        Ok(!active_methods(&theirs).is_empty())
    }

    fn settings(&self) -> Result<PolicySettings> {
        use AllowedMethod::{MagicLink, Passkey, Totp};
        let methods = [&[Passkey][..], &[Totp], &[Totp, Passkey], &[MagicLink], &[Totp, Passkey, MagicLink]];
        Ok(PolicySettings {
            enforced: self.pick(2)? == 0,
            grace: GracePeriod::days([0, 7, 90][self.pick(3)?])?,
            methods: AllowedMethods::new(methods[self.pick(5)?].iter().copied())?,
            maximum_age: MaximumAge::seconds([300, 43_200, 86_400][self.pick(3)?])?,
            enrolment: None,
        })
    }

    /// What the gate would decide about each member in a fresh session, `at` a time.
    fn fresh_decisions(&self, at: jiff::Timestamp) -> Result<BTreeMap<String, Decision>> {
        let acme = the_organization(&*self.world.store, "acme");
        let store: &dyn Store = &*self.world.store;
        let mut decisions = BTreeMap::new();
        for name in ["olivia", "otto", "exempt", "outdated", "bob"] {
            let subject = SubjectId::parse(name)?;
            let (member, theirs) = store.read(|tx| {
                Ok((tx.memberships().find(&acme.id, &subject)?, tx.authenticators().of(&acme.id, &subject)?))
            })?;
            let policy = member.as_ref().map(|member| acme.policy_for(member)).ok_or_else(|| Error::internal(name))?;
            let facts = Facts {
                policy: &policy,
                membership: member.as_ref(),
                active: &active_methods(&theirs),
                evidence: &[],
                requirement: RouteRequirement::NONE,
            };
            decisions.insert(name.to_owned(), decide(&facts, at));
        }
        Ok(decisions)
    }
}

#[expect(clippy::disallowed_methods, reason = "a test that asks whether the heavy tests are run")]
fn sequences() -> u64 {
    if std::env::var("HEAVY_TESTS").is_ok_and(|value| value == "1") { 10_000 } else { 300 }
}

/// Within a day, neither changes a policy, nor makes the gate pass fresh sessions that it did not pass before.
fn assert_nothing_opens(recovers: bool) -> Result<()> {
    for seed in 0..sequences() {
        let (walk, untouched) = (Walk::new(seed)?, Walk::new(seed)?);
        let before = the_organization(&*walk.world.store, "acme").base_policy().clone();
        for nth in 0..CALLS {
            walk.step(nth, recovers)?;
            let after = the_organization(&*walk.world.store, "acme").base_policy().clone();
            assert_eq!(after, before, "seed {seed}, call {nth}");
            let now = walk.world.clock.now();
            let (mut decisions, expected) = (walk.fresh_decisions(now)?, untouched.fresh_decisions(now)?);
            decisions.retain(|subject, decision| {
                matches!(decision, Decision::Allow(_)) && !matches!(expected[subject], Decision::Allow(_))
            });
            assert!(decisions.is_empty(), "seed {seed}, call {nth}: {decisions:?} instead of {expected:?}");
        }
    }
    Ok(())
}

#[test]
fn first_factor_alone_never_lets_more_pass() -> Result<()> {
    assert_nothing_opens(false)
}

#[test]
fn recovery_code_never_administers_within_a_day() -> Result<()> {
    assert_nothing_opens(true)
}
