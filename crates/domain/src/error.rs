//! Errors of use cases, by kind.
//!
//! Expected outcomes (a decision, a change that changes nothing) are values, not errors. A kind is added only when some
//! program must distinguish the cases. The API maps kinds to HTTP statuses.

use std::error::Error as StdError;

use derive_more::{Display, Error as DeriveError};

use jiff::{SignedDuration, Timestamp};

use crate::model::authenticator::EnrolmentChannel;
use crate::model::defect::Defect;
use crate::model::identity::AllowedMethod;
use crate::model::identity::{Method, NoOrganization};
use crate::model::membership::Permission;
use crate::model::rule::Rule;
use crate::model::violation::{FieldViolation, Violation};

/// The result of a use case or port.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a use case failed.
///
/// The text of [`Display`](std::fmt::Display) is for logs and operators; the API chooses the text for clients.
#[derive(Debug, Display, DeriveError)]
pub enum Error {
    /// The caller acts in no organization.
    #[display("{_0}")]
    NoOrganization(#[error(not(source))] NoOrganization),
    /// The token is not accepted, for this reason.
    #[display("the token is not accepted: {_0}")]
    Unauthenticated(#[error(not(source))] String),
    /// The caller is a member but lacks the permission.
    #[display("the caller lacks the permission {}", _0.code())]
    Forbidden(#[error(not(source))] Permission),
    /// The party that acts for the caller lacks the permission, which the caller has.
    #[display("the acting party lacks the permission {}", _0.code())]
    DelegateRefused(#[error(not(source))] Permission),
    /// The caller has an authenticator but did not use it in this session, or too long ago.
    #[display("the session has not passed the second factor")]
    InsufficientAuthentication(#[error(not(source))] Requirement),
    /// MFA is required of the caller, who has no authenticator that counts and must enrol one of these methods first.
    #[display("the caller must enrol an authenticator first")]
    MustEnrol(#[error(not(source))] Vec<AllowedMethod>),
    /// The enrolment counts only when one of these channels confirms it.
    #[display("the enrolment must be confirmed by a second channel")]
    ConfirmationRequired(#[error(not(source))] Vec<EnrolmentChannel>),
    /// The caller's authenticators were enrolled by the first factor alone and open no administrative write yet.
    #[display("the caller's authenticators open no administrative write before {until}")]
    EnrolmentTooRecent {
        /// The time from which they open it.
        until: Timestamp,
        /// What opens it at once.
        channels: Vec<EnrolmentChannel>,
    },
    /// Too many failed attempts; further ones are rejected for this long.
    #[display("too many attempts; retry after {_0:#}")]
    TooManyAttempts(#[error(not(source))] SignedDuration),
    /// Too many requests of the caller in a short time; further ones are rejected for this long.
    #[display("too many requests; retry after {_0:#}")]
    RateLimited(#[error(not(source))] SignedDuration),
    /// The resource does not exist, or its existence is not disclosed to the caller.
    #[display("there is no such {_0}")]
    NotFound(#[error(not(source))] Resource),
    /// The input breaks these rules.
    #[display("{}", list(_0))]
    Invalid(#[error(not(source))] Vec<FieldViolation>),
    /// The resource already exists.
    #[display("the {_0} already exists")]
    AlreadyExists(#[error(not(source))] Resource),
    /// The change would break a rule about more than the input.
    #[display("{_0}")]
    RuleBroken(#[error(not(source))] Rule),
    /// A concurrent request changed the resource first.
    #[display("the {_0} was changed by a concurrent request")]
    Stale(#[error(not(source))] Resource),
    /// A dependency does not respond, or the outcome of a commit is unknown. A retry may succeed.
    #[display("unavailable: {_0}")]
    Unavailable(Cause),
    /// A defect in the program or in stored data.
    #[display("internal: {_0}")]
    Internal(Cause),
}

impl From<Violation> for Error {
    /// Converts a violation without a field name; the caller adds the name.
    fn from(violation: Violation) -> Self {
        violation.of(String::new()).into()
    }
}

impl From<FieldViolation> for Error {
    fn from(violation: FieldViolation) -> Self {
        Self::Invalid(vec![violation])
    }
}

impl From<Rule> for Error {
    fn from(rule: Rule) -> Self {
        Self::RuleBroken(rule)
    }
}

impl From<Defect> for Error {
    fn from(defect: Defect) -> Self {
        Self::internal(defect)
    }
}

impl Error {
    /// The error for one field that breaks a rule.
    pub fn invalid(field: impl Into<String>, rule: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldViolation { field: field.into(), rule: rule.into() }])
    }

    /// The error for a dependency that may recover.
    pub fn unavailable(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Unavailable(Cause(cause.into()))
    }

    /// The error for a defect.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(Cause(cause.into()))
    }
}

/// The cause of a failure: logged once, never sent to a client.
#[derive(Debug, Display)]
#[display("{_0}")]
pub struct Cause(Box<dyn StdError + Send + Sync>);

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}

/// The resource that a [`NotFound`](Error::NotFound), [`AlreadyExists`](Error::AlreadyExists) or
/// [`Stale`](Error::Stale) is about.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// A tenant.
    #[display("organization")]
    Organization,
    /// A subject's membership of an organization.
    #[display("membership")]
    Membership,
    /// The MFA policy of an organization.
    #[display("policy")]
    Policy,
    /// The plan of a policy change.
    #[display("plan")]
    Plan,
    /// A member's exemption from MFA.
    #[display("exemption")]
    Exemption,
    /// A member's own deadline.
    #[display("deadline")]
    Deadline,
    /// An authenticator of a member.
    #[display("authenticator")]
    Authenticator,
    /// An MFA session of a member.
    #[display("session")]
    Session,
}

/// The step-up that a caller must complete first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The methods that the caller can use.
    pub methods: Vec<Method>,
    /// The maximum age of a verification, in seconds.
    pub maximum_age: u32,
}

fn list(violations: &[FieldViolation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
