//! `PUT /mfa/organization/members/{subject}/exemption`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Exemption, Permission, SubjectId};
use serde::Serialize;
use utoipa::ToSchema;

use super::member_path::{MemberPath, exception_errors};
use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Json, Path};
use crate::responses::Data;
use crate::route::{Access, Body, Documentation, Rate, Route};
use crate::signature::Endpoint;
use crate::values::{Moment, Reason, Subject};
use crate::violations::Violations;

/// Exempts one member.
pub const GRANT_EXEMPTION: Route = Route {
    method: Method::PUT,
    path: "/mfa/organization/members/{subject}/exemption",
    access: Access::Member(Permission::GrantExceptions),
    rate: Rate::Unlimited,
    texts: ADMINISTRATORS_ONLY,
    // a reason of 500 characters, each written as two escapes
    body: Some(Body {
        required: true,
        limit: 8 * 1024,
        example: r#"{"until":"2026-01-15T00:00:00Z","reason":"lost their phone abroad"}"#,
    }),
    handler: || Endpoint::of(grant_exemption),
    errors: exception_errors,
    documentation: Some(Documentation {
        id: "grantMfaExemption",
        summary: "Exempt one member from MFA for a limited time",
        description: "At most 90 days, with a reason. Callers cannot exempt themselves; services need no exemption; \
            administrators cannot exempt an owner. A member who has an authenticator must still use it. Every \
            administrator is notified by mail.",
        examples: &[(
            "exemption",
            r#"{"success":true,"data":{"subject":"bob","until":"2026-01-15T00:00:00Z","reason":"lost their phone abroad","grantedBy":"alice","grantedAt":"2026-01-01T10:20:30Z"}}"#,
        )],
    }),
};

/// The exemption of one member.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, deny_unknown_fields)]
#[serde(deny_unknown_fields)]
struct ExemptionRequest {
    /// The end of the exemption: at most 90 days ahead.
    until: Moment,
    reason: Reason,
}

/// An exemption from MFA.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Exemption)]
pub(super) struct ExemptionView {
    subject: Subject,
    /// The end of the exemption.
    until: Moment,
    reason: Reason,
    /// The subject of the administrator, or the name of the operator.
    granted_by: String,
    granted_at: Moment,
}

impl ExemptionView {
    pub(super) fn new(subject: SubjectId, exemption: Exemption) -> Self {
        Self {
            subject: Subject(subject),
            until: Moment(exemption.ends_at),
            reason: Reason(exemption.reason),
            granted_by: exemption.granted_by,
            granted_at: Moment(exemption.granted_at),
        }
    }
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn grant_exemption(
    Acting(actor): Acting,
    Path(path): Path<MemberPath>,
    Json(body): Json<ExemptionRequest>,
    dispatcher: Dispatcher,
) -> Result<Data<ExemptionView>, ApiError> {
    let view = dispatcher
        .run(move |all| {
            let subject = path.subject.0;
            let exemption = all.policy.grant_exemption.execute(&actor, &subject, body.until.0, body.reason.0)?;
            Ok(ExemptionView::new(subject, exemption))
        })
        .await?;
    Ok(Data(view))
}
