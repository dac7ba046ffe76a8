//! A mail on its way.

use jiff::Timestamp;

use crate::model::identity::OrganizationId;
use crate::model::membership::EmailAddress;
use crate::model::sealed::Sealed;

/// Names a message: it tells one person of one entry of one organization's trail.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageKey {
    /// Whose trail.
    pub organization: OrganizationId,
    /// Which entry.
    pub sequence: u64,
    /// Which of those who are told of it, from 0.
    pub part: u32,
}

/// A mail that is written with the change it tells of and delivered after it. A secret in it is sealed until it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its name.
    pub key: MessageKey,
    /// To whom.
    pub to: EmailAddress,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub text: Text,
    /// When the change was.
    pub created_at: Timestamp,
    /// How often its delivery failed.
    pub failures: u32,
}

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// Something without a secret.
    Plain(String),
    /// Something with one, for as long as that counts.
    Sealed {
        /// The text.
        sealed: Sealed,
        /// From when on it is of no use, and not sent any more.
        expires_at: Timestamp,
    },
}

impl Text {
    /// To what a sealed one is bound.
    pub fn place(organization: &OrganizationId, to: &EmailAddress) -> String {
        format!("mail {organization} {to}")
    }
}

/// A mail to a member, before it is known of which entry it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: EmailAddress,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub text: Text,
}

/// A mail as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail<'a> {
    /// To whom.
    pub to: &'a EmailAddress,
    /// Its subject line.
    pub subject: &'a str,
    /// Its text.
    pub text: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_for_its_own_recipient_alone() {
        let place = |organization, to| {
            Text::place(&OrganizationId::parse(organization).unwrap(), &EmailAddress::parse(to).unwrap())
        };
        let own = place("acme", "alice@example.com");
        assert_ne!(own, place("other", "alice@example.com"));
        assert_ne!(own, place("acme", "bob@example.com"));
        assert_eq!(own, place("acme", "alice@example.com"));
    }
}
