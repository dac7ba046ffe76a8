//! Stores deliveries in memory.

use jiff::Timestamp;

use super::{MemoryStore, MemoryTransaction};
use crate::model::identity::OrganizationId;
use crate::model::outbox::{Delivery, DeliveryKey, Lane};
use crate::ports::OutboxRepository;
use crate::{Error, Result};

/// A delivery and when it may be claimed.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    delivery: Delivery,
    due_at: Timestamp,
}

impl MemoryStore {
    /// Returns the deliveries in the outbox, by organization and audit entry.
    pub fn outbox(&self) -> Vec<Delivery> {
        self.tables().outbox.values().map(|waiting| waiting.delivery.clone()).collect()
    }

    /// Removes the deliveries from the outbox and returns them, by organization and audit entry.
    pub fn take_outbox(&self) -> Vec<Delivery> {
        std::mem::take(&mut self.tables().outbox).into_values().map(|waiting| waiting.delivery).collect()
    }
}

impl OutboxRepository for MemoryTransaction<'_> {
    fn enqueue(&mut self, delivery: &Delivery) -> Result<()> {
        let waiting = Waiting { delivery: delivery.clone(), due_at: delivery.created_at };
        match self.writing()?.outbox.insert(delivery.key.clone(), waiting) {
            None => Ok(()),
            Some(_) => Err(Error::internal("the delivery is enqueued already")),
        }
    }

    fn is_due(&mut self, lane: Lane, now: Timestamp) -> Result<bool> {
        Ok(self.reading()?.outbox.values().any(|one| one.delivery.lane == lane && one.due_at <= now))
    }

    fn claim(
        &mut self,
        lane: Lane,
        after: Option<&OrganizationId>,
        (now, until): (Timestamp, Timestamp),
        most: u32,
    ) -> Result<Vec<Delivery>> {
        let waiting = self.writing()?.outbox.values_mut();
        let mut due: Vec<_> = waiting.filter(|one| one.delivery.lane == lane && one.due_at <= now).collect();
        // the organizations after `after` come first
        let turn = |one: &Waiting| {
            (after.is_some_and(|after| one.delivery.key.organization <= *after), one.delivery.key.organization.clone())
        };
        due.sort_by_key(|one| (turn(one), one.due_at));
        let Some(first) = due.first().map(|one| one.delivery.clone()) else { return Ok(Vec::new()) };
        let alike =
            due.into_iter().filter(|one| one.delivery.key == first.key || one.delivery.is_foldable_with(&first));
        let take = |waiting: &mut Waiting| {
            waiting.due_at = until;
            waiting.delivery.clone()
        };
        Ok(alike.take(usize::try_from(most).unwrap_or(usize::MAX)).map(take).collect())
    }

    fn remove(&mut self, key: &DeliveryKey) -> Result<()> {
        self.writing()?.outbox.remove(key);
        Ok(())
    }

    fn reschedule(&mut self, delivery: &Delivery, due_at: Timestamp) -> Result<()> {
        if let Some(waiting) = self.writing()?.outbox.get_mut(&delivery.key) {
            waiting.due_at = due_at;
            waiting.delivery.release_at = delivery.release_at;
            waiting.delivery.failures = delivery.failures;
        }
        Ok(())
    }
}
