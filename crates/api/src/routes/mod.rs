//! The table of routes.

use actix_web::http::Method;
use actix_web::web;
use portcullis_domain::{Permission, Scope};
use utoipa::PartialSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::policy as policies;
use crate::{authenticator, health, reference};

mod gate;
pub mod magic_link;
pub mod mfa;
pub mod overview;
pub mod own;
pub mod passkey;
pub mod policy;
pub mod provisioning;

/// One route: all that is to be known of it.
#[derive(Debug, Clone)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, as actix writes patterns.
    pub path: &'static str,
    /// Who may.
    pub who: Who,
    /// What it says in its own words.
    pub texts: Texts,
    /// What it is called when a part we depend on fails.
    pub failure: Failure,
    /// The body it takes.
    pub body: Option<Body>,
    /// The handler, for whichever method.
    pub handler: fn() -> actix_web::Route,
    /// What the OpenAPI document says; pages for people stand in no document.
    pub documentation: Option<Documentation>,
}

impl Route {
    /// The methods that it answers: `HEAD` wherever there is `GET` (RFC 9110, section 9.1).
    pub fn methods(&self) -> Vec<Method> {
        if self.method == Method::GET { vec![Method::GET, Method::HEAD] } else { vec![self.method.clone()] }
    }
}

/// The texts of a route where they are not those of everybody; empty where they are.
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    /// 403, without the permission.
    pub forbidden: &'static str,
    /// 404, for a thing that is not there.
    pub not_found: &'static str,
    /// 400, for a proof that is wrong.
    pub rejected: &'static str,
}

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody, without a token.
    Anyone,
    /// Anybody with a token of the issuer; who belongs nowhere gets an answer too.
    Subject,
    /// Anybody, and any method: the answer itself is whether they may.
    Judged,
    /// A machine whose token has the scope.
    Machine(Scope),
    /// A member whose role has the permission.
    Member(Permission),
}

/// What a failing store is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// 500 with this text, as the contract documents it.
    Documented(&'static str),
    /// The same for `/organization/{orgId}`, whose refusals say `message` where others say `error`.
    DocumentedMessage(&'static str),
    /// 503 with `Retry-After`.
    Unavailable,
}

/// The body that a route takes: one JSON object.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// Whether there must be one.
    pub required: bool,
    /// The most bytes.
    pub limit: usize,
    /// Its schema.
    pub schema: fn() -> RefOr<Schema>,
    /// One that is taken.
    pub example: &'static str,
    /// What a bad one is told.
    pub invalid: &'static str,
}

/// What the OpenAPI document says of a route beyond what the table knows.
#[derive(Debug, Clone, Copy)]
pub struct Documentation {
    /// The operation's name.
    pub id: &'static str,
    /// One line.
    pub summary: &'static str,
    /// The whole story.
    pub description: &'static str,
    /// The parameters of the query, by name, and what each is for. None is required.
    pub query: &'static [(&'static str, &'static str)],
    /// Whether 200 is the usual envelope.
    pub enveloped: bool,
    /// Bodies of 200 by name, as JSON.
    pub answers: &'static [(&'static str, &'static str)],
}

pub use gate::{GATE, GATE_PROFILE};

