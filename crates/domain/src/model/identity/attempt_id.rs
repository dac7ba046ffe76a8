//! The id of an attempt to guess a code.

use derive_more::Display;
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::violation::Violation;

/// The id of an attempt with a code: a UUID of version 7, so that it contains the time of the attempt.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttemptId(Uuid);

impl AttemptId {
    /// The id that is this UUID.
    pub(crate) fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// When the attempt was made. A UUID of another version has no time and counts as made in the future.
    pub(crate) fn made_at(self) -> Timestamp {
        let time = self.0.get_timestamp().filter(|_| self.0.get_version_num() == 7).map(|time| time.to_unix());
        let time = time.and_then(|(seconds, nanoseconds)| {
            Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanoseconds).ok()?).ok()
        });
        time.unwrap_or(Timestamp::MAX)
    }

    /// Parses the text of a UUID.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        Uuid::parse_str(text).map(Self).map_err(|_| Violation::new("must be a UUID"))
    }
}
