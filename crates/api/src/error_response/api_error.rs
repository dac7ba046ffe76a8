//! The errors of a request.

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use derive_more::{Display, Error, From};
use portcullis_domain::{Cause, ClientRefusal, ClientRight, FieldViolation, NoOrganization, Requirement};

/// Why a request fails.
///
/// The displayed text is for the log. The middleware, which knows the route, makes the error response.
#[derive(Debug, Display, Error, From)]
pub(crate) enum ApiError {
    /// An error of the domain.
    #[display("{_0}")]
    Domain(portcullis_domain::Error),
    /// The body cannot be used.
    #[display("{_0}")]
    Body(#[error(not(source))] BodyError),
    /// Parameters of the query, or headers, break these rules.
    #[display("a parameter is invalid")]
    #[from(skip)]
    Parameters(#[error(not(source))] Vec<FieldViolation>),
    /// An id in the path has a form that no resource's id has.
    #[display("the path names no resource")]
    UnknownId,
    /// A change of a shared resource without the version that the caller saw.
    #[display("If-Match is missing")]
    PreconditionMissing,
    /// A proof that is wrong or was used before.
    #[display("the proof is not accepted")]
    ProofRejected,
    /// A refresh token that is unknown or used, or whose session has ended.
    #[display("the refresh token is not accepted")]
    RefreshRejected,
    /// No bearer token in the `Authorization` header.
    #[display("no bearer token")]
    TokenMissing,
    /// Tokens in more than one place.
    #[display("a token in more than one place")]
    TokenDoubled,
    /// The issuer's keys were never loaded, so that the token cannot be verified.
    #[display("{_0}")]
    #[from(skip)]
    NoKeys(#[error(source)] Cause),
    /// The bearer of the token is no client with this right here.
    #[display("{_1} ({_0})")]
    #[from(skip)]
    ClientRefused(#[error(not(source))] ClientRight, #[error(not(source))] ClientRefusal),
    /// The gate has no profile of that name.
    #[display("unknown gate profile")]
    UnknownProfile,
    /// The decision about a caller who acts in no organization.
    #[display("{_0}")]
    #[from(skip)]
    NoOrganization(#[error(not(source))] NoOrganization),
    /// No method that the organization allows meets the requirement of the gate's profile.
    #[display("no method that the organization allows meets the requirement")]
    Unmeetable,
    /// The caller must use an authenticator first; whether it must be a phishing-resistant one.
    #[display("the session has not passed the second factor")]
    #[from(skip)]
    StepUp(#[error(not(source))] Requirement, #[error(not(source))] bool),
    /// Unknown path.
    #[display("unknown path")]
    RouteNotFound,
    /// The path has other methods: these.
    #[display("unknown method")]
    #[from(skip)]
    MethodNotAllowed(#[error(not(source))] Vec<Method>),
    /// The URL is too long.
    #[display("the URL is too long")]
    UrlTooLong,
    /// The request's head is too large.
    #[display("the head is too large")]
    HeadTooLarge,
    /// Too many concurrent requests.
    #[display("too many concurrent requests")]
    Overloaded,
    /// A defect.
    #[display("{_0}")]
    #[from(skip)]
    Defect(#[error(not(source))] String),
}

/// Why a body cannot be used.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// More bytes than the route accepts.
    #[display("the body is too large")]
    TooLarge,
    /// Not complete in time.
    #[display("the body was not complete in time")]
    TooSlow,
    /// The `Content-Type` is not JSON.
    #[display("the body is of another media type")]
    MediaType,
    /// No body.
    #[display("the body is missing")]
    Missing,
    /// Not one JSON object.
    #[display("the body is not one JSON object")]
    Syntax,
    /// `mfaType` is missing or unknown.
    #[display("the body names no kind of authenticator")]
    Method,
    /// Fields that break these rules.
    #[display("the body breaks rules")]
    Violations(Vec<FieldViolation>),
}

impl BodyError {
    /// A missing field.
    pub(crate) fn required(field: &str) -> Self {
        Self::Violations(vec![FieldViolation { field: field.to_owned(), rule: "is required".to_owned() }])
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    /// Never seen by a client: the middleware replaces it.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::InternalServerError().finish()
    }
}
