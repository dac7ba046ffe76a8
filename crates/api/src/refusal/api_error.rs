//! What can go wrong with a request.

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use derive_more::{Display, Error, From};
use portcullis_domain::{NoOrganization, Requirement, Scope, Violation};

/// Why a request is not answered with success.
///
/// The text is for the log. What a client is told is made by the edge, which knows the route, from this.
#[derive(Debug, Display, Error, From)]
pub(crate) enum ApiError {
    /// What the domain says.
    #[display("{_0}")]
    Domain(portcullis_domain::Error),
    /// The body cannot be used.
    #[display("{_0}")]
    #[from(skip)]
    Body(#[error(not(source))] BodyRefusal),
    /// A proof that is wrong, or was used before.
    #[display("the proof is not accepted")]
    ProofRejected,
    /// A refresh token that is none, was used, or whose session is over.
    #[display("the refresh token is not accepted")]
    RefreshRejected,
    /// No bearer token in the `Authorization` header.
    #[display("no bearer token")]
    TokenMissing,
    /// More than one way to present a token, at once.
    #[display("a token in more than one place")]
    TokenDoubled,
    /// No key of the issuer was ever loaded: whether the token is good cannot be known.
    #[display("{_0}")]
    #[from(skip)]
    NoKeys(#[error(source)] portcullis_domain::Cause),
    /// The token may not be used for this.
    #[display("the token lacks the scope {_0}")]
    #[from(skip)]
    ScopeMissing(#[error(not(source))] Scope),
    /// The gate has no profile of that name.
    #[display("no such profile")]
    UnknownProfile,
    /// The caller acts in no organization, and that is the decision.
    #[display("{_0}")]
    #[from(skip)]
    Outside(#[error(not(source))] NoOrganization),
    /// Nothing that the caller's organization allows meets what is asked for.
    #[display("nothing that the organization allows meets the demand")]
    Unmeetable,
    /// The caller has to use an authenticator first; whether only one that resists phishing will do.
    #[display("the session has not passed the second factor")]
    #[from(skip)]
    StepUp(#[error(not(source))] Requirement, #[error(not(source))] bool),
    /// No such path.
    #[display("no such path")]
    RouteNotFound,
    /// The path has other methods.
    #[display("no such method")]
    #[from(skip)]
    MethodNotAllowed(#[error(not(source))] Vec<Method>),
    /// A URL that is longer than any of ours.
    #[display("the URL is too long")]
    UrlTooLong,
    /// A head that is larger than any client of ours needs.
    #[display("the head is too large")]
    HeadTooLarge,
    /// More work than can wait.
    #[display("too much is asked at once")]
    Overloaded,
    /// Our own fault.
    #[display("{_0}")]
    #[from(skip)]
    Broken(#[error(not(source))] String),
}

/// Why a body cannot be used.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
pub(crate) enum BodyRefusal {
    /// More bytes than the route takes.
    #[display("the body is too large")]
    TooLarge,
    /// Not here in time.
    #[display("the body did not come in time")]
    TooSlow,
    /// Not JSON, by its own account.
    #[display("the body is of another media type")]
    MediaType,
    /// None at all.
    #[display("there is no body")]
    Missing,
    /// A kind of authenticator that is none.
    #[display("the body names no kind of authenticator")]
    Method,
    /// Missing, not one JSON object, or against the rule of the route.
    #[display("the body breaks the route's rule")]
    Invalid,
    /// Against these rules.
    #[display("the body breaks rules")]
    Violations(Vec<Violation>),
    /// A parameter of the query, or a header, is against these rules.
    #[display("a parameter breaks rules")]
    Parameters(Vec<Violation>),
    /// A change of something that others change too must say which version of it the caller saw.
    #[display("there is no If-Match")]
    NoPrecondition,
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    /// Never seen by a client: the edge takes the error out of this answer and makes the real one.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::InternalServerError().finish()
    }
}
