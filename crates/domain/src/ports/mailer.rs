//! The port that delivers mail.

use crate::Result;
use crate::model::outbox::Mail;

/// Delivers mail, or fails; may wait on the network. Never called within a transaction.
pub trait Mailer: Send + Sync {
    /// Hands the mail over to a server that takes responsibility for it.
    fn send(&self, mail: &Mail<'_>) -> Result<()>;
}
