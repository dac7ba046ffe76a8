//! `PUT /organizations/{org}/members/{subject}`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Error, MemberUpsert, Resource, Rule, Scope, SubjectId};
use utoipa::{IntoParams, ToSchema};

use super::PROVISIONING;
use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::extractors::{Json, Path, Provisioning};
use crate::responses::Message;
use crate::route::{Access, Body, Documentation, Rate, Route};
use crate::signature::Endpoint;
use crate::values::{Email, MemberKindName, Reason, RoleNumber, subject_id};
use crate::violations::Violations;

/// Adds or updates a member.
pub const PUT_MEMBER: Route = Route {
    method: Method::PUT,
    path: "/organizations/{org}/members/{subject}",
    access: Access::Client(Scope::Provision),
    rate: Rate::Unlimited,
    texts: PROVISIONING,
    // a reason of 500 characters, each written as two escapes
    body: Some(Body {
        required: true,
        limit: 8 * 1024,
        example: r#"{"email":"alice@example.com","role":0,"kind":"person"}"#,
    }),
    handler: || Endpoint::of(put_member),
    errors: || {
        vec![
            Error::NotFound(Resource::Organization).into(),
            Error::RuleBroken(Rule::LastOwner).into(),
            Error::RuleBroken(Rule::AdminMfaRequired).into(),
            Error::RuleBroken(Rule::ServiceIsNoAdministrator).into(),
            Error::RuleBroken(Rule::KindFixed).into(),
        ]
    },
    documentation: Some(Documentation {
        id: "putMember",
        summary: "Add or update a member of an organization",
        description: "Absent fields keep their values; a new member is a person with the role USER unless the body says \
            otherwise. The call is idempotent. A new administrator of an organization that enforces MFA must hold an \
            authenticator that counts there, or the body must give an `overrideReason`: 409 otherwise. The last owner stays \
            an owner: 409. A subject that is or was a person here does not become a service: 409; one that was never a \
            member may be added as one. Administrators are notified of services and of every higher role.",
        examples: &[
            ("added", r#"{"success":true,"message":"Member added"}"#),
            ("upToDate", r#"{"success":true,"message":"Member up to date"}"#),
        ],
    }),
};

/// The member of a provisioning route.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
pub(crate) struct SubjectPath {
    /// The member, as the identity provider names them.
    #[param(schema_with = subject_id)]
    pub(crate) subject: String,
}

/// The member. Absent fields keep their values.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MemberRequest {
    /// The member's e-mail address.
    #[deserr(default)]
    email: Option<Email>,
    /// The member's role; USER for a new member.
    #[deserr(default)]
    role: Option<RoleNumber>,
    /// A person or a service; a person for a new member.
    #[deserr(default)]
    kind: Option<MemberKindName>,
    /// Why the member may administer an organization that enforces MFA without an authenticator that counts.
    #[deserr(default)]
    override_reason: Option<Reason>,
}

/// Permissions: clients with the right to provision the organization.
async fn put_member(
    Provisioning(actor): Provisioning,
    Path(path): Path<SubjectPath>,
    Json(body): Json<MemberRequest>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    let member = MemberUpsert {
        subject: SubjectId::parse(path.subject).map_err(|violation| Error::from(violation.of("subject")))?,
        email: body.email.map(|email| email.0),
        role: body.role.map(|role| role.0),
        kind: body.kind.map(|kind| kind.0),
    };
    let reason = body.override_reason.map(|reason| reason.0);
    let added = dispatcher.run(move |all| all.provisioning.put_member.execute(&actor, member, reason.as_ref())).await?;
    Ok(Message(if added { "Member added" } else { "Member up to date" }))
}
