//! `PUT /mfa/organization/members/{subject}/deadline`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use super::member_path::{MemberPath, exception_errors};
use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Json, Path};
use crate::responses::Data;
use crate::route::{Access, Body, Documentation, Rate, Route};
use crate::signature::Endpoint;
use crate::values::{Moment, Reason};
use crate::violations::Violations;

/// Sets a deadline for one member.
pub const SET_DEADLINE: Route = Route {
    method: Method::PUT,
    path: "/mfa/organization/members/{subject}/deadline",
    access: Access::Member(Permission::GrantExceptions),
    rate: Rate::Unlimited,
    texts: ADMINISTRATORS_ONLY,
    // a reason of 500 characters, each written as two escapes
    body: Some(Body {
        required: true,
        limit: 8 * 1024,
        example: r#"{"deadline":"2026-01-15T00:00:00Z","reason":"on leave until then"}"#,
    }),
    handler: || Endpoint::of(set_deadline),
    errors: exception_errors,
    documentation: Some(Documentation {
        id: "setMfaDeadline",
        summary: "Set the deadline of one member, later or sooner than the policy's",
        description: "At most 90 days ahead; a past moment means now. Callers cannot set their own deadline; services have \
            none; administrators cannot set an owner's. A later deadline is notified to every administrator by mail.",
        examples: &[("deadline", r#"{"success":true,"data":{"deadline":"2026-01-15T00:00:00Z"}}"#)],
    }),
};

/// The deadline of one member.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, deny_unknown_fields)]
#[serde(deny_unknown_fields)]
struct DeadlineRequest {
    /// The moment from which MFA is required of the member: at most 90 days ahead. A past moment means now.
    deadline: Moment,
    reason: Reason,
}

/// The deadline that was set.
#[derive(Serialize, ToSchema)]
#[schema(as = Deadline)]
struct DeadlineView {
    deadline: Moment,
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn set_deadline(
    Acting(actor): Acting,
    Path(path): Path<MemberPath>,
    Json(body): Json<DeadlineRequest>,
    dispatcher: Dispatcher,
) -> Result<Data<DeadlineView>, ApiError> {
    let deadline = dispatcher
        .run(move |all| all.policy.deadlines.execute(&actor, &path.subject.0, body.deadline.0, body.reason.0))
        .await?;
    Ok(Data(DeadlineView { deadline: Moment(deadline) }))
}
