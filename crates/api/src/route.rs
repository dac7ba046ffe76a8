//! A route: the description of one operation for the router, the OpenAPI document and the tests.

use actix_web::http::Method;
use portcullis_domain::{Permission, Scope};
use utoipa::openapi::path::Parameter;

use crate::error_response::{ApiError, NO_TEXTS, Texts};
use crate::signature::{Endpoint, Signature};

/// One operation of the API. It is declared next to its handler and listed in `routes::TABLE`.
#[derive(Debug, Clone)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, as an actix-web pattern.
    pub path: &'static str,
    /// The callers that may use it.
    pub access: Access,
    /// How its requests count for the rate of self-service.
    pub rate: Rate,
    /// The error texts that differ from the general ones.
    pub texts: Texts,
    /// The request body, if it takes one.
    pub body: Option<Body>,
    /// The handler, to be mounted under any method.
    pub(crate) handler: fn() -> Endpoint,
    /// The errors of this operation beyond those that its access, body and parameters imply.
    pub(crate) errors: fn() -> Vec<ApiError>,
    /// The documentation in the OpenAPI document; `None` for pages and scripts.
    pub documentation: Option<Documentation>,
}

/// The callers that may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, without a token.
    Public,
    /// Any subject with a valid token, also without a membership.
    Subject,
    /// Any request with any method: the response is the gate's decision.
    Gate,
    /// A client whose token has the scope.
    Client(Scope),
    /// A member whose role has the permission.
    Member(Permission),
}

/// How the requests of a route count for the rate of self-service: 30 a minute for each session and 60 for each member, of
/// which 20 are kept for sessions that verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// Not at all: reads, administration, and routes for clients or without a token.
    Unlimited,
    /// Each request counts; beyond the rate it is rejected before its body is read.
    Requests,
    /// Each request carries a proof, and counts; beyond the rate a wrong proof is rejected after it was checked.
    Proofs,
    /// Each request begins the use of a passkey, and counts for its session alone.
    Assertions,
    /// Requests whose body names no other member count; beyond the rate they are rejected after the body was read.
    OwnRequests,
}

/// The request body of a route: one JSON object.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// Whether a request without a body is rejected.
    pub required: bool,
    /// The largest accepted body in bytes.
    pub limit: usize,
    /// A valid body.
    pub example: &'static str,
}

/// The documentation of a route in the OpenAPI document beyond its types.
#[derive(Debug, Clone, Copy)]
pub struct Documentation {
    /// The operation id.
    pub id: &'static str,
    /// The summary: one line.
    pub summary: &'static str,
    /// The description, in Markdown.
    pub description: &'static str,
    /// Example bodies of a 200 by name, as JSON.
    pub examples: &'static [(&'static str, &'static str)],
}

/// A public GET route without documentation; the base that other constants are built from.
pub(crate) const PUBLIC: Route = Route {
    method: Method::GET,
    path: "",
    access: Access::Public,
    rate: Rate::Unlimited,
    texts: NO_TEXTS,
    body: None,
    handler: Endpoint::missing,
    errors: Vec::new,
    documentation: None,
};

impl Route {
    /// Returns the methods of the route: `HEAD` wherever there is `GET` (RFC 9110, section 9.1).
    pub fn methods(&self) -> Vec<Method> {
        if self.method == Method::GET { vec![Method::GET, Method::HEAD] } else { vec![self.method.clone()] }
    }

    /// Returns the documented parameters of the path, the query and the head, as the handler's signature declares them.
    pub fn parameters(&self) -> Vec<Parameter> {
        self.signature().parameters
    }

    pub(crate) fn signature(&self) -> Signature {
        (self.handler)().signature()
    }
}
