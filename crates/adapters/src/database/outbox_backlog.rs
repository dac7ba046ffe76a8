//! The size and age of the outbox.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{Error, Result};

use super::schema::outbox::dsl;
use super::sql_values::DbTimestamp;
use super::store::DieselStore;

/// The number and age of the messages in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxBacklog {
    /// The number of messages.
    pub messages: u64,
    /// When the oldest of them was enqueued.
    pub oldest: Option<Timestamp>,
}

impl DieselStore {
    /// Counts the waiting messages. Reads the whole outbox, which is empty while mail is delivered.
    pub fn outbox_backlog(&self) -> Result<OutboxBacklog> {
        let (messages, oldest): (i64, Option<DbTimestamp>) =
            self.query(|connection| dsl::outbox.select((count_star(), min(dsl::created_at))).first(connection))?;
        let messages = u64::try_from(messages).map_err(Error::internal)?;
        Ok(OutboxBacklog { messages, oldest: oldest.map(|oldest| oldest.0) })
    }
}
