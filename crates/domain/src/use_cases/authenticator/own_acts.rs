//! What a member does to their own authenticators and sessions never makes the first factor alone pass.
//!
//! Each act is tried under each policy that enforces MFA, by a member in each position, with each set of authenticators, in
//! a session of the first factor alone and in one that used everything that the member holds.

use std::collections::{BTreeMap, BTreeSet};

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
use crate::model::policy::{AllowedMethods, EnrolmentRule, Exemption, GracePeriod, Justification, MfaPolicy, PolicyRecord};
use crate::ports::{Clock, RelyingParty, Sealer, Store};
use crate::testing::{
    FixedClock, MemoryStore, PlainRelyingParty, PlainSealer, SeededRandom, a_caller, an_organization, enrol_in_state,
    the_organization, verify_in_session,
};
use crate::use_cases::caller_state::active_methods;
use crate::use_cases::membership::AcceptMembership;
use crate::use_cases::session::EndSession;
use crate::{Error, Result};

const METHODS: [Method; 3] = [Method::Totp, Method::Passkey, Method::MagicLink];

/// A code and a token that count in every world.
const CODE: &str = "0000-0000-0000-0000";
const NOT_ME: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// The position of the member towards the policy.
#[derive(Debug, Clone, Copy)]
enum Position {
    Plain,
    Exempt,
    Extended,
    Cut,
}

/// A world before an act.
#[derive(Debug, Clone)]
struct Case {
    grace: u32,
    methods: &'static [AllowedMethod],
    enrolment: EnrolmentRule,
    position: Position,
    holds: Vec<(Method, AuthenticatorState)>,
    spare_passkey: bool,
    verified: bool,
}

