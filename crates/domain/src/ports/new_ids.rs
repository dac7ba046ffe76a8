//! Generates ids from the time and random bits.

use jiff::Timestamp;
use uuid::Uuid;

use super::Random;
use crate::error::{Error, Result};
use crate::model::identity::{AttemptId, AuthenticatorId, SessionId};

impl AttemptId {
    /// Generates an id.
    pub fn new(now: Timestamp, random: &dyn Random) -> Result<Self> {
        new_uuid(now, random).map(Self::from_uuid)
    }
}

impl AuthenticatorId {
    /// Generates an id.
    pub fn new(now: Timestamp, random: &dyn Random) -> Result<Self> {
        new_uuid(now, random).map(Self::from_uuid)
    }
}

impl SessionId {
    /// Generates an id.
    pub fn new(now: Timestamp, random: &dyn Random) -> Result<Self> {
        new_uuid(now, random).map(Self::from_uuid)
    }
}

/// Generates a UUID of version 7 (RFC 9562, section 5.7): the time in milliseconds and 74 random bits.
fn new_uuid(now: Timestamp, random: &dyn Random) -> Result<Uuid> {
    let mut bytes = [0; 10];
    random.fill(&mut bytes)?;
    let milliseconds = u64::try_from(now.as_millisecond()).map_err(Error::internal)?;
    Ok(uuid::Builder::from_unix_timestamp_millis(milliseconds, &bytes).into_uuid())
}
