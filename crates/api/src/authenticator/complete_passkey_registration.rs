//! `POST /mfa/passkey/complete-registration`

use actix_web::http::Method;
use data_encoding::BASE64URL_NOPAD;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use portcullis_domain::{EnrolmentChannel, Error, Permission, Rule};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::credential::RegistrationCredential;
use crate::dispatch::{DEADLINE, Dispatcher};
use crate::error_response::{ApiError, Failure, NO_TEXTS, Texts};
use crate::extractors::{Acting, Json};
use crate::responses::Message;
use crate::route::{Access, Body, Documentation, Rate, Route};
use crate::signature::Endpoint;
use crate::values::{EnrolmentCodeText, text};
use crate::violations::Violations;

const FAILED: &str = "Passkey registration failed";

/// Registers the passkey that was set up.
pub const COMPLETE_REGISTRATION: Route = Route {
    method: Method::POST,
    path: "/mfa/passkey/complete-registration",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Proofs,
    texts: Texts {
        invalid: FAILED,
        rejected: FAILED,
        failure: Failure::Documented("Failed to complete passkey registration"),
        ..NO_TEXTS
    },
    body: Some(Body {
        required: true,
        limit: 64 * 1024,
        example: r#"{"credential":{"id":"AA","rawId":"AA","response":{"clientDataJSON":"AA","attestationObject":"AA"},"type":"public-key"},"challenge":"dGVzdCBjaGFsbGVuZ2U="}"#,
    }),
    handler: || Endpoint::of(complete_registration),
    errors: || {
        vec![
            ApiError::ProofRejected,
            Error::RuleBroken(Rule::MethodUnavailable).into(),
            Error::ConfirmationRequired(vec![EnrolmentChannel::Mail, EnrolmentChannel::Code]).into(),
        ]
    },
    documentation: Some(documentation("completePasskeyRegistration")),
};

/// The same under its other documented path.
pub const COMPLETE_REGISTRATION_1: Route = Route {
    path: "/mfa/passkey/complete-registration-1",
    documentation: Some(documentation("completePasskeyRegistration1")),
    ..COMPLETE_REGISTRATION
};

const fn documentation(id: &'static str) -> Documentation {
    Documentation {
        id,
        summary: "Register the passkey that `/mfa/setup` began",
        description: "The challenge is used up, whether the answer is right or not. Binary values may be in base64url or \
            base64, `clientExtensionResults` in either place. Registering is a use of the passkey: it verifies the \
            session that the token names. Where the organization confirms enrolments, a member's first authenticator needs \
            an `enrolmentCode`: 403 without one, with the `channels` that there are; the challenge stays valid then.",
        examples: &[("completed", r#"{"success":true,"message":"Passkey registration completed"}"#)],
    }
}

/// A new passkey.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, rename_all = camelCase)]
#[serde(rename_all = "camelCase")]
#[schema(as = PasskeyRegistration)]
struct Registration {
    credential: RegistrationCredential,
    #[schema(inline)]
    challenge: Challenge,
    /// The code that was mailed, or that an administrator made, where the organization confirms enrolments.
    #[deserr(default)]
    enrolment_code: Option<EnrolmentCodeText>,
}

/// The challenge that the credential answers: in base64 or base64url, with padding or without.
struct Challenge(Vec<u8>);

impl Deserr<Violations> for Challenge {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Violations> {
        let text = String::deserialize_from_value(value, location)?;
        let plain = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
        let bytes = BASE64URL_NOPAD.decode(plain.as_bytes());
        bytes.map(Self).map_err(|_| Violations::at(location, "must be in base64"))
    }
}

impl PartialSchema for Challenge {
    fn schema() -> RefOr<Schema> {
        text().description(Some("The challenge that the credential answers, in base64.")).into()
    }
}

impl ToSchema for Challenge {}

/// Permissions: any member, for themselves.
async fn complete_registration(
    Acting(actor): Acting,
    Json(body): Json<Registration>,
    dispatcher: Dispatcher,
) -> Result<Message, ApiError> {
    let registered = dispatcher
        .run_proof(DEADLINE, move |all, rate| {
            let code = body.enrolment_code.as_ref().map(|code| &code.0);
            let proof = (&*body.credential.0, Some(&*body.challenge.0));
            all.authenticator.confirm_passkey.execute(&actor, proof, code, rate)
        })
        .await?;
    if registered { Ok(Message("Passkey registration completed")) } else { Err(ApiError::ProofRejected) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_read_in_either_base64_alphabet() {
        let read = |text: &str| {
            let challenge: Result<Challenge, Violations> = deserr::deserialize(serde_json::Value::from(text));
            challenge.map(|challenge| challenge.0).ok()
        };
        for text in ["-_8=", "+/8=", "-_8", "+/8"] {
            assert_eq!(read(text), Some(vec![0xfb, 0xff]), "{text}");
        }
        for text in ["-_8 ", "a", "ä"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
