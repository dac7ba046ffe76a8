//! `POST /mfa/verify-setup`

use actix_web::http::Method as HttpMethod;
use deserr::Deserr;
use portcullis_domain::{EnrolmentChannel, EnrolmentCode, Error, Method, OneTimeCode, Permission, Rule};
use utoipa::ToSchema;

use super::credential::RegistrationCredential;
use crate::dispatch::{Dispatcher, PROOF_DEADLINE};
use crate::error_response::{ApiError, BodyError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, Json};
use crate::responses::Message;
use crate::route::{Access, Body, Documentation, Rate, Route};
use crate::signature::Endpoint;
use crate::values::{EnrolmentCodeText, MfaType};
use crate::violations::Violations;

const FAILED: &str = "MFA setup verification failed";

/// Confirms an authenticator that was set up.
pub const VERIFY_SETUP: Route = Route {
    method: HttpMethod::POST,
    path: "/mfa/verify-setup",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Proofs,
    texts: Texts {
        invalid: FAILED,
        rejected: FAILED,
        failure: Failure::Documented("Failed to verify MFA setup"),
        ..NO_TEXTS
    },
    body: Some(Body { required: true, limit: 64 * 1024, example: r#"{"mfaType":"GOOGLE_AUTH","code":"123456"}"# }),
    handler: || Endpoint::of(verify_setup),
    errors: || {
        vec![
            BodyError::Method.into(),
            ApiError::ProofRejected,
            Error::RuleBroken(Rule::MethodUnavailable).into(),
            Error::ConfirmationRequired(vec![EnrolmentChannel::Mail, EnrolmentChannel::Code]).into(),
            Error::TooManyAttempts(jiff::SignedDuration::from_mins(15)).into(),
        ]
    },
    documentation: Some(Documentation {
        id: "verifyMfaSetup",
        summary: "Confirm an authenticator that was set up, from which on it counts",
        description: "Wrong codes are counted like those of `/mfa/verify-login`. Confirming is a use of \
            the authenticator: it verifies the session that the token names. Where the organization confirms enrolments, a \
            member's first authenticator needs an `enrolmentCode`: 403 without one, with the `channels` that there are.",
        examples: &[("enabled", r#"{"success":true,"message":"MFA setup verified and enabled"}"#)],
    }),
};

/// The proof that the caller holds the authenticator.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, rename_all = camelCase)]
#[serde(rename_all = "camelCase")]
struct SetupProof {
    mfa_type: MfaType,
    /// For one-time passwords: six digits.
    #[deserr(default)]
    code: Option<String>,
    /// For passkeys.
    #[deserr(default)]
    credential: Option<RegistrationCredential>,
    /// The code that was mailed, or that an administrator made, where the organization confirms enrolments.
    #[deserr(default)]
    enrolment_code: Option<EnrolmentCodeText>,
}

/// The part of the body that the kind of authenticator needs.
enum Proof {
    Code(OneTimeCode),
    Passkey(String),
    Link,
}

impl SetupProof {
    fn into_proof(self) -> Result<(Proof, Option<EnrolmentCode>), BodyError> {
        let proof = match self.mfa_type.0 {
            Method::Totp | Method::RecoveryCode => {
                let code = self.code.ok_or_else(|| BodyError::required("code"))?;
                OneTimeCode::parse(&code).map(Proof::Code).map_err(|rule| BodyError::Violations(vec![rule.of("code")]))
            }
            Method::Passkey => {
                let credential = self.credential.ok_or_else(|| BodyError::required("credential"))?;
                Ok(Proof::Passkey(credential.0))
            }
            Method::MagicLink => Ok(Proof::Link),
        };
        Ok((proof?, self.enrolment_code.map(|code| code.0)))
    }
}

/// Permissions: any member, for themselves.
async fn verify_setup(
    Acting(actor): Acting,
    Json(body): Json<SetupProof>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    let (proof, enrolment_code) = body.into_proof()?;
    let confirmed = dispatcher
        .run_proof(PROOF_DEADLINE, move |all, rate| match proof {
            Proof::Code(code) => all.authenticator.confirm_totp.execute(&actor, &code, enrolment_code.as_ref(), rate),
            Proof::Passkey(credential) => {
                all.authenticator.confirm_passkey.execute(&actor, (&credential, None), enrolment_code.as_ref(), rate)
            }
            // links are activated by a route of their own
            Proof::Link => Err(Error::RuleBroken(Rule::MethodUnavailable)),
        })
        .await?;
    if confirmed { Ok(Message("MFA setup verified and enabled")) } else { Err(ApiError::ProofRejected) }
}
