//! The port that stores deliveries until they are sent.

use jiff::Timestamp;

use crate::Result;
use crate::model::identity::OrganizationId;
use crate::model::outbox::{Delivery, DeliveryKey, Lane};

/// Stores deliveries. Each is sent at least once: after a crash between sending and [`remove`](Self::remove) another
/// process sends it again.
pub trait OutboxRepository {
    /// Adds a delivery, due at once.
    fn enqueue(&mut self, delivery: &Delivery) -> Result<()>;

    /// Whether anything is due in a lane at `now`.
    fn is_due(&mut self, lane: Lane, now: Timestamp) -> Result<bool>;

    /// Claims what is due next in a lane at the first of `times`, which no other caller gets before the second: of the next
    /// organization after `after`, in a circle, the oldest delivery together with up to `most - 1` due ones that
    /// [may leave with it](Delivery::is_foldable_with), oldest first. Empty if nothing is due.
    fn claim(
        &mut self,
        lane: Lane,
        after: Option<&OrganizationId>,
        times: (Timestamp, Timestamp),
        most: u32,
    ) -> Result<Vec<Delivery>>;

    /// Removes a delivery that was sent or dropped.
    fn remove(&mut self, key: &DeliveryKey) -> Result<()>;

    /// Makes a delivery due at `due_at`, and stores its `release_at` and `failures`.
    fn reschedule(&mut self, delivery: &Delivery, due_at: Timestamp) -> Result<()>;
}
