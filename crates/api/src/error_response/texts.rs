//! The texts of a route's errors where they differ from the general ones.

/// The texts of one route. An empty text means the general one.
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    /// 400, for a body that cannot be read. The general text names every wrong field.
    pub invalid: &'static str,
    /// 400, for a wrong proof.
    pub rejected: &'static str,
    /// 403, for a missing permission.
    pub forbidden: &'static str,
    /// 404, for a missing resource.
    pub not_found: &'static str,
    /// The response while a dependency fails.
    pub failure: Failure,
}

/// The response of a route while a dependency fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// 500 with this text, as the contract documents it.
    Documented(&'static str),
    /// The same on `/organization/{orgId}`, whose errors have `message` where others have `error`.
    DocumentedMessage(&'static str),
    /// 503 with `Retry-After`.
    Unavailable,
}

/// The general texts throughout.
pub(crate) const NO_TEXTS: Texts =
    Texts { invalid: "", rejected: "", forbidden: "", not_found: "", failure: Failure::Unavailable };

/// The texts of routes for owners and administrators.
pub(crate) const ADMINISTRATORS_ONLY: Texts =
    Texts { forbidden: "Insufficient permissions. OWNER or ADMINISTRATOR role required.", ..NO_TEXTS };

impl Texts {
    /// Whether errors have `message` where others have `error`.
    pub(crate) fn uses_message(&self) -> bool {
        matches!(self.failure, Failure::DocumentedMessage(_))
    }

    /// The text of a 500, if the contract documents one.
    pub(crate) fn documented_failure(&self) -> Option<&'static str> {
        match self.failure {
            Failure::Documented(text) | Failure::DocumentedMessage(text) => Some(text),
            Failure::Unavailable => None,
        }
    }
}
