//! The rows of what a member does with their own authenticators.

use actix_web::http::Method;
use actix_web::web;
use portcullis_domain::Permission;
use utoipa::PartialSchema;

use super::{Body, Documentation, Failure, NO_TEXTS, PUBLIC, Route, Texts, Who};
use crate::authenticator::{self, LoginBody, MethodBody, ProofBody, RefreshBody, ResetBody, SetupBody};

const MFA_TYPE: &str = "Invalid MFA type specified";

/// How the caller stands.
pub const STATUS: Route = Route {
    path: "/mfa/status",
    who: Who::Subject,
    failure: Failure::Documented("Failed to get MFA status"),
    handler: || web::route().to(authenticator::status),
    documentation: Some(Documentation {
        id: "mfaStatus",
        summary: "How the caller stands",
        description: "`isEnabled`: an authenticator counts. `isEnforced`: the organization enforces MFA. `isRequired`: MFA \
            is or will be demanded of the caller. `sessionVerified`: this session passed the second factor. Who belongs to \
            no organization gets all false.",
        query: &[],
        enveloped: false,
        answers: &[(
            "enabled",
            r#"{"success":true,"data":{"isEnabled":true,"isRequired":true,"isEnforced":true,"enabledMethods":["GOOGLE_AUTH"],"primaryMethod":"GOOGLE_AUTH","sessionVerified":true}}"#,
        )],
    }),
    ..PUBLIC
};

/// What the caller can set up.
pub const METHODS: Route = Route {
    path: "/mfa/methods",
    who: Who::Subject,
    failure: Failure::Documented("Failed to get MFA methods"),
    handler: || web::route().to(authenticator::methods),
    documentation: Some(Documentation {
        id: "mfaMethods",
        summary: "The kinds of authenticators, and how the caller stands to each",
        description: "`isAvailable` is false where the installation or the organization has no use for a kind.",
        query: &[],
        enveloped: false,
        answers: &[(
            "methods",
            r#"{"success":true,"data":[{"type":"GOOGLE_AUTH","name":"Google Authenticator","description":"Time-based one-time password using Google Authenticator app","isAvailable":true,"isConfigured":true,"isEnabled":true}]}"#,
        )],
    }),
    ..PUBLIC
};

/// Begins to set an authenticator up.
pub const SETUP: Route = Route {
    path: "/mfa/setup",
    failure: Failure::Documented("Failed to setup MFA"),
    body: Some(Body {
        required: true,
        limit: 4 * 1024,
        schema: SetupBody::schema,
        example: r#"{"mfaType":"GOOGLE_AUTH"}"#,
        invalid: MFA_TYPE,
    }),
    handler: || web::route().to(authenticator::set_up),
    documentation: Some(Documentation {
        id: "setUpMfa",
        summary: "Begin to set an authenticator up",
        description: "`GOOGLE_AUTH` gives a secret, its QR code and ten recovery codes, shown this once, to be proven within \
            ten minutes; what counted before stays until then. `PASSKEY` gives a challenge to answer within five, in parts \
            and, as `publicKey`, whole: for `PublicKeyCredential.parseCreationOptionsFromJSON`. `MAGIC_LINK` sends a link to the member's own address. Nothing counts before \
            `/mfa/verify-setup` in the same session or, for links, `/mfa/magic-link/activate`.",
        query: &[],
        enveloped: false,
        answers: &[
            (
                "totp",
                r#"{"success":true,"data":{"secret":"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP","qrCode":"data:image/png;base64,iVBORw0KGgo=","backupCodes":["0123-4567-89AB-CDEF"]}}"#,
            ),
            (
                "passkey",
                r#"{"success":true,"data":{"challenge":"dGVzdCBjaGFsbGVuZ2U=","rpName":"Portcullis","userName":"alice@example.com","rpID":"example.com","origin":"https://mfa.example.com","userId":"AAAAAAAAAAAAAAAAAAAAAA==","publicKey":{}}}"#,
            ),
        ],
    }),
    ..OWN
};

