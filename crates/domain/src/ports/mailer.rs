//! The port that sends mail.

use crate::Result;
use crate::model::outbox::Mail;

/// Sends mail. May wait on the network, so it is never called within a transaction.
pub trait Mailer: Send + Sync {
    /// Hands the mail over to a server, which is then responsible for its delivery.
    fn send(&self, mail: &Mail<'_>) -> Result<()>;
}
