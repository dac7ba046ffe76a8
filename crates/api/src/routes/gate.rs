//! The rows of the gate.

use actix_web::web;

use super::{Documentation, Failure, PUBLIC, Route, Who};
use crate::access;

/// May this request pass?
pub const GATE: Route = Route {
    path: "/mfa/gate",
    who: Who::Judged,
    failure: Failure::Unavailable,
    handler: || web::route().to(access::gate),
    documentation: Some(Documentation {
        id: "mfaGate",
        summary: "May the request pass in whose name a gateway asks?",
        description: "For nginx `auth_request`, Caddy `forward_auth`, Traefik ForwardAuth, Envoy `ext_authz`. Any method. \
            `/mfa/gate/{profile}/…` asks by one of the operator's profiles; whatever follows the profile's name is \
            ignored, and so is the query. The caller is the bearer token's or, where there is none, the profile's \
            cookie's; no other header identifies anybody. 200: it may, and `X-Portcullis-Subject`, `-Organization`, \
            `-Decision`, `-Amr` and `-Policy-Version` are all there, `none` where they are empty. 401: there is no good \
            token, or an authenticator must be used first (RFC 9470). 403: one must be enrolled first, or it may not. \
            503: it cannot be known. On every refusal there are `X-Portcullis-Code`, `-Methods`, `-Deadline` and \
            `-Location`.",
        query: &[],
        enveloped: true,
        answers: &[("allow", r#"{"success":true,"message":"allow"}"#)],
    }),
    ..PUBLIC
};

/// The same by a profile, with whatever a gateway appends.
pub const GATE_PROFILE: Route = Route { path: "/mfa/gate/{tail:.*}", documentation: None, ..GATE };
