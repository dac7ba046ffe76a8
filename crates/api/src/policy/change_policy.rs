//! `PUT /mfa/organization/policy`

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest};
use portcullis_domain::{Error, FieldViolation, Permission, PlanFingerprint, Resource};
use utoipa::openapi::Required;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};

use super::document::{POLICY_BODY, PolicyAnswer, PolicyDocument};
use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Json};
use crate::route::{Access, Documentation, Rate, Route};
use crate::signature::{Endpoint, Input, Signature};
use crate::values::text;

/// Replaces the policy of the caller's organization.
pub const CHANGE_POLICY: Route = Route {
    method: Method::PUT,
    path: "/mfa/organization/policy",
    access: Access::Member(Permission::ChangePolicy),
    rate: Rate::Unlimited,
    texts: ADMINISTRATORS_ONLY,
    body: Some(POLICY_BODY),
    handler: || Endpoint::of(change_policy),
    errors: || {
        vec![
            Error::Stale(Resource::Policy).into(),
            Error::Stale(Resource::Plan).into(),
            ApiError::PreconditionMissing,
            ApiError::Parameters(vec![unknown_plan()]),
        ]
    },
    documentation: Some(Documentation {
        id: "changeMfaPolicy",
        summary: "Replace the policy of the caller's organization",
        description: "`If-Match` with the version that the caller saw is required: 428 without it, 412 if the policy has \
            changed since. `If-Plan` may carry a plan's fingerprint: 409 if more members would have to enrol than was \
            planned. Every field but `enrolment` is required, and unknown ones are rejected. Allowing fewer methods is a new requirement: \
            members have the grace period to meet it, in which their present authenticators still count. Weakening the \
            policy needs a verified session of callers who have an authenticator; every administrator is notified of it \
            by mail.",
        examples: &[(
            "policy",
            r#"{"success":true,"data":{"policy":{"enforced":true,"gracePeriodDays":14,"allowedMethods":["GOOGLE_AUTH","PASSKEY"],"maximumAgeSeconds":43200,"enrolment":"open"},"version":8,"demandSince":"2026-01-01T10:20:30Z"}}"#,
        )],
    }),
};

/// The preconditions of a change.
struct Preconditions {
    /// The version in `If-Match`: one strong tag. A list, a weak one and `*` match no version.
    version: u64,
    /// The fingerprint in `If-Plan`.
    plan: Option<PlanFingerprint>,
}

impl FromRequest for Preconditions {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}

impl Preconditions {
    fn read(request: &HttpRequest) -> Result<Self, ApiError> {
        let plan = request.headers().get("if-plan").map(|given| {
            let fingerprint = PlanFingerprint::parse(given.to_str().unwrap_or_default());
            fingerprint.map_err(|_| ApiError::Parameters(vec![unknown_plan()]))
        });
        let plan = plan.transpose()?;
        let mut given = request.headers().get_all(IF_MATCH);
        let (Some(tag), None) = (given.next(), given.next()) else { return Err(ApiError::PreconditionMissing) };
        let version = tag.to_str().ok().and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok());
        // versions begin with 1
        Ok(Self { version: version.unwrap_or(0), plan })
    }
}

impl Input for Preconditions {
    fn describe(signature: &mut Signature) {
        let header = |name, required, description, pattern: &str| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Header)
                .required(required)
                .description(Some(description))
                .schema(Some(text().pattern(Some(pattern))))
                .build()
        };
        signature.parameters.extend([
            header(
                "If-Match",
                Required::True,
                "The `ETag` of the policy that the caller saw.",
                "^\"[1-9][0-9]{0,8}\"$",
            ),
            header(
                "If-Plan",
                Required::False,
                "The fingerprint of a plan.",
                r"^[01]-[0-9]+-[a-z]+-[0-9]+(-c)?\.[0-9]{1,9}\.[0-9]{1,9}\.[01]$",
            ),
        ]);
    }
}

fn unknown_plan() -> FieldViolation {
    FieldViolation { field: "If-Plan".to_owned(), rule: "must be the fingerprint of a plan".to_owned() }
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn change_policy(
    Acting(actor): Acting,
    preconditions: Preconditions,
    Json(document): Json<PolicyDocument>,
    dispatcher: Dispatcher,
) -> Result<PolicyAnswer, ApiError> {
    let policy = dispatcher
        .run(move |all| {
            let Preconditions { version, plan } = preconditions;
            all.policy.change.execute(&actor, &document.into(), version, plan.as_ref())
        })
        .await?;
    Ok(PolicyAnswer(policy))
}
