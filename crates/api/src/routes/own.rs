//! The rows beyond the contract: single authenticators, recovery codes, sessions, and what the caller needs now.

use actix_web::http::Method;
use actix_web::web;
use portcullis_domain::{Permission, Scope};
use utoipa::PartialSchema;

use super::{Body, Documentation, Failure, NO_TEXTS, PUBLIC, Route, Texts, Who};
use crate::access::{self, DecisionBody};
use crate::authenticator::{self, NameBody};

/// What the caller needs now.
pub const DECISION: Route = Route {
    path: "/mfa/decision",
    who: Who::Subject,
    handler: || web::route().to(access::decision),
    documentation: Some(Documentation {
        id: "mfaDecision",
        summary: "What the caller needs now",
        description: "`decision` is `allow`, `step_up`, `enrol` or `deny`; `reason` says why something is allowed, \
            `deadline` until when without MFA, `methods` what can be used or enrolled, `links` where.",
        query: &[],
        enveloped: false,
        answers: &[
            ("allow", r#"{"success":true,"data":{"decision":"allow","reason":"verified"}}"#),
            (
                "stepUp",
                r#"{"success":true,"data":{"decision":"step_up","methods":["GOOGLE_AUTH"],"links":{"verify":"/mfa/verify-login"}}}"#,
            ),
        ],
    }),
    ..PUBLIC
};

/// What another may, for a machine that asks.
pub const DECIDE_FOR: Route = Route {
    method: Method::POST,
    path: "/mfa/decision",
    who: Who::Machine(Scope::Decide),
    body: Some(Body {
        required: true,
        limit: 16 * 1024,
        schema: DecisionBody::schema,
        example: r#"{"token":"eyJhbGciOiJFUzI1NiJ9.e30.c2ln"}"#,
        invalid: "Invalid request: the body must be one JSON object with \"token\"",
    }),
    handler: || web::route().to(access::decide_for),
    documentation: Some(Documentation {
        id: "decideFor",
        summary: "What the gate would decide about the one whom a token speaks for, and why",
        description: "For machines that `PORTCULLIS_DECIDERS` names, with the scope `portcullis.decide`. `rule` is the first \
            that applied: 1 no membership, 2 a service, 3 evidence, 4 an authenticator to use, 5 not binding, 6 enrol; 0 \
            where the token counts for nothing. `member` tells which policy, deadline and evidence it rests on.",
        query: &[],
        enveloped: false,
        answers: &[(
            "explanation",
            r#"{"success":true,"data":{"decision":"allow","reason":"verified","rule":3,"because":"there is fresh evidence of a method that counts","profile":"default","member":{"subject":"alice","organization":"acme","policyVersion":7,"enforced":true,"allowedMethods":["GOOGLE_AUTH","PASSKEY"],"binding":true,"deadline":"2026-01-15T00:00:00Z","maximumAgeSeconds":43200,"authenticators":["GOOGLE_AUTH"],"evidence":[{"means":"GOOGLE_AUTH","verifiedAt":"2026-02-01T10:20:30Z","phishingResistant":false,"decided":true}],"tokenExpiresAt":"2026-02-01T11:20:30Z"}}}"#,
        )],
    }),
    ..PUBLIC
};

/// What the caller holds.
pub const AUTHENTICATORS: Route = Route {
    path: "/mfa/authenticators",
    handler: || web::route().to(authenticator::list),
    documentation: Some(Documentation {
        id: "listAuthenticators",
        summary: "The caller's authenticators",
        description: "Those that were proven, oldest first. No secret of them is ever shown again.",
        query: &[],
        enveloped: false,
        answers: &[(
            "authenticators",
            r#"{"success":true,"data":[{"id":"0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a","type":"GOOGLE_AUTH","name":"Authenticator app","isEnabled":true,"createdAt":"2026-01-01T10:20:30Z","lastUsedAt":"2026-01-02T10:20:30Z"}]}"#,
        )],
    }),
    ..READ_OWN
};

/// Names one.
pub const RENAME_AUTHENTICATOR: Route = Route {
    method: Method::PATCH,
    path: "/mfa/authenticators/{id}",
    body: Some(Body {
        required: true,
        limit: 4 * 1024,
        schema: NameBody::schema,
        example: r#"{"name":"Phone"}"#,
        invalid: "Invalid request: \"name\" must be a string and the only field",
    }),
    handler: || web::route().to(authenticator::rename),
    documentation: Some(Documentation {
        id: "renameAuthenticator",
        summary: "Name one of the caller's authenticators",
        description: "1 to 64 characters. Another's is as unknown as none.",
        query: &[],
        enveloped: true,
        answers: &[("renamed", r#"{"success":true,"message":"Authenticator renamed"}"#)],
    }),
    ..CHANGE_OWN
};

/// Takes one away.
pub const REMOVE_AUTHENTICATOR: Route = Route {
    method: Method::DELETE,
    path: "/mfa/authenticators/{id}",
    handler: || web::route().to(authenticator::remove),
    documentation: Some(Documentation {
        id: "removeAuthenticator",
        summary: "Take one of the caller's authenticators away",
        description: "Ends what was proved; with the last one go the recovery codes. 403 for the last one that counts \
            while the organization enforces MFA.",
        query: &[],
        enveloped: true,
        answers: &[("removed", r#"{"success":true,"message":"Authenticator removed"}"#)],
    }),
    ..CHANGE_OWN
};

/// How many codes are left.
pub const RECOVERY_CODES: Route = Route {
    path: "/mfa/recovery-codes",
    handler: || web::route().to(authenticator::count_codes),
    documentation: Some(Documentation {
        id: "countRecoveryCodes",
        summary: "How many of the caller's recovery codes are left",
        description: "The codes themselves were shown once.",
        query: &[],
        enveloped: false,
        answers: &[("remaining", r#"{"success":true,"data":{"remaining":10}}"#)],
    }),
    ..READ_OWN
};

/// A new set.
pub const RENEW_RECOVERY_CODES: Route = Route {
    method: Method::POST,
    path: "/mfa/recovery-codes",
    handler: || web::route().to(authenticator::renew_codes),
    documentation: Some(Documentation {
        id: "renewRecoveryCodes",
        summary: "Get a new set of recovery codes; the old ones are dead",
        description: "Takes no body. Shown this once. For who holds an authenticator that counts.",
        query: &[],
        enveloped: false,
        answers: &[("codes", r#"{"success":true,"data":{"backupCodes":["0123-4567-89AB-CDEF"]}}"#)],
    }),
    ..CHANGE_OWN
};

/// What the caller proved.
pub const SESSIONS: Route = Route {
    path: "/mfa/sessions",
    handler: || web::route().to(authenticator::sessions),
    documentation: Some(Documentation {
        id: "listSessions",
        summary: "The caller's sessions that passed the second factor",
        description: "Newest first, at most 100.",
        query: &[],
        enveloped: false,
        answers: &[(
            "sessions",
            r#"{"success":true,"data":[{"id":"0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a","method":"GOOGLE_AUTH","verifiedAt":"2026-01-01T10:20:30Z"}]}"#,
        )],
    }),
    ..READ_OWN
};

/// Ends one.
pub const END_SESSION: Route = Route {
    method: Method::DELETE,
    path: "/mfa/sessions/{id}",
    handler: || web::route().to(authenticator::end_session),
    documentation: Some(Documentation {
        id: "endSession",
        summary: "End one of the caller's sessions",
        description: "Its tokens are worth nothing from then on, for our own API at once. Takes the first factor alone: it \
            only ever closes a door.",
        query: &[],
        enveloped: true,
        answers: &[("ended", r#"{"success":true,"message":"Session ended"}"#)],
    }),
    ..CHANGE_OWN
};

const READ_OWN: Route = Route { who: Who::Member(Permission::ReadOwnMfa), ..PUBLIC };

const CHANGE_OWN: Route = Route {
    who: Who::Member(Permission::ManageOwnMfa),
    texts: Texts { ..NO_TEXTS },
    failure: Failure::Unavailable,
    ..PUBLIC
};
