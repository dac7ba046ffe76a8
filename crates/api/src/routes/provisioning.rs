//! The rows for the product's back end.

use actix_web::http::Method;
use actix_web::web;
use portcullis_domain::Scope;
use utoipa::PartialSchema;

use super::{Body, Documentation, Failure, NO_TEXTS, PUBLIC, Route, Texts, Who};
use crate::provisioning::{self, PutMemberBody, PutOrganizationBody};

/// Makes an organization be there.
pub const PUT_ORGANIZATION: Route = Route {
    method: Method::PUT,
    path: "/organizations/{org}",
    body: Some(Body {
        required: true,
        limit: 4 * 1024,
        schema: PutOrganizationBody::schema,
        example: r#"{"name":"Acme"}"#,
        invalid: "Invalid request: the body must be one JSON object with \"name\"",
    }),
    handler: || web::route().to(provisioning::put_organization),
    documentation: Some(Documentation {
        id: "putOrganization",
        summary: "Make an organization be there, called so",
        description: "The id is the identity provider's. The same again changes nothing. One that was removed comes back \
            with its policy, its members and its trail.",
        query: &[],
        enveloped: true,
        answers: &[
            ("added", r#"{"success":true,"message":"Organization added"}"#),
            ("unchanged", r#"{"success":true,"message":"Organization unchanged"}"#),
        ],
    }),
    ..PROVISIONING
};

/// Ends it.
pub const END_ORGANIZATION: Route = Route {
    method: Method::DELETE,
    path: "/organizations/{org}",
    handler: || web::route().to(provisioning::end_organization),
    documentation: Some(Documentation {
        id: "removeOrganization",
        summary: "Remove an organization",
        description: "At once it is as unknown as one that never was, and nobody passes in its name. What is removed already \
            is 200, too.",
        query: &[],
        enveloped: true,
        answers: &[("removed", r#"{"success":true,"message":"Organization removed"}"#)],
    }),
    ..PROVISIONING
};

/// Makes a subject be a member.
pub const PUT_MEMBER: Route = Route {
    method: Method::PUT,
    path: "/organizations/{org}/members/{subject}",
    texts: Texts { not_found: "Organization not found", ..NO_TEXTS },
    body: Some(Body {
        required: true,
        // a reason of 500 characters, each written as two escapes
        limit: 8 * 1024,
        schema: PutMemberBody::schema,
        example: r#"{"email":"alice@example.com","role":0,"kind":"person"}"#,
        invalid: "Invalid request: the body must be one JSON object",
    }),
    handler: || web::route().to(provisioning::put_member),
    documentation: Some(Documentation {
        id: "putMember",
        summary: "Make a subject be a member of an organization",
        description: "What is not said stays as it is, for who is a member; the same again changes nothing. Who is to \
            administer an organization that enforces MFA must hold an authenticator that counts there, or there must be an \
            `overrideReason`: 409 otherwise. The last owner stays.",
        query: &[],
        enveloped: true,
        answers: &[
            ("added", r#"{"success":true,"message":"Member added"}"#),
            ("upToDate", r#"{"success":true,"message":"Member up to date"}"#),
        ],
    }),
    ..PROVISIONING
};

/// Ends a membership.
pub const REMOVE_MEMBER: Route = Route {
    method: Method::DELETE,
    path: "/organizations/{org}/members/{subject}",
    texts: Texts { not_found: "Organization not found", ..NO_TEXTS },
    handler: || web::route().to(provisioning::remove_member),
    documentation: Some(Documentation {
        id: "removeMember",
        summary: "End a membership",
        description: "At once: whatever they proved counts no longer. Who is no member is 200, too. The last owner stays: 409.",
        query: &[],
        enveloped: true,
        answers: &[("removed", r#"{"success":true,"message":"Member removed"}"#)],
    }),
    ..PROVISIONING
};

const PROVISIONING: Route =
    Route { who: Who::Machine(Scope::Provision), failure: Failure::Unavailable, texts: NO_TEXTS, ..PUBLIC };
