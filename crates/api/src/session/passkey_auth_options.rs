//! `POST /mfa/passkey/auth-options`

use actix_web::http::Method;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use portcullis_domain::{AssertionOptions, Error, Permission, Rule};
use serde::Serialize;
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, Failure, NO_TEXTS, Texts};
use crate::extractors::Acting;
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Rate, Route};
use crate::signature::Endpoint;

/// Begins the use of a passkey.
pub const AUTH_OPTIONS: Route = Route {
    method: Method::POST,
    path: "/mfa/passkey/auth-options",
    access: Access::Member(Permission::ManageOwnMfa),
    rate: Rate::Assertions,
    texts: Texts { failure: Failure::Documented("Failed to generate authentication options"), ..NO_TEXTS },
    handler: || Endpoint::of(auth_options),
    errors: || vec![Error::RuleBroken(Rule::NotConfigured).into(), Error::RuleBroken(Rule::MethodUnavailable).into()],
    documentation: Some(Documentation {
        id: "passkeyAuthOptions",
        summary: "Get a challenge to use a passkey on",
        description: "Takes no body. The answer is sent to `/mfa/verify-login` within five minutes, in the same session, \
            once. `challenge` is in base64, the ids in base64url as browsers have them. 400 for callers without a passkey.",
        examples: &[(
            "options",
            r#"{"success":true,"data":{"challenge":"dGVzdCBjaGFsbGVuZ2U=","rpId":"example.com","userVerification":"required","timeout":60000,"allowCredentials":[{"id":"c3VjaC1hbi1pZA","type":"public-key"}]}}"#,
        )],
    }),
    ..PUBLIC
};

/// What a browser needs to use a passkey.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PasskeyOptions)]
struct OptionsView {
    /// The challenge, in base64.
    challenge: String,
    rp_id: String,
    #[schema(inline)]
    user_verification: UserVerification,
    /// The time to answer, in milliseconds.
    timeout: u64,
    allow_credentials: Vec<AllowedCredential>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum UserVerification {
    Required,
}

/// A passkey of the caller.
#[derive(Serialize, ToSchema)]
struct AllowedCredential {
    /// The id, in base64url.
    id: String,
    #[schema(inline)]
    r#type: CredentialType,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum CredentialType {
    PublicKey,
}

impl From<AssertionOptions> for OptionsView {
    fn from(options: AssertionOptions) -> Self {
        let allowed =
            |id: &Vec<u8>| AllowedCredential { id: BASE64URL_NOPAD.encode(id), r#type: CredentialType::PublicKey };
        Self {
            challenge: BASE64.encode(&options.challenge),
            rp_id: options.rp_id,
            user_verification: UserVerification::Required,
            timeout: options.timeout,
            allow_credentials: options.credential_ids.iter().map(allowed).collect(),
        }
    }
}

/// Permissions: any member, for themselves.
async fn auth_options(Acting(actor): Acting, dispatcher: Dispatcher) -> Result<Data<OptionsView>, ApiError> {
    let options = dispatcher.run(move |all| all.session.request_assertion.execute(&actor)).await?;
    Ok(Data(options.into()))
}
