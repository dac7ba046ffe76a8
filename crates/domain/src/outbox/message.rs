//! A mail on its way.

use jiff::Timestamp;

use crate::membership::EmailAddress;
use crate::organization::OrganizationId;

/// Names a message: it tells of one entry of one organization's trail.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageKey {
    /// Whose trail.
    pub organization: OrganizationId,
    /// Which entry.
    pub sequence: u64,
}

/// A mail that is written with the change it tells of and delivered after it. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its name.
    pub key: MessageKey,
    /// To whom.
    pub to: EmailAddress,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// When the change was.
    pub created_at: Timestamp,
    /// How often its delivery failed.
    pub failures: u32,
}
