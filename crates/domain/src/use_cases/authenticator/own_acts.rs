//! What a member does to their own authenticators and sessions never makes the first factor alone pass.
//!
//! Each act is tried under each policy that enforces MFA, by a member in each position, with each set of authenticators, in
//! a session of the first factor alone and in one that used everything that the member holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use totp_rs::{Builder, Secret};

use super::enrolment::{ConfirmAuthenticator, DisavowAuthenticator, disavowal_digests};
use super::magic_link::{ActivateMagicLink, MagicLinkSender, SetUpMagicLink};
use super::passkey::{ConfirmPasskey, SetUpPasskey};
use super::*;
use crate::model::access::{Decision, Facts, Judgement, RouteRequirement, StepUpRule, judge};
use crate::model::authenticator::{
    Authenticator, AuthenticatorName, AuthenticatorState, CodeOrigin, Credential, Disavowal, ENROLMENT_PURPOSE,
    EnrolmentCode, OneTimeCode, PasskeyCredential, StoredEnrolmentCode,
};
use crate::model::identity::{Actor, AllowedMethod, AuthenticatorId, Method, OrganizationId, SubjectId};
use crate::model::membership::{Membership, Role};
use crate::model::outbox::{Channel, MailBody};
use crate::model::policy::{
    AllowedMethods, EnrolmentRule, Exemption, GracePeriod, Justification, MfaPolicy, PolicyRecord,
};
use crate::ports::{Clock, Random, RelyingParty, Sealer, Store};
use crate::testing::{
    FixedClock, MemoryStore, PlainRelyingParty, PlainSealer, SeededRandom, a_caller, an_organization, enrol_in_state,
    the_organization, verify_in_session,
};
use crate::use_cases::caller_state::active_methods;
use crate::use_cases::membership::AcceptMembership;
use crate::use_cases::session::EndSession;
use crate::{Error, Result};

const METHODS: [Method; 3] = [Method::Totp, Method::Passkey, Method::MagicLink];

/// When fresh sessions are judged: around the ends of exemptions, extended deadlines and grace periods.
const HOURS: [i64; 7] = [0, 1, 239, 241, 24 * 12, 24 * 15, 24 * 400];

/// A code and a token that count in every world.
const CODE: &str = "0000-0000-0000-0000";
const NOT_ME: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// The member's own exception.
#[derive(Debug, Clone, Copy)]
enum Position {
    Plain,
    Exempt,
    Extended,
    Cut,
}

