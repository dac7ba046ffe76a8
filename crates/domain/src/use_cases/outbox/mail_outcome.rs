//! The outcome of a mail's delivery.

use crate::Error;
use crate::model::identity::{OrganizationId, SubjectId};

/// What became of one mail. It carries one delivery, or several that were folded.
#[derive(Debug)]
pub enum MailOutcome {
    /// The server accepted it.
    Sent,
    /// It was removed without being sent: its secret has expired, or the installation sends no mail.
    Discarded,
    /// It was not accepted now and will be tried again.
    Deferred {
        /// The organization.
        organization: OrganizationId,
        /// The member; `None` if an earlier version enqueued it.
        recipient: Option<SubjectId>,
        /// Why it was not accepted.
        cause: Error,
    },
    /// It was removed and recorded: it cannot be delivered to this recipient.
    Undeliverable {
        /// The organization.
        organization: OrganizationId,
        /// The member; `None` if an earlier version enqueued it.
        recipient: Option<SubjectId>,
        /// The server's reply, or why it was given up.
        reply: String,
    },
    /// The server accepts no mail at present. Nothing was removed, and no further mail is tried for a while.
    ServerFailed {
        /// Whether the server said so with a permanent reply, which will not end by itself.
        refused: bool,
        /// The cause.
        cause: Error,
    },
}

impl MailOutcome {
    /// Every name.
    pub const NAMES: [&str; 6] =
        ["sent", "discarded", "deferred", "undeliverable", "server_unavailable", "server_refused"];

    /// The stable name, as measured.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Discarded => "discarded",
            Self::Deferred { .. } => "deferred",
            Self::Undeliverable { .. } => "undeliverable",
            Self::ServerFailed { refused: false, .. } => "server_unavailable",
            Self::ServerFailed { refused: true, .. } => "server_refused",
        }
    }
}
