//! `GET`, `PUT /mfa/organization/policy` and `POST /mfa/organization/policy/plan`.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::http::header::{ETAG, HeaderValue, IF_MATCH};
use actix_web::web::{Data, ReqData};
use actix_web::{HttpRequest, HttpResponse};
use portcullis_domain::{MfaPolicy, Plan, PlanFingerprint, PlanGroup, PolicySettings};
use serde::Serialize;

use super::document::{PolicyDocument, demands};
use crate::Services;
use crate::access::DecisionView;
use crate::acting::Acting;
use crate::answer::data;
use crate::blocking::blocking;
use crate::body::Submitted;
use crate::parameters::Parameters;
use crate::refusal::{ApiError, BodyRefusal};
use crate::routes::Route;
use crate::submission::admitted;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PolicyView {
    policy: PolicyDocument,
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    demand_since: Option<String>,
}

fn answer(policy: &MfaPolicy) -> HttpResponse {
    let demand_since = policy.demand_since().filter(|_| policy.enforced()).map(|at| at.to_string());
    let version = policy.version();
    let mut answer = data(PolicyView { policy: policy.demands().into(), version, demand_since });
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        answer.headers_mut().insert(ETAG, tag);
    }
    answer
}

/// What the organization demands.
///
/// Permissions: any member.
pub(crate) async fn read(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.administration.get_policy);
    Ok(answer(&blocking(&services, move || use_case.execute(&actor)).await?))
}

/// What is to be written, over what, and as it was planned, if it was.
struct Replacement {
    demands: PolicySettings,
    seen: u64,
    planned: Option<PlanFingerprint>,
}

/// Writes the whole policy over the one that the caller saw.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn replace(
    Acting(actor): Acting,
    request: HttpRequest,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| {
        let demands = demands(&body)?;
        Ok(Replacement { demands, seen: seen(&request)?, planned: planned(&request)? })
    });
    let use_case = Arc::clone(&services.administration.change_policy);
    let policy = admitted(&services, &route, actor, command, move |actor, change| {
        use_case.execute(actor, &change.demands, change.seen, change.planned.as_ref())
    })
    .await?;
    Ok(answer(&policy))
}

/// The version that `If-Match` names: one strong tag. A list, a weak one or `*` says too little about what the caller saw,
/// and matches none.
fn seen(request: &HttpRequest) -> Result<u64, BodyRefusal> {
    let mut given = request.headers().get_all(IF_MATCH);
    let (Some(tag), None) = (given.next(), given.next()) else { return Err(BodyRefusal::NoPrecondition) };
    let version = tag.to_str().ok().and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    // versions begin with 1
    Ok(version.unwrap_or(0))
}

fn planned(request: &HttpRequest) -> Result<Option<PlanFingerprint>, BodyRefusal> {
    let Some(given) = request.headers().get("if-plan") else { return Ok(None) };
    match PlanFingerprint::parse(given.to_str().unwrap_or_default()) {
        Ok(fingerprint) => Ok(Some(fingerprint)),
        Err(portcullis_domain::Error::Invalid(violations)) => Err(BodyRefusal::Parameters(violations)),
        Err(_) => Err(BodyRefusal::Invalid),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlanView {
    version: u64,
    counts: BTreeMap<&'static str, u64>,
    enrol_by: Vec<DayView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    you: Option<DecisionView>,
    fingerprint: String,
}

#[derive(Serialize)]
struct DayView {
    day: String,
    count: u64,
}

impl From<Plan> for PlanView {
    fn from(plan: Plan) -> Self {
        let count = |group: PlanGroup| (group.as_str(), plan.groups.get(&group).copied().unwrap_or_default());
        Self {
            version: plan.version,
            counts: PlanGroup::ALL.map(count).into(),
            enrol_by: plan.enrol_by.into_iter().map(|(day, count)| DayView { day, count }).collect(),
            you: plan.own.map(DecisionView::from),
            fingerprint: plan.fingerprint.to_string(),
        }
    }
}

#[derive(Serialize)]
struct GroupView {
    group: &'static str,
    members: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What a policy would do: to everybody in numbers or, with `group`, to whom.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn plan(
    Acting(actor): Acting,
    request: HttpRequest,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| {
        let parameters = Parameters::of(&request)?;
        let group = parameters.parsed("group", PlanGroup::parse)?;
        let after = parameters.subject("after")?;
        Ok((demands(&body)?, group, after, parameters.limit()?))
    });
    let use_case = Arc::clone(&services.administration.plan_policy);
    let told = admitted(&services, &route, actor, command, move |actor, (demands, group, after, size)| match group {
        None => use_case.execute(actor, &demands).map(|plan| Told::Plan(PlanView::from(plan))),
        Some(group) => {
            let page = use_case.members(actor, &demands, group, after.as_ref(), size)?;
            let members = page.items.iter().map(ToString::to_string).collect();
            let next = page.next.map(|next| next.to_string());
            Ok(Told::Group(GroupView { group: group.as_str(), members, next }))
        }
    })
    .await?;
    Ok(data(told))
}

#[derive(Serialize)]
#[serde(untagged)]
enum Told {
    Plan(PlanView),
    Group(GroupView),
}
