//! `GET /mfa/organization/enrolments`

use deserr::Deserr;
use portcullis_domain::Permission;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Query};
use crate::responses::List;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::Days;
use crate::violations::Violations;

/// The default number of days to look back.
const DEFAULT_DAYS: u32 = 30;

/// The enrolments in the caller's organization by day.
pub const ENROLMENTS: Route = Route {
    path: "/mfa/organization/enrolments",
    access: Access::Member(Permission::ReadAudit),
    texts: ADMINISTRATORS_ONLY,
    handler: || Endpoint::of(count_enrolments),
    documentation: Some(Documentation {
        id: "countEnrolments",
        summary: "Count the members who confirmed an authenticator, by day",
        description: "From the audit log; each member counts once a day. Days are in UTC, and days without enrolments are \
            left out.",
        examples: &[("days", r#"{"success":true,"data":[{"day":"2026-01-15","members":12}]}"#)],
    }),
    ..PUBLIC
};

/// The days to count.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
struct EnrolmentsQuery {
    /// The number of days to look back: 1 to 366, by default 30.
    #[deserr(default)]
    #[param(inline)]
    days: Option<Days>,
}

/// The enrolments of one day.
#[derive(Serialize, ToSchema)]
#[schema(as = EnrolmentCount)]
struct DayView {
    /// The day, in UTC.
    day: String,
    members: u64,
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn count_enrolments(
    Acting(actor): Acting,
    Query(query): Query<EnrolmentsQuery>,
    dispatcher: Dispatcher,
) -> Result<List<DayView>, ApiError> {
    let days = query.days.map_or(DEFAULT_DAYS, |days| days.0);
    let counts = dispatcher.run(move |all| all.reports.enrolments.execute(&actor, days)).await?;
    Ok(List(counts.into_iter().map(|(day, members)| DayView { day, members }).collect()))
}
