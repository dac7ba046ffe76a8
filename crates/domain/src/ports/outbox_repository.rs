//! The port that stores deliveries until they are sent.

use jiff::Timestamp;

use crate::Result;
use crate::model::outbox::{Delivery, DeliveryKey};

/// Stores deliveries. Each is sent at least once: after a crash between sending and [`remove`](Self::remove) another
/// process sends it again.
pub trait OutboxRepository {
    /// Adds a delivery, due at once.
    fn enqueue(&mut self, delivery: &Delivery) -> Result<()>;

    /// Claims up to `limit` due deliveries, which no other caller gets before `until`.
    fn claim(&mut self, now: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<Delivery>>;

    /// Removes a delivery that was sent or dropped.
    fn remove(&mut self, key: &DeliveryKey) -> Result<()>;

    /// Counts a failure and makes the delivery due again at `due_at`.
    fn postpone(&mut self, key: &DeliveryKey, due_at: Timestamp) -> Result<()>;
}
