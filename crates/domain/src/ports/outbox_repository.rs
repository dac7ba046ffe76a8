//! The port that keeps messages until they are delivered.

use jiff::Timestamp;

use crate::Result;
use crate::model::outbox::{Message, MessageKey};

/// Keeps messages. Each is delivered at least once: a deliverer that dies after sending and before saying so leaves it
/// to the next one.
pub trait OutboxRepository {
    /// Adds one, due at once.
    fn enqueue(&mut self, message: &Message) -> Result<()>;

    /// Takes up to `limit` messages that are due and that nobody has taken, and keeps others from them until `until`.
    fn claim(&mut self, now: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<Message>>;

    /// Takes a message out: it is delivered, or given up.
    fn remove(&mut self, key: &MessageKey) -> Result<()>;

    /// Counts a failure; the message is due again at that moment.
    fn postpone(&mut self, key: &MessageKey, due_at: Timestamp) -> Result<()>;
}