fn cases() -> Vec<Case> {
    use AllowedMethod::{IdentityProvider, MagicLink, Passkey, Totp};
    use AuthenticatorState::{Active, Disabled};
    let mut cases = Vec::new();
    let policies: [(u32, &'static [AllowedMethod], EnrolmentRule); 7] = [
        (0, &[Totp, Passkey], EnrolmentRule::Open),
        (14, &[Totp, Passkey], EnrolmentRule::Open),
        // narrowed, with grace and after it
        (14, &[Passkey], EnrolmentRule::Open),
        (0, &[Passkey], EnrolmentRule::Confirmed),
        (14, &[MagicLink], EnrolmentRule::Confirmed),
        (0, &[Totp, MagicLink, Passkey], EnrolmentRule::Open),
        (14, &[IdentityProvider], EnrolmentRule::Open),
    ];
    let states = [None, Some(Active), Some(Disabled)];
    for (grace, methods, enrolment) in policies {
        for position in [Position::Plain, Position::Exempt, Position::Extended, Position::Cut] {
            for number in 0..27 {
                let state = |place: usize| states[number / 3_usize.pow(u32::try_from(place).unwrap()) % 3].clone();
                let holds = METHODS.iter().enumerate().filter_map(|(place, method)| Some((*method, state(place)?)));
                let holds: Vec<_> = holds.collect();
                for (spare_passkey, verified) in [(false, true), (false, false), (true, true)] {
                    let holds = holds.clone();
                    cases.push(Case { grace, methods, enrolment, position, holds, spare_passkey, verified });
                }
            }
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
        let record = PolicyRecord {
            grace: GracePeriod::days(case.grace)?,
            methods: AllowedMethods::new(case.methods.iter().copied())?,
            enrolment: case.enrolment,
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
        let digest = |code: &EnrolmentCode| Ok::<_, Error>(PlainSealer.digest(ENROLMENT_PURPOSE, code.as_bytes())?.digest);
        let minted = StoredEnrolmentCode {
            subject: alice.clone(),
            origin: CodeOrigin::Minted,
            digest: digest(&EnrolmentCode::parse(CODE)?)?,
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
            tx.organizations().update(&acme.with_policy(MfaPolicy::restore(record)))?;
            let member = tx.memberships().find(&acme.id, &alice)?.ok_or_else(|| Error::internal("no member"))?;
            tx.memberships().update(&acme.id, &case.position.of(member, now)?)?;
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

    /// What the gate would decide about the member in a fresh session, at a time.
    fn judged(&self, at: Timestamp) -> Judgement {
        let ((acme, alice), store): (_, &dyn Store) = (self.alice(), &*self.store);
        let member = store.read(|tx| tx.memberships().find(&acme, &alice)).unwrap().unwrap();
        let policy = the_organization(store, "acme").policy_for(&member);
        let active = &active_methods(&self.authenticators());
        let (membership, requirement) = (Some(&member), RouteRequirement::NONE);
        judge(&Facts { policy: &policy, membership, active, evidence: &[], requirement }, at)
    }

    /// Whether the member has an authenticator that can be used now, and one that can be used after the deadline.
    fn usable(&self, methods: &[AllowedMethod]) -> [bool; 2] {
        let binding = self.judged(self.clock.now()).binding;
        let active: BTreeSet<_> = active_methods(&self.authenticators());
        let counts = |method: &Method| methods.contains(&method.counts_as());
        [active.iter().any(|method| !binding || counts(method)), active.iter().any(counts)]
    }

    fn confirm_totp(&self, actor: &Actor) -> Result<bool> {
        let (store, clock, random, sealer) = self.ports();
        let set_up = SetUpTotp { store, clock, random, sealer, mailer: None };
        let secret = Secret::try_from_base32(&*set_up.execute(actor)?.secret).unwrap();
        let totp = Builder::new().with_secret(secret).with_skew(0).with_step_duration(30).build().unwrap();
        let code = totp.generate(u64::try_from(self.clock.now().as_second()).unwrap()).to_string();
        let (store, clock, random, sealer) = self.ports();
        let confirm = ConfirmTotp { store, clock, random, sealer, mailer: None };
        confirm.execute(actor, &OneTimeCode::parse(&code)?, Some(&EnrolmentCode::parse(CODE)?))
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
        confirm.execute(actor, (&answer, None), Some(&EnrolmentCode::parse(CODE)?))
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
        let Some(first) = self.authenticators().into_iter().find(Authenticator::is_configured) else { return Ok(false) };
        let digest = disavowal_digests(NOT_ME, &*sealer)?.pop().ok_or_else(|| Error::internal("no digest"))?;
        let (acme, subject) = self.alice();
        let disavowal = Disavowal { subject, authenticator: first.id, digest, expires_at: Timestamp::MAX };
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
            acts.push((format!("switch {method:?} {enabled}"), Box::new(move |world, alice| {
                let (store, clock, _, _) = world.ports();
                SetEnabled { store, clock }.execute(alice, method, enabled).map(|()| true)
            })));
        }
        acts.push((format!("prefer {method:?}"), Box::new(move |world, alice| {
            let (store, clock, _, _) = world.ports();
            SetPrimary { store, clock }.execute(alice, method).map(|()| true)
        })));
    }
    for nth in 0..4 {
        acts.push((format!("remove {nth}"), Box::new(move |world, alice| {
            let (store, clock, _, _) = world.ports();
            let authenticators = world.authenticators();
            let Some(one) = authenticators.get(nth) else { return Ok(false) };
            RemoveAuthenticator { store, clock }.execute(alice, one.id).map(|()| true)
        })));
    }
    acts.push(("rename".to_owned(), Box::new(|world, alice| {
        let (store, clock, _, _) = world.ports();
        let authenticators = world.authenticators();
        let Some(one) = authenticators.first() else { return Ok(false) };
        RenameAuthenticator { store, clock }.execute(alice, one.id, &AuthenticatorName::parse("Mine")?).map(|()| true)
    })));
    acts.push(("confirm afterwards".to_owned(), Box::new(|world, alice| {
        let (store, clock, _, sealer) = world.ports();
        let authenticators = world.authenticators();
        let Some(one) = authenticators.first() else { return Ok(false) };
        ConfirmAuthenticator { store, clock, sealer }.execute(alice, one.id, &EnrolmentCode::parse(CODE)?)
    })));
    acts.push(("reset".to_owned(), Box::new(|world, alice| {
        let (store, clock, _, _) = world.ports();
        ResetMfa { store, clock, step_up: StepUpRule::default() }.execute(alice, None).map(|()| true)
    })));
    acts.push(("renew recovery codes".to_owned(), Box::new(|world, alice| {
        let (store, clock, random, sealer) = world.ports();
        RenewRecoveryCodes { store, clock, random, sealer }.execute(alice).map(|_| true)
    })));
    acts.push(("accept membership".to_owned(), Box::new(|world, alice| {
        let (store, clock, _, _) = world.ports();
        AcceptMembership { store, clock }.execute(alice, &world.alice().0).map(|()| true)
    })));
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
            let times = [0, 1, 24, 239, 241, 24 * 15, 24 * 400];
            let times = times.map(|hours| world.clock.now() + SignedDuration::from_hours(hours));
            let before = times.map(|at| world.judged(at).decision);
            let usable = world.usable(case.methods);
            *succeeded.entry(name.clone()).or_insert(0) += u32::from(act(&world, &alice).unwrap_or(false));
            for (at, before) in times.into_iter().zip(before) {
                let after = world.judged(at).decision;
                let opened = matches!((&before, &after), (Decision::StepUp(_), Decision::Allow(_)));
                assert!(!opened, "{name} at {at}: {before:?}, then {after:?}: {case:?}");
            }
            let stays = usable.into_iter().zip(world.usable(case.methods)).all(|(before, after)| after || !before);
            assert!(stays || name == DISAVOW, "{name} takes the last one: {case:?}");
        }
    }
    assert!(succeeded.values().all(|times| *times > 0), "{succeeded:?}");
    Ok(())
}
