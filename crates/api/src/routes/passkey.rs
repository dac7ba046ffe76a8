//! The rows of passkeys.

use actix_web::http::Method;
use actix_web::web;
use portcullis_domain::Permission;
use utoipa::PartialSchema;

use super::{Body, Documentation, Failure, NO_TEXTS, PUBLIC, Route, Texts, Who};
use crate::authenticator::{self, RegistrationBody};

const FAILED: &str = "Passkey registration failed";

/// Asks for the use of a passkey.
pub const AUTH_OPTIONS: Route = Route {
    path: "/mfa/passkey/auth-options",
    failure: Failure::Documented("Failed to generate authentication options"),
    handler: || web::route().to(authenticator::auth_options),
    documentation: Some(Documentation {
        id: "passkeyAuthOptions",
        summary: "Get a challenge to use a passkey on",
        description: "Takes no body. The answer goes to `/mfa/verify-login` within five minutes, in the same session, once. \
            `challenge` is in base 64, the ids in base64url as browsers have them. 400 for who has no passkey.",
        query: &[],
        enveloped: false,
        answers: &[(
            "options",
            r#"{"success":true,"data":{"challenge":"dGVzdCBjaGFsbGVuZ2U=","rpId":"example.com","userVerification":"required","timeout":60000,"allowCredentials":[{"id":"c3VjaC1hbi1pZA","type":"public-key"}]}}"#,
        )],
    }),
    ..OWN
};

/// Registers a passkey.
pub const COMPLETE_REGISTRATION: Route = Route {
    path: "/mfa/passkey/complete-registration",
    documentation: Some(completion("completePasskeyRegistration")),
    ..COMPLETING
};

/// The same under its other name.
pub const COMPLETE_REGISTRATION_1: Route = Route {
    path: "/mfa/passkey/complete-registration-1",
    documentation: Some(completion("completePasskeyRegistration1")),
    ..COMPLETING
};

const fn completion(id: &'static str) -> Documentation {
    Documentation {
        id,
        summary: "Register the passkey that `/mfa/setup` began",
        description: "The challenge is used up, whether the answer is right or not. Binary values are taken in base64url \
            and in base 64, `clientExtensionResults` in either place. Registering is not using: the session has passed \
            nothing yet.",
        query: &[],
        enveloped: true,
        answers: &[("completed", r#"{"success":true,"message":"Passkey registration completed"}"#)],
    }
}

const COMPLETING: Route = Route {
    texts: Texts { rejected: FAILED, ..NO_TEXTS },
    failure: Failure::Documented("Failed to complete passkey registration"),
    body: Some(Body {
        required: true,
        limit: 64 * 1024,
        schema: RegistrationBody::schema,
        example: r#"{"credential":{"id":"AA","rawId":"AA","response":{"clientDataJSON":"AA","attestationObject":"AA"},"type":"public-key"},"challenge":"dGVzdCBjaGFsbGVuZ2U="}"#,
        invalid: FAILED,
    }),
    handler: || web::route().to(authenticator::complete_registration),
    ..OWN
};

const OWN: Route = Route { method: Method::POST, who: Who::Member(Permission::ManageOwnMfa), ..PUBLIC };
