//! The rows of links by mail.

use actix_web::http::Method;
use actix_web::web;
use portcullis_domain::Permission;
use utoipa::PartialSchema;

use super::{Body, Documentation, Failure, NO_TEXTS, PUBLIC, Route, Texts, Who};
use crate::authenticator::{self, LinkBody};

const BAD_TOKEN: &str = "Invalid or expired token";

/// Sends the caller a link.
pub const SEND: Route = Route {
    method: Method::POST,
    path: "/mfa/magic-link/send",
    who: Who::Member(Permission::ManageOwnMfa),
    texts: Texts { not_found: "User not found", ..NO_TEXTS },
    failure: Failure::Documented("Failed to send magic link"),
    handler: || web::route().to(authenticator::send_link),
    documentation: Some(Documentation {
        id: "sendMagicLink",
        summary: "Have a link sent to one's own address",
        description: "Takes no body. The link counts once, for ten minutes, in the session that asked for it, and kills the \
            one before. What it shows goes to `/mfa/verify-login` as `token`. Five an hour for a member. 404 for who has no \
            address, 400 for who has not set links up.",
        query: &[],
        enveloped: true,
        answers: &[("sent", r#"{"success":true,"message":"Magic link sent successfully"}"#)],
    }),
    ..PUBLIC
};

/// Takes a link that sets links up.
pub const ACTIVATE: Route = Route {
    method: Method::POST,
    path: "/mfa/magic-link/activate",
    texts: Texts { rejected: BAD_TOKEN, not_found: "User not found or inactive", ..NO_TEXTS },
    failure: Failure::Documented("Failed to activate magic link MFA"),
    body: Some(Body {
        required: true,
        limit: 4 * 1024,
        schema: LinkBody::schema,
        example: r#"{"token":"0000000000000000000000000000000000000000000000000000000000000000"}"#,
        invalid: BAD_TOKEN,
    }),
    handler: || web::route().to(authenticator::activate_link),
    documentation: Some(Documentation {
        id: "activateMagicLink",
        summary: "Show that one reads the address that links go to",
        description: "Takes no `Authorization`: the token of the mail says whose it is. It opens no session.",
        query: &[],
        enveloped: true,
        answers: &[("activated", r#"{"success":true,"message":"Magic link MFA activated successfully"}"#)],
    }),
    ..PUBLIC
};

/// The page behind a link that sets links up.
pub const ACTIVATE_PAGE: Route =
    Route { path: "/mfa/magic-link/activate", handler: || web::route().to(authenticator::activate_page), ..PUBLIC };

/// The page behind a link to log in with.
pub const LOGIN_PAGE: Route =
    Route { path: "/mfa/magic-link/login", handler: || web::route().to(authenticator::login_page), ..PUBLIC };

/// Their script.
pub const SCRIPT: Route =
    Route { path: "/mfa/magic-link/link.js", handler: || web::route().to(authenticator::link_script), ..PUBLIC };
