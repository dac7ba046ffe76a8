//! Names an authenticator.

use derive_more::Display;
use jiff::Timestamp;
use uuid::Uuid;

use crate::ports::Random;
use crate::{Error, Result};

/// Names an authenticator: a UUID of version 7, made of the time and 74 random bits.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthenticatorId(Uuid);

impl AuthenticatorId {
    /// A new one.
    pub fn new(now: Timestamp, random: &dyn Random) -> Result<Self> {
        new_uuid(now, random).map(Self)
    }

    /// The one that is written so.
    pub fn parse(text: &str) -> Result<Self> {
        Uuid::parse_str(text).map(Self).map_err(|_| Error::invalid("id", "must be a UUID"))
    }
}

/// A UUID of version 7 (RFC 9562, section 5.7).
pub(crate) fn new_uuid(now: Timestamp, random: &dyn Random) -> Result<Uuid> {
    let mut bytes = [0; 10];
    random.fill(&mut bytes)?;
    let milliseconds = u64::try_from(now.as_millisecond()).map_err(Error::internal)?;
    Ok(uuid::Builder::from_unix_timestamp_millis(milliseconds, &bytes).into_uuid())
}
