//! `POST /mfa/organization/members/{subject}/enrolment-code` and `POST /organizations/{org}/members/{subject}/enrolment-code`

use actix_web::http::Method;
use deserr::Deserr;
use portcullis_domain::{Error, MintedCode, Permission, Resource, Rule, Scope, SubjectId};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::PROVISIONING;
use super::put_member::SubjectPath;
use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Path, Provisioning};
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::{Moment, Subject};
use crate::violations::Violations;

const EXAMPLES: &[(&str, &str)] = &[(
    "code",
    r#"{"success":true,"data":{"enrolmentCode":"0123-4567-89AB-CDEF","expiresAt":"2026-01-08T10:20:30Z"}}"#,
)];

/// Makes an enrolment code for another member.
pub const MINT_ENROLMENT_CODE: Route = Route {
    method: Method::POST,
    path: "/mfa/organization/members/{subject}/enrolment-code",
    access: Access::Member(Permission::ResetOthers),
    texts: ADMINISTRATORS_ONLY,
    handler: || Endpoint::of(mint_enrolment_code),
    errors: || {
        vec![
            Error::NotFound(Resource::Membership).into(),
            Error::RuleBroken(Rule::OwnEnrolmentCode).into(),
            Error::RuleBroken(Rule::ServiceNeedsNoCode).into(),
        ]
    },
    documentation: Some(Documentation {
        id: "mintEnrolmentCode",
        summary: "Make a code that confirms the next enrolment of one member",
        description: "The member sends it as `enrolmentCode` when they confirm the enrolment. It is shown only once, counts \
            once, within seven days, and replaces the one made before. Hand it over in person or by a channel that does not \
            depend on the member's password. Callers cannot make one for themselves; administrators cannot make one for an \
            owner.",
        examples: EXAMPLES,
    }),
    ..PUBLIC
};

/// The same for clients.
pub const PROVISION_ENROLMENT_CODE: Route = Route {
    method: Method::POST,
    path: "/organizations/{org}/members/{subject}/enrolment-code",
    access: Access::Client(Scope::Provision),
    texts: PROVISIONING,
    handler: || Endpoint::of(provision_enrolment_code),
    errors: || vec![Error::NotFound(Resource::Organization).into(), Error::RuleBroken(Rule::ServiceNeedsNoCode).into()],
    documentation: Some(Documentation {
        id: "provisionEnrolmentCode",
        summary: "Make a code that confirms the next enrolment of a member",
        description: "As `/mfa/organization/members/{subject}/enrolment-code`, for clients. 404 if the subject is not a \
            member.",
        examples: EXAMPLES,
    }),
    ..PUBLIC
};

/// The member to make a code for.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
struct MemberPath {
    /// The member, as the identity provider names them.
    #[param(inline)]
    subject: Subject,
}

/// A new code.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EnrolmentCode)]
struct CodeView {
    /// The code. It cannot be read again.
    enrolment_code: String,
    expires_at: Moment,
}

impl From<MintedCode> for CodeView {
    fn from(minted: MintedCode) -> Self {
        Self { enrolment_code: minted.code.to_string(), expires_at: Moment(minted.expires_at) }
    }
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn mint_enrolment_code(
    Acting(actor): Acting,
    Path(path): Path<MemberPath>,
    dispatcher: Dispatcher,
) -> Result<Data<CodeView>, ApiError> {
    let minted =
        dispatcher.run(move |all| all.authenticator.mint_enrolment_code.execute(&actor, &path.subject.0)).await?;
    Ok(Data(minted.into()))
}

/// Permissions: clients with the scope `portcullis.provision`.
async fn provision_enrolment_code(
    Provisioning(actor): Provisioning,
    Path(path): Path<SubjectPath>,
    dispatcher: Dispatcher,
) -> Result<Data<CodeView>, ApiError> {
    let subject = SubjectId::parse(path.subject).map_err(|_| ApiError::UnknownId)?;
    let minted = dispatcher.run(move |all| all.authenticator.mint_enrolment_code.execute(&actor, &subject)).await?;
    Ok(Data(minted.into()))
}
