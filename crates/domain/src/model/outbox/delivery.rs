//! A notification on its way.

use jiff::Timestamp;

use super::Lane;
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::membership::EmailAddress;
use crate::model::sealed::Sealed;

/// Identifies a delivery: one recipient of one entry of one organization's audit log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeliveryKey {
    /// The organization.
    pub organization: OrganizationId,
    /// The number of the audit entry.
    pub sequence: u64,
    /// The recipient's number among those of the entry, from 0.
    pub part: u32,
}

/// A notification that is enqueued with the change it is about, and delivered after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Identifies it.
    pub key: DeliveryKey,
    /// The lane that it waits in.
    pub lane: Lane,
    /// The member that it is sent to; `None` if an earlier version enqueued it.
    pub recipient: Option<SubjectId>,
    /// The kind of notice. Notices on one topic to one recipient may leave as one mail; what has none leaves alone.
    pub topic: Option<String>,
    /// The channel, and what is sent through it.
    pub channel: Channel,
    /// The time of the change.
    pub created_at: Timestamp,
    /// When it may leave, if it was made to wait for others on its topic or by a quota. Its own time once it was tried.
    pub release_at: Option<Timestamp>,
    /// How often the recipient's side did not accept it.
    pub failures: u32,
}

impl Delivery {
    /// A text that no other delivery has, also not one with the same key after a backup was restored.
    pub(crate) fn identity(&self) -> String {
        let DeliveryKey { organization, sequence, part } = &self.key;
        format!("{organization} {sequence} {part} {}", self.created_at)
    }

    /// The same delivery, which no longer waits for others or for a quota.
    #[must_use = "the delivery as it was is not changed"]
    pub fn released(self) -> Self {
        Self { release_at: Some(self.created_at), ..self }
    }

    /// Whether it was tried before, so that it waits for nothing but its own retry.
    pub fn was_released(&self) -> bool {
        self.failures > 0 || self.release_at == Some(self.created_at)
    }

    /// Whether both may leave as one mail.
    pub fn is_foldable_with(&self, other: &Self) -> bool {
        let Channel::Mail(mail) = &self.channel;
        let Channel::Mail(others) = &other.channel;
        let same_organization = self.key.organization == other.key.organization && self.lane == other.lane;
        let same_recipient = self.recipient == other.recipient && mail.to == others.to;
        self.topic.is_some() && self.topic == other.topic && same_organization && same_recipient
    }
}

/// A way to reach a person, with the payload for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Channel {
    /// E-mail.
    Mail(MailPayload),
}

/// A mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailPayload {
    /// The recipient.
    pub to: EmailAddress,
    /// The subject line.
    pub subject: String,
    /// The body.
    pub body: MailBody,
}

/// The body of a mail. One with a secret is sealed until it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailBody {
    /// Text without a secret.
    Plain(String),
    /// Text with a secret.
    Sealed {
        /// The sealed text.
        sealed: Sealed,
        /// When the secret expires. A mail that only carries the secret is not sent after that; a notice is.
        expires_at: Timestamp,
    },
}

impl MailBody {
    /// What a sealed body is bound to: it opens for this recipient alone.
    pub fn place(organization: &OrganizationId, to: &EmailAddress) -> String {
        format!("mail {organization} {to}")
    }
}

/// A mail as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail<'a> {
    /// Identifies it: the same whenever it is sent again, and of no other mail.
    pub id: &'a str,
    /// The recipient.
    pub to: &'a EmailAddress,
    /// The subject line.
    pub subject: &'a str,
    /// The text.
    pub text: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_body_is_bound_to_its_recipient() {
        let place = |organization, to| {
            MailBody::place(&OrganizationId::parse(organization).unwrap(), &EmailAddress::parse(to).unwrap())
        };
        let own = place("acme", "alice@example.com");
        assert_ne!(own, place("other", "alice@example.com"));
        assert_ne!(own, place("acme", "bob@example.com"));
        assert_eq!(own, place("acme", "alice@example.com"));
    }
}