/// Proves what was set up.
pub const VERIFY_SETUP: Route = Route {
    path: "/mfa/verify-setup",
    texts: Texts { rejected: "MFA setup verification failed", ..NO_TEXTS },
    failure: Failure::Documented("Failed to verify MFA setup"),
    body: Some(Body {
        required: true,
        limit: 64 * 1024,
        schema: ProofBody::schema,
        example: r#"{"mfaType":"GOOGLE_AUTH","code":"123456"}"#,
        invalid: "MFA setup verification failed",
    }),
    handler: || web::route().to(authenticator::verify_setup),
    documentation: Some(Documentation {
        id: "verifyMfaSetup",
        summary: "Prove what was set up; from then on it counts",
        description: "Guesses are counted like those of `/mfa/verify-login`. Proving is not using: the session has passed \
            nothing yet.",
        query: &[],
        enveloped: true,
        answers: &[("enabled", r#"{"success":true,"message":"MFA setup verified and enabled"}"#)],
    }),
    ..OWN
};

/// Switches a kind on.
pub const ENABLE: Route = Route {
    path: "/mfa/enable",
    failure: Failure::Documented("Failed to enable MFA"),
    body: Some(METHOD_BODY),
    handler: || web::route().to(authenticator::enable),
    documentation: Some(Documentation {
        id: "enableMfa",
        summary: "Switch a kind of authenticator that was set up on",
        description: "400 for a kind that was not.",
        query: &[],
        enveloped: true,
        answers: &[("enabled", r#"{"success":true,"message":"MFA method enabled"}"#)],
    }),
    ..OWN
};

/// Switches a kind off.
pub const DISABLE: Route = Route {
    path: "/mfa/disable",
    failure: Failure::Documented("Failed to disable MFA"),
    body: Some(METHOD_BODY),
    handler: || web::route().to(authenticator::disable),
    documentation: Some(Documentation {
        id: "disableMfa",
        summary: "Switch a kind of authenticator off",
        description: "Ends what was proved. 403 for the last one that counts while the organization enforces MFA.",
        query: &[],
        enveloped: true,
        answers: &[("disabled", r#"{"success":true,"message":"MFA method disabled"}"#)],
    }),
    ..OWN
};

/// Prefers a kind.
pub const PRIMARY: Route = Route {
    path: "/mfa/primary",
    failure: Failure::Documented("Failed to set primary MFA"),
    body: Some(METHOD_BODY),
    handler: || web::route().to(authenticator::primary),
    documentation: Some(Documentation {
        id: "setPrimaryMfa",
        summary: "Prefer a kind of authenticator",
        description: "400 for a kind of which none counts.",
        query: &[],
        enveloped: true,
        answers: &[("updated", r#"{"success":true,"message":"Primary MFA method updated"}"#)],
    }),
    ..OWN
};

/// Takes everything away.
pub const RESET: Route = Route {
    path: "/mfa/reset",
    texts: Texts {
        forbidden: "Insufficient permissions. OWNER or ADMINISTRATOR role required to reset another user's MFA.",
        not_found: "User not found",
        ..NO_TEXTS
    },
    failure: Failure::Documented("Failed to reset MFA"),
    body: Some(Body {
        required: false,
        limit: 4 * 1024,
        schema: ResetBody::schema,
        example: "{}",
        invalid: "Invalid request: \"resetUserId\" must be a string",
    }),
    handler: || web::route().to(authenticator::reset),
    documentation: Some(Documentation {
        id: "resetMfa",
        summary: "Take every authenticator away: one's own, or another member's",
        description: "No body, or none of its fields, means one's own. Another's is for owners and administrators of the \
            same organization, and an owner's for owners. `enable` has no effect.",
        query: &[],
        enveloped: true,
        answers: &[("reset", r#"{"success":true,"message":"MFA reset successfully"}"#)],
    }),
    ..OWN
};

/// Uses an authenticator.
pub const VERIFY_LOGIN: Route = Route {
    path: "/mfa/verify-login",
    failure: Failure::Documented("Failed to verify MFA"),
    body: Some(Body {
        required: true,
        limit: 64 * 1024,
        schema: LoginBody::schema,
        example: r#"{"mfaType":"GOOGLE_AUTH","code":"123456"}"#,
        invalid: "MFA verification failed",
    }),
    handler: || web::route().to(authenticator::verify_login),
    documentation: Some(Documentation {
        id: "verifyMfaLogin",
        summary: "Use an authenticator; from then on this session has passed the second factor",
        description: "The same token passes from then on, if it names the identity provider's session; the full-access \
            token passes in any case. A recovery code goes in as a code of `GOOGLE_AUTH`. Five wrong codes of a member in a \
            row mean a pause of 15 minutes, doubling up to an hour.",
        query: &[],
        enveloped: false,
        answers: &[(
            "verified",
            r#"{"success":true,"message":"MFA verification successful","fullAccessToken":"eyJ…","refreshToken":"0f…"}"#,
        )],
    }),
    ..OWN
};

/// Goes on without proving again.
pub const REFRESH: Route = Route { path: "/mfa/refresh", documentation: Some(refresh("refreshMfa")), ..REFRESHING };

/// The same under the name that the public client knows.
pub const USER_REFRESH: Route =
    Route { path: "/user/refresh", documentation: Some(refresh("refreshUser")), ..REFRESHING };

const fn refresh(id: &'static str) -> Documentation {
    Documentation {
        id,
        summary: "Get the next full-access token",
        description: "Decides anew. A refresh token counts once; `refreshToken` and `refresh_token` are the same field. A \
            replaced one still gets a successor for 30 seconds; later its use ends the session.",
        query: &[],
        enveloped: false,
        answers: &[(
            "refreshed",
            r#"{"success":true,"accessToken":"eyJ…","token":"eyJ…","refreshToken":"0f…","expiresAt":1800000900}"#,
        )],
    }
}

const REFRESHING: Route = Route {
    method: Method::POST,
    failure: Failure::Documented("Failed to refresh token"),
    body: Some(Body {
        required: true,
        limit: 4 * 1024,
        schema: RefreshBody::schema,
        example: r#"{"refreshToken":"0000000000000000000000000000000000000000000000000000000000000000"}"#,
        invalid: "Invalid request: \"refreshToken\" must be a string",
    }),
    handler: || web::route().to(authenticator::refresh),
    ..PUBLIC
};

const METHOD_BODY: Body = Body {
    required: true,
    limit: 4 * 1024,
    schema: MethodBody::schema,
    example: r#"{"mfaType":"GOOGLE_AUTH"}"#,
    invalid: MFA_TYPE,
};

const OWN: Route = Route { method: Method::POST, who: Who::Member(Permission::ManageOwnMfa), ..PUBLIC };
