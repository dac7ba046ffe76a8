//! The id of an MFA session.

use derive_more::Display;
use jiff::Timestamp;
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

    /// When the session began, from the UUID itself (RFC 9562, section 5.7). `None` for a UUID of another version.
    pub(crate) fn created_at(self) -> Option<Timestamp> {
        let (seconds, nanoseconds) = self.0.get_timestamp().filter(|_| self.0.get_version_num() == 7)?.to_unix();
        Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanoseconds).ok()?).ok()
    }

    /// Parses the text of a UUID.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        Uuid::parse_str(text).map(Self).map_err(|_| Violation::new("must be a UUID"))
    }
}
