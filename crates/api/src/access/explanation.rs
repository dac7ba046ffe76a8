//! Explains a decision: for clients that ask on behalf of others, and for operators.

use jiff::Timestamp;
use portcullis_domain::{AllowReason, Decision, DenialReason, Error, Judgement, NoOrganization, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller_cache::{KnownCaller, Loaded};
use super::decision::DecisionView;
use super::gate_state::GateState;
use super::profile::{DEFAULT_PROFILE, GateProfile};
use crate::values::{AllowedMethodName, MeansName, MethodName, Moment, OrganizationKey, Subject};

/// A decision and what it rests on.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    #[serde(flatten)]
    decision: DecisionView,
    /// The first rule that applied: 1 no membership, 2 a service, 3 evidence, 4 an authenticator to use, 5 MFA is not
    /// required, 6 an authenticator to enrol; 0 if the token is not accepted.
    #[schema(maximum = 6)]
    rule: u8,
    /// The rule in words.
    because: &'static str,
    /// The gate profile.
    profile: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    member: Option<MemberFactsView>,
}

/// The facts about the member.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MemberFacts)]
struct MemberFactsView {
    subject: Subject,
    organization: OrganizationKey,
    /// The version of the policy.
    policy_version: u64,
    /// Whether the organization requires MFA.
    enforced: bool,
    /// The methods that the policy allows.
    allowed_methods: Vec<AllowedMethodName>,
    /// Whether the requirement applies to the member now.
    binding: bool,
    /// The moment from which MFA is required of the member.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    deadline: Option<Moment>,
    /// The end of the member's exemption.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    exempt_until: Option<Moment>,
    /// The seconds for which a verification counts.
    maximum_age_seconds: u32,
    /// The kinds of the member's active authenticators.
    authenticators: Vec<MethodName>,
    /// The verifications of the session.
    evidence: Vec<EvidenceView>,
    /// The expiry of the token.
    token_expires_at: Moment,
}

/// One verification of the session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Evidence)]
struct EvidenceView {
    means: MeansName,
    /// The moment of the verification.
    verified_at: Moment,
    /// Whether the method resists phishing.
    phishing_resistant: bool,
    /// Whether the decision rests on it.
    decided: bool,
}

impl GateState {
    /// The decision about the caller of `token` by the profile of this name, and why. Writes nothing.
    pub(crate) fn explain(&self, token: &str, profile: Option<&str>) -> Result<Explanation> {
        self.explain_loaded(profile, |now| self.cache.peek(token, now))
    }

    pub(super) fn explain_loaded(
        &self,
        profile: Option<&str>,
        load: impl FnOnce(Timestamp) -> Result<Loaded>,
    ) -> Result<Explanation> {
        let name = profile.unwrap_or(DEFAULT_PROFILE);
        let profile = self.profiles.named(name).ok_or_else(|| Error::invalid("profile", "is not a known profile"))?;
        let now = self.cache.now();
        let denied = |rule, because| Explanation {
            decision: DecisionView::from(Decision::Deny(DenialReason::NotAMember)),
            rule,
            because,
            profile: name.to_owned(),
            member: None,
        };
        match load(now) {
            Err(Error::Unauthenticated(_)) => Ok(denied(0, "the token is not accepted")),
            Err(other) => Err(other),
            Ok(Loaded::NoOrganization(NoOrganization::NotAssociated)) => Ok(denied(1, "there is no active membership")),
            Ok(Loaded::NoOrganization(NoOrganization::Ambiguous)) => {
                Ok(denied(1, "several organizations were entered and the token names none"))
            }
            Ok(Loaded::Member(known)) if known.session_is_over() => Ok(denied(0, "the token's session has ended")),
            Ok(Loaded::Member(known)) => {
                let judgement = known.judged(profile.requirement, now);
                Ok(Explanation::of(&known, judgement, name, profile))
            }
        }
    }
}

impl Explanation {
    fn of(known: &KnownCaller, judgement: Judgement, name: &str, profile: &GateProfile) -> Self {
        let (rule, because) = rule(&judgement.decision, profile);
        let facts = known.facts();
        let evidence = known.evidence().map(|evidence| EvidenceView {
            means: MeansName(evidence.means),
            verified_at: Moment(evidence.verified_at),
            phishing_resistant: evidence.means.is_phishing_resistant(),
            decided: judgement.evidence == Some(evidence),
        });
        let member = MemberFactsView {
            subject: Subject(known.subject().clone()),
            organization: OrganizationKey(facts.organization.clone()),
            policy_version: facts.policy.version(),
            enforced: facts.policy.enforced(),
            allowed_methods: facts.policy.methods().iter().map(AllowedMethodName).collect(),
            binding: judgement.binding,
            deadline: judgement.deadline.map(Moment),
            exempt_until: judgement.exempt_until.map(Moment),
            maximum_age_seconds: judgement.maximum_age,
            authenticators: facts.active.iter().copied().map(MethodName).collect(),
            evidence: evidence.collect(),
            token_expires_at: Moment(known.expires_at()),
        };
        let decision = DecisionView::from(judgement.decision);
        Self { decision, rule, because, profile: name.to_owned(), member: Some(member) }
    }
}

/// The row of the decision table that applied.
fn rule(decision: &Decision, profile: &GateProfile) -> (u8, &'static str) {
    match decision {
        Decision::Deny(DenialReason::NotAMember) => (1, "there is no active membership"),
        Decision::Allow(AllowReason::Service) => (2, "it is a service membership"),
        Decision::Allow(AllowReason::Verified) => (3, "there is fresh evidence of a method that counts"),
        Decision::StepUp(_) => (4, "there is an authenticator of a method that counts, and no fresh evidence"),
        Decision::Allow(AllowReason::NotRequired) => (5, "the organization does not enforce MFA"),
        Decision::Allow(AllowReason::Exempt { .. }) => (5, "the member is exempt"),
        Decision::Allow(AllowReason::Grace { .. }) => (5, "the member's grace period has not ended"),
        Decision::Enrol(_) if profile.requirement.is_raised() => {
            (6, "the profile requires MFA, and no authenticator meets it")
        }
        Decision::Enrol(_) => (6, "the organization requires MFA, and no authenticator meets it"),
        Decision::Deny(DenialReason::Unmeetable) => (6, "no method that the organization allows meets the profile"),
    }
}
