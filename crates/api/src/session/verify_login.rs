//! `POST /mfa/verify-login`

use actix_web::http::Method as HttpMethod;
use actix_web::web;
use deserr::Deserr;
use portcullis_domain::{Error, Method, Permission, Proof, Rule, TypedCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::authenticator::AssertionCredential;
use crate::dispatch::{Dispatcher, PROOF_DEADLINE};
use crate::error_response::{ApiError, BodyError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, Json};
use crate::responses::True;
use crate::route::{Access, Body, Documentation, Rate, Route};
use crate::signature::Endpoint;
use crate::values::MfaType;
use crate::violations::Violations;

/// Verifies the caller's session.
pub const VERIFY_LOGIN: Route = Route {
    method: HttpMethod::POST,
    path: "/mfa/verify-login",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Proofs,
    texts: Texts {
        invalid: "MFA verification failed",
        failure: Failure::Documented("Failed to verify MFA"),
        ..NO_TEXTS
    },
    body: Some(Body { required: true, limit: 64 * 1024, example: r#"{"mfaType":"GOOGLE_AUTH","code":"123456"}"# }),
    handler: || Endpoint::of(verify_login),
    errors: || {
        vec![
            BodyError::Method.into(),
            ApiError::ProofRejected,
            Error::RuleBroken(Rule::MethodUnavailable).into(),
            Error::TooManyAttempts(jiff::SignedDuration::from_mins(15)).into(),
        ]
    },
    documentation: Some(Documentation {
        id: "verifyMfaLogin",
        summary: "Use an authenticator, so that the session passes the second factor",
        description: "From then on the same token passes, if it names the identity provider's session; the full-access token \
            passes in any case. A recovery code is sent as a code of `GOOGLE_AUTH`. Spaces and dashes are no part of a code. \
            Five wrong one-time passwords of a session in a row lead to a pause of 15 minutes, doubling up to an hour; \
            sessions that never verified share further limits. Other fields, `sessionId`, `ipAddress` and `userAgent` \
            among them, are ignored.",
        examples: &[(
            "verified",
            r#"{"success":true,"message":"MFA verification successful","fullAccessToken":"eyJ…","refreshToken":"0f…"}"#,
        )],
    }),
};

/// The proof that the caller used an authenticator.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, rename_all = camelCase)]
#[serde(rename_all = "camelCase")]
struct LoginProof {
    mfa_type: MfaType,
    /// For one-time passwords: six digits, or a recovery code.
    #[deserr(default)]
    code: Option<String>,
    /// For passkeys.
    #[deserr(default)]
    credential: Option<AssertionCredential>,
    /// For links: the token that the page behind the link shows.
    #[deserr(default)]
    token: Option<String>,
}

/// The part of the body that the kind of authenticator needs.
enum SubmittedProof {
    Code(TypedCode),
    Passkey(String),
    Link(String),
}

impl LoginProof {
    fn into_proof(self) -> Result<SubmittedProof, BodyError> {
        match self.mfa_type.0 {
            Method::Totp | Method::RecoveryCode => {
                let code = self.code.ok_or_else(|| BodyError::required("code"))?;
                TypedCode::parse(&code)
                    .map(SubmittedProof::Code)
                    .map_err(|rule| BodyError::Violations(vec![rule.of("code")]))
            }
            Method::Passkey => {
                let credential = self.credential.ok_or_else(|| BodyError::required("credential"))?;
                Ok(SubmittedProof::Passkey(credential.0))
            }
            Method::MagicLink => self.token.map(SubmittedProof::Link).ok_or_else(|| BodyError::required("token")),
        }
    }
}

impl SubmittedProof {
    fn as_proof(&self) -> Proof<'_> {
        match self {
            Self::Code(code) => Proof::Code(code),
            Self::Passkey(credential) => Proof::Passkey(credential),
            Self::Link(token) => Proof::Link(token),
        }
    }
}

/// The tokens of a verified session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VerifiedLogin {
    #[schema(inline)]
    success: True,
    /// What was done, for people.
    message: &'static str,
    /// A token for this session, to be verified with the keys at `/.well-known/jwks.json`.
    full_access_token: String,
    /// The token to get the next full-access token with.
    refresh_token: String,
}

/// Permissions: any member, for themselves.
async fn verify_login(
    Acting(actor): Acting,
    Json(body): Json<LoginProof>,
    dispatcher: Dispatcher,
) -> Result<web::Json<VerifiedLogin>, ApiError> {
    let proof = body.into_proof()?;
    let grant = dispatcher
        .run_proof(PROOF_DEADLINE, move |all, rate| all.session.verify_login.execute(&actor, proof.as_proof(), rate))
        .await?
        .ok_or(ApiError::ProofRejected)?;
    Ok(web::Json(VerifiedLogin {
        success: True,
        message: "MFA verification successful",
        full_access_token: grant.full_access_token,
        refresh_token: grant.refresh_token.to_string(),
    }))
}
