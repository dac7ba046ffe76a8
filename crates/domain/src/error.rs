//! What can stop a use case from answering, by kind.
//!
//! Expected outcomes (a decision, a change that changes nothing) are values, not errors. A kind is added only when some
//! program must tell the cases apart. HTTP statuses are the API's business; here are kinds.

use std::error::Error as StdError;

use derive_more::{Display, Error as DeriveError};

use jiff::SignedDuration;

use crate::model::identity::Method;
use crate::model::membership::Permission;
use crate::model::policy::AllowedMethod;

/// The domain's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case could not answer.
///
/// The text of [`Display`](std::fmt::Display) is for logs and operators; what a client is told is decided at the edge.
#[derive(Debug, Display, DeriveError)]
pub enum Error {
    /// The caller acts in no organization.
    #[display("{_0}")]
    NoOrganization(#[error(not(source))] NoOrganization),
    /// The caller is not who they should be: a token that is not accepted.
    #[display("the token is not accepted: {_0}")]
    Unauthenticated(#[error(not(source))] String),
    /// The caller is a member but lacks the permission.
    #[display("the caller lacks the permission {}", _0.code())]
    Forbidden(#[error(not(source))] Permission),
    /// The caller holds an authenticator and has not used it in this session, or too long ago.
    #[display("the session has not passed the second factor")]
    InsufficientAuthentication(#[error(not(source))] Requirement),
    /// MFA is demanded of the caller and they hold nothing that meets the demand: they must enrol one of these first.
    #[display("the caller must enrol an authenticator first")]
    MustEnrol(#[error(not(source))] Vec<AllowedMethod>),
    /// Too many wrong guesses; nothing is tried for so long.
    #[display("too many attempts; {_0:#} to wait")]
    TooManyAttempts(#[error(not(source))] SignedDuration),
    /// It does not exist, or the caller may not know that it does.
    #[display("there is no such {_0}")]
    NotFound(#[error(not(source))] Resource),
    /// The input breaks rules; every one that was found.
    #[display("{}", list(_0))]
    Invalid(#[error(not(source))] Vec<Violation>),
    /// It exists already.
    #[display("the {_0} exists already")]
    AlreadyExists(#[error(not(source))] Resource),
    /// The change would break a rule that holds over more than the input.
    #[display("{_0}")]
    RuleBroken(#[error(not(source))] Rule),
    /// Somebody else changed it first.
    #[display("the {_0} was changed by another")]
    Stale(#[error(not(source))] Resource),
    /// A part we depend on does not answer now; a later try may succeed. After a commit of unknown outcome, too.
    #[display("unavailable: {_0}")]
    Unavailable(Cause),
    /// A defect: ours, or in what is stored.
    #[display("internal: {_0}")]
    Internal(Cause),
}

impl Error {
    /// One violated rule of one field.
    pub fn invalid(field: impl Into<String>, rule: impl Into<String>) -> Self {
        Self::Invalid(vec![Violation { field: field.into(), rule: rule.into() }])
    }

    /// A failing part that may recover.
    pub fn unavailable(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Unavailable(Cause(cause.into()))
    }

    /// A defect.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(Cause(cause.into()))
    }
}

/// The inward half of a failure: for the log, once, never for a client.
#[derive(Debug, Display)]
#[display("{_0}")]
pub struct Cause(Box<dyn StdError + Send + Sync>);

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}

/// Why a caller acts in no organization.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq)]
pub enum NoOrganization {
    /// No membership in the organization that the token names, or none at all.
    #[display("the subject belongs to no organization that this token names")]
    NotAssociated,
    /// The token names no organization and the subject belongs to more than one.
    #[display("the subject belongs to several organizations and the token names none")]
    Ambiguous,
}

/// What a [`NotFound`](Error::NotFound), [`AlreadyExists`](Error::AlreadyExists) or [`Stale`](Error::Stale) is about.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// A tenant.
    #[display("organization")]
    Organization,
    /// A subject's belonging to an organization.
    #[display("membership")]
    Membership,
    /// What an organization demands.
    #[display("policy")]
    Policy,
    /// What was said before a change about what it would do.
    #[display("plan")]
    Plan,
    /// That MFA is not demanded of a member.
    #[display("exemption")]
    Exemption,
    /// A member's own deadline.
    #[display("deadline")]
    Deadline,
    /// What a member holds.
    #[display("authenticator")]
    Authenticator,
    /// What a member proved.
    #[display("session")]
    Session,
}

/// A rule that holds over more than one input.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// An organization that has an owner keeps one.
    #[display("the last owner of an organization stays its owner")]
    LastOwner,
    /// A machine identity administers nobody.
    #[display("a service is never an administrator or an owner")]
    ServiceIsNoAdministrator,
    /// Nobody makes an exception for themselves.
    #[display("nobody grants themselves an exemption or another deadline")]
    OwnException,
    /// An exception is for people.
    #[display("a service needs no exemption and no deadline")]
    ServiceNeedsNoException,
    /// Who administers an organization that enforces MFA meets its demand first.
    #[display("who is to administer an organization that enforces MFA must hold an authenticator that counts there")]
    AdminMfaRequired,
    /// Where the organization demands MFA, the last authenticator that counts stays.
    #[display("the last authenticator that counts stays while the organization enforces MFA")]
    EnforcedByOrganization,
    /// Only what was set up and proven can be switched on or preferred.
    #[display("the method is not configured")]
    NotConfigured,
    /// A member holds no more passkeys than that.
    #[display("there are as many passkeys as a member can have")]
    TooManyPasskeys,
    /// The installation, or the organization, has no use for the method.
    #[display("the method is not available")]
    MethodUnavailable,
}

/// What a caller has to do before they may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The kinds of authenticators that they can use.
    pub methods: Vec<Method>,
    /// How long ago they may have used one, in seconds.
    pub maximum_age: u32,
}

/// One field that breaks one rule. Names the rule and never the value.
#[derive(Debug, Display, Clone, PartialEq, Eq)]
#[display("\"{field}\" {rule}")]
pub struct Violation {
    /// The field, as the one who wrote it calls it.
    pub field: String,
    /// What must hold: "must be a boolean".
    pub rule: String,
}

fn list(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
