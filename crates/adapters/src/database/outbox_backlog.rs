//! The size and age of the outbox.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{Error, Lane, Result};

use super::schema::outbox::dsl;
use super::sql_values::DbTimestamp;
use super::store::DieselStore;

/// The number and age of the messages in a lane of the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxBacklog {
    /// The number of messages.
    pub messages: u64,
    /// Since when the oldest of them that may leave has been waiting. Those that wait for others on their topic or for a
    /// quota may not.
    pub oldest: Option<Timestamp>,
}

impl DieselStore {
    /// Counts the messages that wait in a lane. Reads the whole lane, which is empty while mail is delivered.
    pub fn outbox_backlog(&self, lane: Lane, now: Timestamp) -> Result<OutboxBacklog> {
        let (messages, undecided, released) = self.query(|connection| {
            let waiting = || dsl::outbox.filter(dsl::lane.eq(lane.as_str()));
            let messages: i64 = waiting().select(count_star()).first(connection)?;
            let undecided = waiting().filter(dsl::release_at.is_null()).select(min(dsl::created_at));
            let undecided: Option<DbTimestamp> = undecided.first(connection)?;
            let released = waiting().filter(dsl::release_at.le(DbTimestamp(now))).select(min(dsl::release_at));
            let released: Option<DbTimestamp> = released.first(connection)?;
            Ok((messages, undecided, released))
        })?;
        let messages = u64::try_from(messages).map_err(Error::internal)?;
        let oldest = [undecided, released].into_iter().flatten().map(|moment| moment.0).min();
        Ok(OutboxBacklog { messages, oldest })
    }
}
