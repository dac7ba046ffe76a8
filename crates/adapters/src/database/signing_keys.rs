//! The keys that our own tokens are signed with, sealed, shared by all replicas.

use diesel::prelude::*;
use jiff::Timestamp;
use portcullis_domain::{Result, Sealed};

use super::DieselStore;
use super::connection::{AnyConnection, Purpose};
use super::schema::signing_keys::{self, dsl};
use super::update::update;
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

impl StoredSigningKey {
    /// To what the private half is bound: moved to another row, it does not open.
    pub(crate) fn place(&self) -> String {
        format!("signing key {}", self.id)
    }
}

/// One change to the keys.
#[derive(Debug)]
pub(crate) enum KeyChange {
    Add(StoredSigningKey),
    Retire(String, Timestamp),
    Forget(String),
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

    /// Changes the keys as `plan` has it, which is shown them while nobody else can change them. Returns what there is
    /// then, oldest first.
    pub(crate) fn change_signing_keys(
        &self,
        plan: impl FnOnce(&[StoredSigningKey]) -> Result<Vec<KeyChange>>,
    ) -> Result<Vec<StoredSigningKey>> {
        self.tell(|connection| {
            connection.begin(Purpose::Write)?;
            let changed = hold(connection).and_then(|()| {
                let changes = match plan(&load(connection)?) {
                    Ok(changes) => changes,
                    Err(refused) => return Ok(Err(refused)),
                };
                for change in changes {
                    make(&change, connection)?;
                }
                load(connection).map(Ok)
            });
            match changed {
                Ok(Ok(_)) => connection.commit()?,
                _ => connection.roll_back()?,
            }
            changed
        })?
    }

    /// Puts `resealed` where `kept` is, if it still is there: `false` if it is not.
    pub(crate) fn reseal_signing_key(&self, kept: &StoredSigningKey, resealed: &Sealed) -> Result<bool> {
        let updated = self.tell(|connection| {
            let unchanged = dsl::signing_keys
                .find(&kept.id)
                .filter(dsl::private_key.eq(&kept.private_key.bytes))
                .filter(dsl::private_key_id.eq(&kept.private_key.key_id));
            update(unchanged, (dsl::private_key.eq(&resealed.bytes), dsl::private_key_id.eq(&resealed.key_id)))
                .execute(connection)
        })?;
        Ok(updated == 1)
    }
}

fn make(change: &KeyChange, connection: &mut AnyConnection) -> QueryResult<usize> {
    match change {
        KeyChange::Add(key) => diesel::insert_into(dsl::signing_keys).values(Row::of(key)).execute(connection),
        KeyChange::Retire(id, at) => {
            let retired = dsl::retires_at.eq(Some(Moment(*at)));
            update(dsl::signing_keys.find(id), retired).execute(connection)
        }
        KeyChange::Forget(id) => diesel::delete(dsl::signing_keys.find(id)).execute(connection),
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