/// Everybody in this organization uses MFA.
pub const ENFORCE: Route = Route {
    method: Method::POST,
    path: "/mfa/organization/enforce",
    who: Who::Member(Permission::EnforcePolicy),
    texts: Texts {
        forbidden: "Insufficient permissions. OWNER or ADMINISTRATOR role required to enforce organization MFA.",
        ..NO_TEXTS
    },
    failure: Failure::Documented("Failed to update organization MFA enforcement"),
    body: Some(Body {
        required: true,
        limit: 4 * 1024,
        schema: policies::EnforceBody::schema,
        example: r#"{"enforced":true}"#,
        invalid: "Invalid request: \"enforced\" must be a boolean",
    }),
    handler: || web::route().to(policies::enforce_mfa),
    documentation: Some(Documentation {
        id: "enforceOrganizationMfa",
        summary: "Require MFA of every member of the caller's organization, or stop requiring it",
        description: "For owners and administrators. The organization is the one that the token names or, if it names \
            none, the caller's only one. 200 means that the change and its audit entry are committed durably; saying \
            what holds already is 200 as well and changes nothing. After a 500 the outcome is unknown and repeating \
            the call is safe. Unknown fields of the body are ignored.",
        query: &[],
        enveloped: true,
        answers: &[
            ("enabled", r#"{"success":true,"message":"MFA enforcement enabled for organization"}"#),
            ("disabled", r#"{"success":true,"message":"MFA enforcement disabled for organization"}"#),
        ],
    }),
};

/// Whether the process runs.
pub const LIVEZ: Route = Route {
    path: "/livez",
    handler: || web::route().to(health::live),
    documentation: Some(Documentation {
        id: "live",
        summary: "Whether the process runs",
        description: "Depends on nothing else. For the one who restarts processes.",
        query: &[],
        enveloped: true,
        answers: &[("live", r#"{"success":true,"message":"live"}"#)],
    }),
    ..PUBLIC
};

/// Whether requests can be served.
pub const READYZ: Route = Route {
    path: "/readyz",
    handler: || web::route().to(health::ready),
    documentation: Some(Documentation {
        id: "ready",
        summary: "Whether requests can be served",
        description: "The database answers and its schema is not behind this program. For the one who sends requests.",
        query: &[],
        enveloped: true,
        answers: &[("ready", r#"{"success":true,"message":"ready"}"#)],
    }),
    ..PUBLIC
};

/// The OpenAPI document.
pub const OPENAPI: Route = Route {
    path: "/openapi.json",
    handler: || web::route().to(reference::openapi),
    documentation: Some(Documentation {
        id: "openapi",
        summary: "This document",
        description: "OpenAPI 3.1.",
        query: &[],
        enveloped: false,
        answers: &[("document", r#"{"openapi":"3.1.0"}"#)],
    }),
    ..PUBLIC
};

/// The page to read the document on.
pub const DOCS: Route = Route { path: "/docs", handler: || web::route().to(reference::to_page), ..PUBLIC };

/// The page's files.
pub const DOCS_FILES: Route = Route { path: "/docs/{file:.*}", handler: || web::route().to(reference::page), ..PUBLIC };

/// What is served. A route that is not here does not exist.
pub const TABLE: &[Route] = &[
    mfa::STATUS,
    mfa::METHODS,
    mfa::SETUP,
    mfa::VERIFY_SETUP,
    mfa::ENABLE,
    mfa::DISABLE,
    mfa::PRIMARY,
    mfa::RESET,
    mfa::VERIFY_LOGIN,
    passkey::AUTH_OPTIONS,
    passkey::COMPLETE_REGISTRATION,
    passkey::COMPLETE_REGISTRATION_1,
    magic_link::SEND,
    magic_link::ACTIVATE,
    magic_link::ACTIVATE_PAGE,
    magic_link::LOGIN_PAGE,
    magic_link::SCRIPT,
    own::DECISION,
    own::DECIDE_FOR,
    GATE,
    GATE_PROFILE,
    own::AUTHENTICATORS,
    own::RENAME_AUTHENTICATOR,
    own::REMOVE_AUTHENTICATOR,
    own::RECOVERY_CODES,
    own::RENEW_RECOVERY_CODES,
    own::SESSIONS,
    own::END_SESSION,
    ENFORCE,
    policy::POLICY,
    policy::CHANGE_POLICY,
    policy::PLAN,
    policy::SET_DEADLINE,
    policy::CLEAR_DEADLINE,
    policy::GRANT_EXEMPTION,
    policy::END_EXEMPTION,
    policy::EXEMPTIONS,
    policy::ORGANIZATION,
    policy::CHANGE_ORGANIZATION,
    provisioning::PUT_ORGANIZATION,
    provisioning::END_ORGANIZATION,
    provisioning::PUT_MEMBER,
    provisioning::REMOVE_MEMBER,
    overview::MEMBERS,
    overview::MEMBER_COUNTS,
    overview::AUDIT,
    overview::ENROLMENTS,
    mfa::REFRESH,
    mfa::USER_REFRESH,
    JWKS,
    LIVEZ,
    READYZ,
    OPENAPI,
    DOCS,
    DOCS_FILES,
];

/// Our own public keys.
pub const JWKS: Route = Route {
    path: "/.well-known/jwks.json",
    handler: || web::route().to(authenticator::public_keys),
    documentation: Some(Documentation {
        id: "publicKeys",
        summary: "The public keys that full-access tokens are signed with",
        description: "A JSON Web Key Set (RFC 7517). A key stands here before it signs, and for as long as what it signed \
            may count.",
        query: &[],
        enveloped: false,
        answers: &[("keys", r#"{"keys":[]}"#)],
    }),
    ..PUBLIC
};

/// The parameters of a list that goes on by subject.
const PAGED: &[(&str, &str)] = &[
    ("after", "The `next` of the page before."),
    ("limit", "How many a page holds: 1 to 1000, 100 if it is not given."),
];

const NO_TEXTS: Texts = Texts { forbidden: "", not_found: "", rejected: "" };

/// What public pages have in common.
const PUBLIC: Route = Route {
    method: Method::GET,
    path: "",
    who: Who::Anyone,
    texts: NO_TEXTS,
    failure: Failure::Unavailable,
    body: None,
    handler: web::route,
    documentation: None,
};
