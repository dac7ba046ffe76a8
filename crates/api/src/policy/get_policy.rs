//! `GET /mfa/organization/policy`

use portcullis_domain::Permission;

use super::document::PolicyAnswer;
use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::Acting;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// The policy of the caller's organization.
pub const POLICY: Route = Route {
    path: "/mfa/organization/policy",
    access: Access::Member(Permission::ReadPolicy),
    handler: || Endpoint::of(get_policy),
    documentation: Some(Documentation {
        id: "mfaPolicy",
        summary: "Get the policy of the caller's organization",
        description: "`ETag` is its version, to be sent as `If-Match` with a change. `demandSince` is the moment from which \
            grace periods are counted, while MFA is enforced.",
        examples: &[(
            "policy",
            r#"{"success":true,"data":{"policy":{"enforced":true,"gracePeriodDays":14,"allowedMethods":["GOOGLE_AUTH","PASSKEY"],"maximumAgeSeconds":43200,"enrolment":"open"},"version":7,"demandSince":"2026-01-01T10:20:30Z"}}"#,
        )],
    }),
    ..PUBLIC
};

/// Permissions: any member.
async fn get_policy(Acting(actor): Acting, dispatcher: Dispatcher) -> Result<PolicyAnswer, ApiError> {
    Ok(PolicyAnswer(dispatcher.run(move |all| all.policy.get.execute(&actor)).await?))
}
