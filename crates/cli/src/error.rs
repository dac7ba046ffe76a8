//! Why a command fails, in words for an operator.

use std::fmt;

use portcullis_domain::{Error as DomainError, FieldViolation, Resource, SubjectId, Violation};

/// The result of a command, or of a part of one.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// Why a command fails.
#[derive(Debug)]
pub(crate) enum Error {
    /// Settings, arguments or input files break rules: a sentence for each. Never quotes a secret.
    Invalid(Vec<String>),
    /// A use case or an adapter failed.
    Failed(DomainError),
}

impl Error {
    /// One broken rule: `PORTCULLIS_BIND must be ADDRESS:PORT`.
    pub(crate) fn invalid(source: impl fmt::Display, rule: impl fmt::Display) -> Self {
        Self::Invalid(vec![format!("{source} {rule}")])
    }

    /// A part of the environment failed and may recover.
    pub(crate) fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed(DomainError::unavailable(cause))
    }

    /// A defect in the program.
    pub(crate) fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed(DomainError::internal(cause))
    }
}

/// Names the argument whose value breaks a rule.
pub(crate) fn named(argument: &str) -> impl FnOnce(Violation) -> Error {
    move |violation| Error::invalid(argument, violation)
}

/// Names the organization and the member that do not exist. `subject`: of a command about one member.
pub(crate) fn about<'a>(organization: &'a str, subject: Option<&'a SubjectId>) -> impl FnOnce(DomainError) -> Error {
    move |error| match (error, subject) {
        (DomainError::NotFound(Resource::Organization), _) => {
            Error::invalid("there is", format!("no organization {organization}"))
        }
        (DomainError::NotFound(Resource::Membership), Some(subject)) => {
            Error::invalid(subject, format!("is not a member of {organization}"))
        }
        (other, _) => other.into(),
    }
}

impl From<DomainError> for Error {
    fn from(error: DomainError) -> Self {
        match error {
            DomainError::Invalid(violations) => {
                let sentence = |violation: &FieldViolation| format!("{} {}", violation.field, violation.rule);
                Self::Invalid(violations.iter().map(sentence).collect())
            }
            other => Self::Failed(other),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(sentences) => f.write_str(&sentences.join("; ")),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
