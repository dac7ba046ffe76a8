//! The id of an authenticator.

use derive_more::Display;
use uuid::Uuid;

use crate::model::violation::Violation;

/// The id of an authenticator: a UUID of version 7, made of the time and 74 random bits.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthenticatorId(Uuid);

impl AuthenticatorId {
    /// The id that is this UUID.
    pub(crate) fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// Parses the text of a UUID.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        Uuid::parse_str(text).map(Self).map_err(|_| Violation::new("must be a UUID"))
    }
}
