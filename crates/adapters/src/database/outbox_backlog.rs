//! How much mail waits.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{Error, Result};

use super::DieselStore;
use super::schema::outbox::dsl;
use super::sql_values::DbTimestamp;

/// The mail that waits to be delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxBacklog {
    /// How many messages.
    pub messages: u64,
    /// When the change was that the oldest of them tells of.
    pub oldest: Option<Timestamp>,
}

impl DieselStore {
    /// How much mail waits. Reads the whole outbox, which is empty while mail is delivered.
    pub fn backlog(&self) -> Result<OutboxBacklog> {
        let (messages, oldest): (i64, Option<DbTimestamp>) =
            self.query(|connection| dsl::outbox.select((count_star(), min(dsl::created_at))).first(connection))?;
        let messages = u64::try_from(messages).map_err(Error::internal)?;
        Ok(OutboxBacklog { messages, oldest: oldest.map(|moment| moment.0) })
    }
}
