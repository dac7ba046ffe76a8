//! `GET /mfa/organization/members/counts`

use portcullis_domain::{MemberState, Permission};
use serde::Serialize;
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::Acting;
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// The number of members by status.
pub const MEMBER_COUNTS: Route = Route {
    path: "/mfa/organization/members/counts",
    access: Access::Member(Permission::ReadMembers),
    texts: ADMINISTRATORS_ONLY,
    handler: || Endpoint::of(count_members),
    documentation: Some(Documentation {
        id: "countMembers",
        summary: "Count the members of the caller's organization by MFA status",
        description: "The statuses are those of the list.",
        examples: &[(
            "counts",
            r#"{"success":true,"data":{"enrolled":12,"exempt":1,"in_grace":40,"not_required":0,"overdue":0,"service":2,"verified":3}}"#,
        )],
    }),
    ..PUBLIC
};

/// The number of members of each status.
#[derive(Serialize, ToSchema)]
struct MemberCounts {
    enrolled: u64,
    exempt: u64,
    in_grace: u64,
    not_required: u64,
    overdue: u64,
    service: u64,
    verified: u64,
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn count_members(Acting(actor): Acting, dispatcher: Dispatcher) -> Result<Data<MemberCounts>, ApiError> {
    let counts = dispatcher.run(move |all| all.reports.members.count(&actor)).await?;
    let count = |state: MemberState| counts.get(&state).copied().unwrap_or_default();
    Ok(Data(MemberCounts {
        enrolled: count(MemberState::Enrolled),
        exempt: count(MemberState::Exempt),
        in_grace: count(MemberState::InGrace),
        not_required: count(MemberState::NotRequired),
        overdue: count(MemberState::Overdue),
        service: count(MemberState::Service),
        verified: count(MemberState::Verified),
    }))
}
