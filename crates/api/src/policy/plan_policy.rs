//! `POST /mfa/organization/policy/plan`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Permission, Plan, PlanGroup};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::document::{POLICY_BODY, PolicyDocument};
use crate::access::DecisionView;
use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Json, Query};
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::{PageLimit, PlanGroupName, Subject};
use crate::violations::Violations;

/// Plans a change of the policy.
pub const PLAN: Route = Route {
    method: Method::POST,
    path: "/mfa/organization/policy/plan",
    access: Access::Member(Permission::PlanPolicy),
    texts: ADMINISTRATORS_ONLY,
    body: Some(POLICY_BODY),
    handler: || Endpoint::of(plan_policy),
    documentation: Some(Documentation {
        id: "planMfaPolicy",
        summary: "Show what a policy would mean for every member, before it is written",
        description: "Changes nothing. Returns how many members would pass, step up, be in grace (and must enrol by which \
            day, in UTC), have to enrol at once, are exempt or services; how many would have to confirm an enrolment; the decision about the caller (`you`); and a \
            fingerprint to send as `If-Plan` with the change. With `group`: the members of that group. A member counts as \
            verified by any session here that has not ended; the identity provider's own MFA is known from tokens alone.",
        examples: &[
            (
                "plan",
                r#"{"success":true,"data":{"version":7,"counts":{"pass":3,"stepUp":12,"inGrace":40,"enrolNow":0,"exempt":1,"services":2},"enrolBy":[{"day":"2026-01-15","count":40}],"needConfirmation":0,"you":{"decision":"step_up","methods":["GOOGLE_AUTH"],"links":{"verify":"/mfa/verify-login"}},"fingerprint":"1-14-tp-43200.0.40.0"}}"#,
            ),
            ("group", r#"{"success":true,"data":{"group":"inGrace","members":["alice","bob"],"next":"bob"}}"#),
        ],
    }),
    ..PUBLIC
};

/// The members to list instead of counting.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
struct PlanQuery {
    /// List the members of this group instead.
    #[deserr(default)]
    #[param(inline)]
    group: Option<PlanGroupName>,
    /// The `next` of the page before.
    #[deserr(default)]
    #[param(inline)]
    after: Option<Subject>,
    /// The number of members on a page: 1 to 1000, by default 100.
    #[deserr(default)]
    #[param(inline)]
    limit: Option<PageLimit>,
}

/// The plan, or one group of it.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = PlanOrGroup)]
enum PlanAnswer {
    Plan(PlanView),
    Group(GroupView),
}

/// What a policy would mean.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Plan)]
struct PlanView {
    /// The version of the present policy.
    version: u64,
    counts: GroupCounts,
    /// The members in grace by the day until which they must enrol.
    enrol_by: Vec<DayView>,
    /// The number of members who would have to confirm their next enrolment by a second channel.
    need_confirmation: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    you: Option<DecisionView>,
    /// The fingerprint of the plan, for `If-Plan`.
    fingerprint: String,
}

/// The number of members in each group.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GroupCounts {
    /// Have to enrol at once.
    enrol_now: u64,
    /// Are exempt.
    exempt: u64,
    /// Are in grace.
    in_grace: u64,
    /// Pass.
    pass: u64,
    /// Are services.
    services: u64,
    /// Have to step up.
    step_up: u64,
}

/// The members who must enrol by one day.
#[derive(Serialize, ToSchema)]
#[schema(as = EnrolmentDay)]
struct DayView {
    /// The day, in UTC.
    day: String,
    count: u64,
}

/// The members of one group.
#[derive(Serialize, ToSchema)]
#[schema(as = PlanGroupMembers)]
struct GroupView {
    group: PlanGroupName,
    members: Vec<Subject>,
    /// The `after` of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<Subject>,
}

impl From<Plan> for PlanView {
    fn from(plan: Plan) -> Self {
        let count = |group: PlanGroup| plan.groups.get(&group).copied().unwrap_or_default();
        Self {
            version: plan.version,
            counts: GroupCounts {
                enrol_now: count(PlanGroup::EnrolNow),
                exempt: count(PlanGroup::Exempt),
                in_grace: count(PlanGroup::InGrace),
                pass: count(PlanGroup::Pass),
                services: count(PlanGroup::Service),
                step_up: count(PlanGroup::StepUp),
            },
            enrol_by: plan.enrol_by.into_iter().map(|(day, count)| DayView { day, count }).collect(),
            need_confirmation: plan.need_confirmation,
            you: plan.own.map(DecisionView::from),
            fingerprint: plan.fingerprint.to_string(),
        }
    }
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn plan_policy(
    Acting(actor): Acting,
    Query(query): Query<PlanQuery>,
    Json(document): Json<PolicyDocument>,
    dispatcher: Dispatcher,
) -> Result<Data<PlanAnswer>, ApiError> {
    let answer = dispatcher
        .run(move |all| {
            let settings = document.into();
            let Some(group) = query.group else {
                return all.policy.plan.execute(&actor, &settings).map(|plan| PlanAnswer::Plan(plan.into()));
            };
            let (after, limit) = (query.after.map(|after| after.0), PageLimit::or_default(query.limit));
            let page = all.policy.plan.members(&actor, &settings, group.0, after.as_ref(), limit)?;
            let members = page.items.into_iter().map(Subject).collect();
            Ok(PlanAnswer::Group(GroupView { group, members, next: page.next.map(Subject) }))
        })
        .await?;
    Ok(Data(answer))
}
