//! Messages in memory.

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::model::outbox::{Message, MessageKey};
use crate::ports::OutboxRepository;
use crate::{Error, Result};

/// A message and when it may be taken.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    message: Message,
    due_at: Timestamp,
}

impl OutboxRepository for MemoryTransaction<'_> {
    fn enqueue(&mut self, message: &Message) -> Result<()> {
        let waiting = Waiting { message: message.clone(), due_at: message.created_at };
        match self.writing()?.outbox.insert(message.key.clone(), waiting) {
            None => Ok(()),
            Some(_) => Err(Error::internal("a message that is there already")),
        }
    }

    fn claim(&mut self, now: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<Message>> {
        let mut due: Vec<_> = self.writing()?.outbox.values_mut().filter(|waiting| waiting.due_at <= now).collect();
        due.sort_by_key(|waiting| waiting.due_at);
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let take = |waiting: &mut Waiting| {
            waiting.due_at = until;
            waiting.message.clone()
        };
        Ok(due.into_iter().map(take).collect())
    }

    fn remove(&mut self, key: &MessageKey) -> Result<()> {
        self.writing()?.outbox.remove(key);
        Ok(())
    }

    fn postpone(&mut self, key: &MessageKey, due_at: Timestamp) -> Result<()> {
        if let Some(waiting) = self.writing()?.outbox.get_mut(key) {
            waiting.due_at = due_at;
            waiting.message.failures += 1;
        }
        Ok(())
    }
}
