//! The keys that our own tokens are signed with, sealed, shared by all replicas.

use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::Result;
use portcullis_domain::sealing::Sealed;

use super::DieselStore;
use super::connection::{AnyConnection, Purpose};
use super::schema::signing_keys::{self, dsl};
use super::values::Moment;

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSigningKey {
    /// Its name (`kid`).
    pub id: String,
    /// The private half.
    pub private_key: Sealed,
    /// From when on it signs. Published before.
    pub active_from: Timestamp,
    /// From when on it verifies nothing.
    pub retires_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys)]
struct Row {
    id: String,
    private_key: Vec<u8>,
    private_key_id: String,
    active_from: Moment,
    retires_at: Option<Moment>,
}

impl DieselStore {
    /// Every key, oldest first.
    pub fn signing_keys(&self) -> Result<Vec<StoredSigningKey>> {
        self.ask(load)
    }

    /// Every key, oldest first; where there is none, the one that `make` makes, which one replica alone adds.
    pub fn signing_keys_or(&self, make: impl FnOnce() -> Result<StoredSigningKey>) -> Result<Vec<StoredSigningKey>> {
        let known = self.signing_keys()?;
        if !known.is_empty() {
            return Ok(known);
        }
        let first = make()?;
        self.tell(|connection| {
            connection.begin(Purpose::Write)?;
            let added = hold(connection).and_then(|()| load(connection)).and_then(|known| {
                if !known.is_empty() {
                    return Ok(known);
                }
                diesel::insert_into(dsl::signing_keys).values(Row::of(&first)).execute(connection)?;
                load(connection)
            });
            match added {
                Ok(_) => connection.commit()?,
                Err(_) => connection.roll_back()?,
            }
            added
        })
    }
}

/// Keeps other replicas from adding a key until the transaction ends. SQLite's immediate transaction does already.
#[cfg_attr(not(feature = "postgres"), expect(clippy::unnecessary_wraps, reason = "PostgreSQL may refuse"))]
fn hold(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(connection) => {
            let lock = diesel::sql_query("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE");
            lock.execute(connection).map(drop)
        }
        #[cfg(feature = "sqlite")]
        AnyConnection::Sqlite(_) => Ok(()),
    }
}

fn load(connection: &mut AnyConnection) -> QueryResult<Vec<StoredSigningKey>> {
    let rows: Vec<Row> =
        dsl::signing_keys.order((dsl::active_from, dsl::id)).select(Row::as_select()).load(connection)?;
    Ok(rows.into_iter().map(StoredSigningKey::from).collect())
}

impl Row {
    fn of(key: &StoredSigningKey) -> Self {
        Self {
            id: key.id.clone(),
            private_key: key.private_key.bytes.clone(),
            private_key_id: key.private_key.key_id.clone(),
            active_from: Moment(key.active_from),
            retires_at: key.retires_at.map(Moment),
        }
    }
}

impl From<Row> for StoredSigningKey {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            private_key: Sealed { key_id: row.private_key_id, bytes: row.private_key },
            active_from: row.active_from.0,
            retires_at: row.retires_at.map(|moment| moment.0),
        }
    }
}