/// A policy, and the position of the member towards it.
type Policy = (u32, &'static [AllowedMethod], EnrolmentRule, Position);

/// A world before an act.
#[derive(Debug, Clone)]
struct Case {
    policy: Policy,
    holds: Vec<(Method, AuthenticatorState)>,
    spare_passkey: bool,
    verified: bool,
}

fn policies() -> [Policy; 8] {
    use AllowedMethod::{IdentityProvider, MagicLink, Passkey, Totp};
    use EnrolmentRule::{Confirmed, Open};
    [
        (0, &[Totp, Passkey], Open, Position::Plain),
        (14, &[Totp, Passkey], Confirmed, Position::Plain),
        // narrowed, before the deadline and after it
        (14, &[Passkey], Open, Position::Plain),
        (14, &[Passkey], Open, Position::Cut),
        (0, &[Passkey], Confirmed, Position::Exempt),
        (14, &[MagicLink], Open, Position::Plain),
        (0, &[Totp, MagicLink, Passkey], Open, Position::Extended),
        (14, &[IdentityProvider], Open, Position::Exempt),
    ]
}

fn cases() -> Vec<Case> {
    let states = [None, Some(AuthenticatorState::Active), Some(AuthenticatorState::Disabled)];
    let mut cases = Vec::new();
    for (nth, policy) in policies().into_iter().enumerate() {
        for number in 0..27 {
            let state = |place| states[number / 3_usize.pow(place) % 3].clone();
            let holds: Vec<_> = METHODS.into_iter().zip(0..).filter_map(|(of, at)| Some((of, state(at)?))).collect();
            let case = Case { policy, holds, spare_passkey: false, verified: true };
            // the first factor alone is refused whatever the policy is, as soon as one is active
            if nth < 2 {
                cases.push(Case { verified: false, ..case.clone() });
            }
            if case.holds.contains(&(Method::Passkey, AuthenticatorState::Active)) {
                cases.push(Case { spare_passkey: true, ..case.clone() });
            }
            cases.push(case);
        }
    }
    cases
}

struct World {
    store: Arc<MemoryStore>,
    clock: Arc<FixedClock>,
    random: Arc<SeededRandom>,
    party: Arc<PlainRelyingParty>,
}

impl World {
    fn new(case: &Case) -> Result<Self> {
        let (memory, clock) = (Arc::new(MemoryStore::default()), Arc::new(FixedClock::at("2026-01-01T10:20:30Z")));
        let (store, now): (&dyn Store, _) = (&*memory, clock.now());
        an_organization("acme").enforcing_since("2025-12-31T00:00:00Z").with_member("alice", Role::User).save(store)?;
        let (acme, alice) = (the_organization(store, "acme"), SubjectId::parse("alice")?);
        let (grace, methods, enrolment, position) = case.policy;
        let record = PolicyRecord {
            grace: GracePeriod::days(grace)?,
            methods: AllowedMethods::new(methods.iter().copied())?,
            enrolment,
            ..acme.base_policy().record().clone()
        };
        for (method, state) in &case.holds {
            enrol_in_state(store, "acme", "alice", *method, state.clone())?;
            if case.verified {
                verify_in_session(store, "acme", "alice", "s1", *method, now)?;
            }
        }
        if case.verified {
            verify_in_session(store, "acme", "alice", "s1", Method::RecoveryCode, now)?;
        }
        let sealer: &dyn Sealer = &PlainSealer;
        let minted = StoredEnrolmentCode {
            subject: alice.clone(),
            origin: CodeOrigin::Minted,
            digest: sealer.digest(ENROLMENT_PURPOSE, EnrolmentCode::parse(CODE)?.as_bytes())?.digest,
            expires_at: Timestamp::MAX,
            failures: 0,
        };
        let spare = Authenticator {
            id: AuthenticatorId::new(now, &SeededRandom::new(77))?,
            name: "Spare".to_owned(),
            state: AuthenticatorState::Active,
            credential: Credential::Passkey(PasskeyCredential {
                credential_id: b"spare".to_vec(),
                user_handle: [1; 16],
                sign_count: 0,
                record: String::new(),
            }),
            created_at: now,
            last_used_at: None,
            enrolment: crate::model::authenticator::Enrolment::default(),
        };
        store.transaction(|tx| {
            tx.organizations().update(&acme.clone().with_policy(MfaPolicy::restore(record)))?;
            let member = tx.memberships().find(&acme.id, &alice)?.ok_or_else(|| Error::internal("no member"))?;
            tx.memberships().update(&acme.id, &position.of(member, now)?)?;
            if case.spare_passkey {
                tx.authenticators().insert(&acme.id, &alice, &spare)?;
            }
            tx.enrolment_codes().put(&acme.id, &minted, now)
        })?;
        let (random, party) = (Arc::new(SeededRandom::new(1)), Arc::new(PlainRelyingParty::default()));
        Ok(Self { store: memory, clock, random, party })
    }

    fn alice(&self) -> (OrganizationId, SubjectId) {
        (the_organization(&*self.store, "acme").id, SubjectId::parse("alice").unwrap())
    }

    fn authenticators(&self) -> Vec<Authenticator> {
        let ((acme, alice), store): (_, &dyn Store) = (self.alice(), &*self.store);
        store.read(|tx| tx.authenticators().of(&acme, &alice)).unwrap()
    }

    /// What the gate would decide about the member in fresh sessions, at some times from now on, and whether the member has
    /// an authenticator that can be used now, and one that can be used after the deadline.
    fn fresh(&self) -> (Vec<Judgement>, [bool; 2]) {
        let ((acme, alice), store): (_, &dyn Store) = (self.alice(), &*self.store);
        let member = store.read(|tx| tx.memberships().find(&acme, &alice)).unwrap().unwrap();
        let policy = the_organization(store, "acme").policy_for(&member);
        let active = active_methods(&self.authenticators());
        let (membership, requirement) = (Some(&member), RouteRequirement::NONE);
        let facts = Facts { policy: &policy, membership, active: &active, evidence: &[], requirement };
        let later = |hours| self.clock.now() + SignedDuration::from_hours(hours);
        let judgements: Vec<_> = HOURS.into_iter().map(|hours| judge(&facts, later(hours))).collect();
        let counts = |method: &Method| policy.methods().contains(method.counts_as());
        let usable = active.iter().any(|method| !judgements[0].binding || counts(method));
        (judgements, [usable, active.iter().any(counts)])
    }

    fn confirm_totp(&self, actor: &Actor) -> Result<bool> {
        let (store, clock, random, sealer) = self.ports();
        let set_up = SetUpTotp { store, clock, random, sealer, mailer: None };
        let secret = Secret::try_from_base32(&*set_up.execute(actor)?.secret).unwrap();
        let totp = Builder::new().with_secret(secret).with_skew(0).with_step_duration(30).build().unwrap();
        let code = totp.generate(u64::try_from(self.clock.now().as_second()).unwrap()).to_string();
        let (store, clock, random, sealer) = self.ports();
        let confirm = ConfirmTotp { store, clock, random, sealer, mailer: None };
        confirm.execute(actor, &OneTimeCode::parse(&code)?, Some(&EnrolmentCode::parse(CODE)?), ProofRate::Within)
    }

    fn confirm_passkey(&self, actor: &Actor) -> Result<bool> {
        let party = || -> Option<Arc<dyn RelyingParty>> { Some(self.party.clone()) };
        let (store, clock, random, sealer) = self.ports();
        let name = AuthenticatorName::parse("Key")?;
        let set_up = SetUpPasskey { store, clock, random, relying_party: party(), mailer: None };
        let challenge = set_up.execute(actor, name)?.registration.challenge;
        let (store, clock, random, _) = self.ports();
        let confirm = ConfirmPasskey { store, clock, random, sealer, relying_party: party(), mailer: None };
        let answer = PlainRelyingParty::answer("new", &challenge, 0);
        confirm.execute(actor, (&answer, None), Some(&EnrolmentCode::parse(CODE)?), ProofRate::Within)
    }

    fn activate_link(&self, actor: &Actor) -> Result<bool> {
        let (store, clock, random, sealer) = self.ports();
        let [setup, login, confirmation, disavowal] = ["setup", "login", "confirm", "disavow"].map(str::to_owned);
        let pages = LinkPages { setup, login, confirmation, disavowal };
        let sender = Some(MagicLinkSender { random: random.clone(), sealer: sealer.clone(), pages });
        let to = SetUpMagicLink { store, clock, random, sender }.execute(actor, None)?;
        let deliveries = self.store.take_outbox().into_iter();
        let token = deliveries.filter_map(|delivery| {
            let Channel::Mail(mail) = delivery.channel;
            let MailBody::Sealed { sealed, .. } = mail.body else { return None };
            let text = PlainSealer.open(&sealed, &MailBody::place(&self.alice().0, &to)).ok()?;
            let text = String::from_utf8(text.to_vec()).ok()?;
            text.split_once("setup#")?.1.lines().next().map(str::to_owned)
        });
        let token = token.last().ok_or_else(|| Error::internal("no link"))?;
        let (store, clock, _, _) = self.ports();
        ActivateMagicLink { store, clock, sealer, mailer: None }.execute(&token)
    }

    /// Says "this was not me" about the first authenticator.
    fn disavow(&self) -> Result<bool> {
        let (store, clock, _, sealer) = self.ports();
        let Some(first) = self.authenticators().into_iter().find(Authenticator::is_configured) else {
            return Ok(false);
        };
        let digest = disavowal_digests(NOT_ME, &*sealer)?.pop().ok_or_else(|| Error::internal("no digest"))?;
        let (acme, subject) = self.alice();
        let (authenticator, method, spared) = (first.id, first.method(), BTreeSet::new());
        let disavowal = Disavowal { subject, authenticator, method, spared, digest, expires_at: Timestamp::MAX };
        store.transaction(|tx| tx.disavowals().put(&acme, &disavowal))?;
        DisavowAuthenticator { store, clock, sealer }.execute(NOT_ME)
    }

    fn end_sessions(&self, actor: &Actor) -> Result<()> {
        let (store, clock, _, _) = self.ports();
        let (acme, alice) = self.alice();
        let live = store.read(|tx| tx.sessions().of(&acme, &alice))?;
        let end = EndSession { store, clock };
        live.into_iter().try_for_each(|session| end.execute(actor, session.id))
    }

    #[expect(clippy::type_complexity, reason = "the ports that most use cases have")]
    fn ports(&self) -> (Arc<dyn Store>, Arc<dyn Clock>, Arc<dyn Random>, Arc<dyn Sealer>) {
        (self.store.clone(), self.clock.clone(), self.random.clone(), Arc::new(PlainSealer))
    }
}

impl Position {
    fn of(self, member: Membership, now: Timestamp) -> Result<Membership> {
        let ends_at = now + SignedDuration::from_hours(240);
        let exemption = Exemption {
            reason: Justification::parse("on leave")?,
            granted_by: "operator root".to_owned(),
            granted_at: now,
            ends_at,
        };
        Ok(match self {
            Self::Plain => member,
            Self::Exempt => Membership { exemption: Some(exemption), ..member },
            Self::Extended => Membership { deadline: Some(ends_at), ..member },
            Self::Cut => Membership { deadline: Some(now - SignedDuration::from_hours(1)), ..member },
        })
    }
}

/// Carries out an act and says whether it changed something.
type Act = Box<dyn Fn(&World, &Actor) -> Result<bool>>;

fn acts() -> Vec<(String, Act)> {
    let mut acts: Vec<(String, Act)> = Vec::new();
    for method in METHODS {
        for enabled in [false, true] {
            acts.push((
                format!("switch {method:?} {enabled}"),
                Box::new(move |world, alice| {
                    let (store, clock, _, _) = world.ports();
                    SetEnabled { store, clock }.execute(alice, method, enabled).map(|()| true)
                }),
            ));
        }
        acts.push((
            format!("prefer {method:?}"),
            Box::new(move |world, alice| {
                let (store, clock, _, _) = world.ports();
                SetPrimary { store, clock }.execute(alice, method).map(|()| true)
            }),
        ));
    }
    for nth in 0..4 {
        acts.push((
            format!("remove {nth}"),
            Box::new(move |world, alice| {
                let (store, clock, _, _) = world.ports();
                let authenticators = world.authenticators();
                let Some(one) = authenticators.get(nth) else { return Ok(false) };
                RemoveAuthenticator { store, clock }.execute(alice, one.id).map(|()| true)
            }),
        ));
    }
    acts.push((
        "rename".to_owned(),
        Box::new(|world, alice| {
            let (store, clock, _, _) = world.ports();
            let authenticators = world.authenticators();
            let Some(one) = authenticators.first() else { return Ok(false) };
            RenameAuthenticator { store, clock }
                .execute(alice, one.id, &AuthenticatorName::parse("Mine")?)
                .map(|()| true)
        }),
    ));
    acts.push((
        "confirm afterwards".to_owned(),
        Box::new(|world, alice| {
            let (store, clock, _, sealer) = world.ports();
            let authenticators = world.authenticators();
            let Some(one) = authenticators.first() else { return Ok(false) };
            ConfirmAuthenticator { store, clock, sealer }.execute(
                alice,
                one.id,
                &EnrolmentCode::parse(CODE)?,
                ProofRate::Within,
            )
        }),
    ));
    acts.push((
        "reset".to_owned(),
        Box::new(|world, alice| {
            let (store, clock, _, _) = world.ports();
            ResetMfa { store, clock, step_up: StepUpRule::default() }.execute(alice, None).map(|()| true)
        }),
    ));
    acts.push((
        "renew recovery codes".to_owned(),
        Box::new(|world, alice| {
            let (store, clock, random, sealer) = world.ports();
            RenewRecoveryCodes { store, clock, random, sealer }.execute(alice).map(|_| true)
        }),
    ));
    acts.push((
        "accept membership".to_owned(),
        Box::new(|world, alice| {
            let (store, clock, _, _) = world.ports();
            AcceptMembership { store, clock }.execute(alice, &world.alice().0).map(|()| true)
        }),
    ));
    acts.push(("confirm app".to_owned(), Box::new(World::confirm_totp)));
    acts.push(("confirm passkey".to_owned(), Box::new(World::confirm_passkey)));
    acts.push(("activate link".to_owned(), Box::new(World::activate_link)));
    acts.push(("end sessions".to_owned(), Box::new(|world, alice| world.end_sessions(alice).map(|()| true))));
    acts.push((DISAVOW.to_owned(), Box::new(|world, _| world.disavow())));
    acts
}

/// It takes an authenticator away by the mail about it, whatever that leaves.
const DISAVOW: &str = "disavow";

#[test]
fn no_act_of_ones_own_opens_what_asked_for_more() -> Result<()> {
    let (acts, mut succeeded) = (acts(), BTreeMap::new());
    let alice = a_caller("alice").of("acme").in_session("s1").acting();
    for case in cases() {
        for (name, act) in &acts {
            let world = World::new(&case)?;
            let (before, usable) = world.fresh();
            *succeeded.entry(name.clone()).or_insert(0) += u32::from(act(&world, &alice).unwrap_or(false));
            let (after, still_usable) = world.fresh();
            for (before, after) in before.iter().zip(&after) {
                let opened = matches!((&before.decision, &after.decision), (Decision::StepUp(_), Decision::Allow(_)));
                assert!(!opened, "{name}: {before:?}, then {after:?}: {case:?}");
            }
            let stays = usable.into_iter().zip(still_usable).all(|(before, after)| after || !before);
            assert!(stays || name == DISAVOW, "{name} takes the last one: {case:?}");
        }
    }
    assert!(succeeded.values().all(|times| *times > 0), "{succeeded:?}");
    Ok(())
}
