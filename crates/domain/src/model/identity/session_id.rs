//! The id of an MFA session.

use derive_more::Display;
use uuid::Uuid;

use crate::model::violation::Violation;

/// The id of a session in which a member verified: a UUID of version 7.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(Uuid);

impl SessionId {
    /// The id that is this UUID.
    pub(crate) fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// Parses the text of a UUID.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        Uuid::parse_str(text).map(Self).map_err(|_| Violation::new("must be a UUID"))
    }
}
