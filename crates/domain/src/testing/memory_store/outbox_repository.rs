//! Stores deliveries in memory.

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::model::outbox::{Delivery, DeliveryKey};
use crate::ports::OutboxRepository;
use crate::{Error, Result};

/// A delivery and when it may be claimed.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    delivery: Delivery,
    due_at: Timestamp,
}

impl OutboxRepository for MemoryTransaction<'_> {
    fn enqueue(&mut self, delivery: &Delivery) -> Result<()> {
        let waiting = Waiting { delivery: delivery.clone(), due_at: delivery.created_at };
        match self.writing()?.outbox.insert(delivery.key.clone(), waiting) {
            None => Ok(()),
            Some(_) => Err(Error::internal("the delivery is enqueued already")),
        }
    }

    fn claim(&mut self, now: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<Delivery>> {
        let mut due: Vec<_> = self.writing()?.outbox.values_mut().filter(|waiting| waiting.due_at <= now).collect();
        due.sort_by_key(|waiting| waiting.due_at);
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let take = |waiting: &mut Waiting| {
            waiting.due_at = until;
            waiting.delivery.clone()
        };
        Ok(due.into_iter().map(take).collect())
    }

    fn remove(&mut self, key: &DeliveryKey) -> Result<()> {
        self.writing()?.outbox.remove(key);
        Ok(())
    }

    fn postpone(&mut self, key: &DeliveryKey, due_at: Timestamp) -> Result<()> {
        if let Some(waiting) = self.writing()?.outbox.get_mut(key) {
            waiting.due_at = due_at;
            waiting.delivery.failures += 1;
        }
        Ok(())
    }
}
