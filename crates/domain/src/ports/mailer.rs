//! The port that sends mail.

use derive_more::{Display, Error as DeriveError};

use crate::model::outbox::Mail;
use crate::{Error, Result};

/// A mail server. May wait on the network, so it is never used within a transaction.
pub trait Mailer: Send + Sync {
    /// Connects to the server and logs in. A failure is [`SendError::Server`].
    fn connect(&self) -> Result<Box<dyn MailSession>, SendError>;
}

/// A connection to a mail server.
pub trait MailSession: Send {
    /// Hands the mail over to the server, which is then responsible for its delivery. The session may be used again after
    /// `Ok` and after [`SendError::Refused`].
    fn send(&mut self, mail: &Mail<'_>) -> Result<(), SendError>;
}

/// Why a mail was not accepted.
#[derive(Debug, Display, DeriveError)]
pub enum SendError {
    /// The server accepts no mail at present, whatever the recipient: it cannot be reached, or refuses the connection, the
    /// login or the sender.
    #[display("{cause}")]
    Server {
        /// Whether it said so with a permanent reply (5yz), which a change of its configuration or of ours must end.
        refused: bool,
        /// The cause.
        #[error(not(source))]
        cause: Error,
    },
    /// This mail was not accepted now. A later attempt may succeed.
    #[display("{_0}")]
    Deferred(#[error(not(source))] Error),
    /// The server refuses this recipient or this message for good. The reply, without personal data.
    #[display("{_0}")]
    Refused(#[error(not(source))] String),
}
