//! What a decision rests on: for machines that ask for others, and for operators who wonder.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use portcullis_domain::{
    AllowReason, AllowedMethod, Decision, DenialReason, Error, Judgement, Method, NoOrganization, Result,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::decision::DecisionView;
use super::keeper::{Remembered, Seen};
use super::profile::{GateProfile, PLAIN};
use crate::Services;
use crate::acting::{Deciding, trace};
use crate::answer::data;
use crate::blocking::blocking;
use crate::body::{Object, Submitted, complaints};
use crate::refusal::{ApiError, BodyRefusal};

/// A decision about somebody, and why.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    #[serde(flatten)]
    decision: DecisionView,
    /// The first rule that applied: 1 to 6, in the order in which they are looked at; 0 where there was nothing to look at.
    rule: u8,
    because: &'static str,
    profile: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<MemberView>,
}

/// What is known of them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MemberView {
    subject: String,
    organization: String,
    policy_version: u64,
    enforced: bool,
    allowed_methods: Vec<&'static str>,
    binding: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exempt_until: Option<String>,
    maximum_age_seconds: u32,
    authenticators: Vec<&'static str>,
    evidence: Vec<EvidenceView>,
    token_expires_at: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EvidenceView {
    means: &'static str,
    verified_at: String,
    phishing_resistant: bool,
    decided: bool,
}

impl Services {
    /// What the gate would decide about the one whom `token` speaks for, by the profile of this name, and why. Reads
    /// everything anew and writes nothing: whom a token would make a member is none yet.
    pub fn explain(&self, token: &str, profile: Option<&str>) -> Result<Explanation> {
        self.explained(profile, |now| self.keeper.inspect(token, now))
    }

    fn explained(&self, profile: Option<&str>, look: impl FnOnce(Timestamp) -> Result<Seen>) -> Result<Explanation> {
        let name = profile.unwrap_or(PLAIN);
        let profile = self.profiles.named(name).ok_or_else(|| Error::invalid("profile", "is not known"))?;
        let now = self.keeper.now();
        let refused = |rule, because| Explanation {
            decision: DecisionView::from(Decision::Deny(DenialReason::NotAMember)),
            rule,
            because,
            profile: name.to_owned(),
            member: None,
        };
        match look(now) {
            Err(Error::Unauthenticated(_)) => Ok(refused(0, "the token is not accepted")),
            Err(other) => Err(other),
            Ok(Seen::Nowhere(NoOrganization::NotAssociated)) => Ok(refused(1, "there is no active membership")),
            Ok(Seen::Nowhere(NoOrganization::Ambiguous)) => {
                Ok(refused(1, "there are several memberships and the token names no organization"))
            }
            Ok(Seen::Caller(known)) if known.facts.session_over => Ok(refused(0, "the token's session was ended")),
            Ok(Seen::Caller(known)) => {
                let judgement = known.facts.judged(profile.demand, now);
                Ok(Explanation::of(&known, judgement, name, profile))
            }
        }
    }
}

impl Explanation {
    fn of(known: &Remembered, judgement: Judgement, name: &str, profile: &GateProfile) -> Self {
        let (rule, because) = rule(&judgement.decision, profile);
        let facts = &known.facts;
        let evidence = facts.evidence.iter().map(|evidence| EvidenceView {
            means: evidence.means.as_str(),
            verified_at: evidence.verified_at.to_string(),
            phishing_resistant: evidence.means.is_phishing_resistant(),
            decided: judgement.evidence == Some(*evidence),
        });
        let member = MemberView {
            subject: known.subject.to_string(),
            organization: facts.organization.to_string(),
            policy_version: facts.policy.version(),
            enforced: facts.policy.enforced(),
            allowed_methods: facts.policy.methods().iter().map(AllowedMethod::as_str).collect(),
            binding: judgement.binding,
            deadline: judgement.deadline.map(|at| at.to_string()),
            exempt_until: judgement.exempt_until.map(|at| at.to_string()),
            maximum_age_seconds: judgement.maximum_age,
            authenticators: facts.active.iter().copied().map(Method::as_str).collect(),
            evidence: evidence.collect(),
            token_expires_at: known.expires_at.to_string(),
        };
        let decision = DecisionView::from(judgement.decision);
        Self { decision, rule, because, profile: name.to_owned(), member: Some(member) }
    }
}

/// Which row of the table of decisions it was.
fn rule(decision: &Decision, profile: &GateProfile) -> (u8, &'static str) {
    match decision {
        Decision::Deny(DenialReason::NotAMember) => (1, "there is no active membership"),
        Decision::Allow(AllowReason::Service) => (2, "it is a service membership"),
        Decision::Allow(AllowReason::Verified) => (3, "there is fresh evidence of a method that counts"),
        Decision::StepUp(_) => (4, "there is an authenticator of a method that counts, and no fresh evidence"),
        Decision::Allow(AllowReason::NotRequired) => (5, "the organization does not enforce MFA"),
        Decision::Allow(AllowReason::Exempt { .. }) => (5, "the member is exempt"),
        Decision::Allow(AllowReason::Grace { .. }) => (5, "the member's deadline is yet to come"),
        Decision::Enrol(_) if profile.demand.is_raised() => (6, "the profile's demand binds, and nothing meets it"),
        Decision::Enrol(_) => (6, "the organization's demand binds, and nothing meets it"),
        Decision::Deny(DenialReason::Unmeetable) => {
            (6, "nothing that the organization allows meets the profile's demand")
        }
    }
}

/// About whom is asked, and how.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionBody {
    /// The token of the one about whom is asked.
    token: String,
    /// The gate's profile; `default` if it is not given.
    profile: Option<String>,
}

impl DecisionBody {
    fn read(body: &Object) -> std::result::Result<Self, BodyRefusal> {
        let mut violations = body.violations_beyond(&["token", "profile"]);
        let text = |name: &str| match body.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Error::invalid(name, "must be a text")),
        };
        let required = || Error::invalid("token", "must be a text");
        match (text("token").and_then(|token| token.ok_or_else(required)), text("profile")) {
            (Ok(token), Ok(profile)) if violations.is_empty() => Ok(Self { token, profile }),
            (token, profile) => {
                violations.extend(token.err().into_iter().chain(profile.err()).flat_map(complaints));
                Err(BodyRefusal::Violations(violations))
            }
        }
    }
}

/// Decides about another, and says why.
///
/// Permissions: machines that the operator named, with the scope `portcullis.decide`.
pub(crate) async fn decide_for(
    _: Deciding,
    body: Submitted,
    request: HttpRequest,
    services: Data<Services>,
) -> std::result::Result<HttpResponse, ApiError> {
    let asked = body.0.and_then(|body| DecisionBody::read(&body)).map_err(ApiError::Body)?;
    let services = Arc::clone(&services.into_inner());
    let (id, source) = trace(&request);
    let looking = Arc::clone(&services);
    let explanation = blocking(&services, move || {
        let look = |now| looking.keeper.look(&asked.token, id, source, now);
        looking.explained(asked.profile.as_deref(), look)
    })
    .await?;
    Ok(data(explanation))
}
