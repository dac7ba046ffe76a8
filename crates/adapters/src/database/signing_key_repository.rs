//! Stores the keys of our own tokens.

use diesel::prelude::*;
use portcullis_domain::{Result, Sealed};

use super::connection::{AccessMode, AnyConnection};
use super::schema::signing_keys::{self, dsl};
use super::sql_values::DbTimestamp;
use super::store::DieselStore;
use super::update::update;
use portcullis_domain::{SigningKey, SigningKeyChange, SigningKeyPlan, SigningKeyRepository};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys)]
struct Row {
    id: String,
    private_key: Vec<u8>,
    private_key_id: String,
    active_from: DbTimestamp,
    retires_at: Option<DbTimestamp>,
}

impl SigningKeyRepository for DieselStore {
    fn list(&self) -> Result<Vec<SigningKey>> {
        self.query(load)
    }

    fn change(&self, plan: &SigningKeyPlan<'_>) -> Result<Vec<SigningKey>> {
        self.execute(|connection| {
            connection.begin(AccessMode::ReadWrite)?;
            let changed = lock(connection).and_then(|()| {
                let changes = match plan(&load(connection)?) {
                    Ok(changes) => changes,
                    Err(error) => return Ok(Err(error)),
                };
                for change in &changes {
                    apply(change, connection)?;
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

    fn reseal(&self, read: &SigningKey, resealed: &Sealed) -> Result<bool> {
        let updated = self.execute(|connection| {
            let unchanged = dsl::signing_keys
                .find(&read.id)
                .filter(dsl::private_key.eq(&read.private_key.bytes))
                .filter(dsl::private_key_id.eq(&read.private_key.key_id));
            update(unchanged, (dsl::private_key.eq(&resealed.bytes), dsl::private_key_id.eq(&resealed.key_id)))
                .execute(connection)
        })?;
        Ok(updated == 1)
    }
}

fn apply(change: &SigningKeyChange, connection: &mut AnyConnection) -> QueryResult<usize> {
    match change {
        SigningKeyChange::Insert(key) => {
            diesel::insert_into(dsl::signing_keys).values(Row::of(key)).execute(connection)
        }
        SigningKeyChange::Retire(id, at) => {
            let retired = dsl::retires_at.eq(Some(DbTimestamp(*at)));
            update(dsl::signing_keys.find(id), retired).execute(connection)
        }
        SigningKeyChange::Delete(id) => diesel::delete(dsl::signing_keys.find(id)).execute(connection),
    }
}

/// Keeps other replicas from changing keys until the transaction ends. On SQLite, the immediate transaction does.
#[cfg_attr(not(feature = "postgres"), expect(clippy::unnecessary_wraps, reason = "PostgreSQL may fail"))]
fn lock(connection: &mut AnyConnection) -> QueryResult<()> {
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

fn load(connection: &mut AnyConnection) -> QueryResult<Vec<SigningKey>> {
    let rows: Vec<Row> =
        dsl::signing_keys.order((dsl::active_from, dsl::id)).select(Row::as_select()).load(connection)?;
    Ok(rows.into_iter().map(SigningKey::from).collect())
}

impl Row {
    fn of(key: &SigningKey) -> Self {
        Self {
            id: key.id.clone(),
            private_key: key.private_key.bytes.clone(),
            private_key_id: key.private_key.key_id.clone(),
            active_from: DbTimestamp(key.active_from),
            retires_at: key.retires_at.map(DbTimestamp),
        }
    }
}

impl From<Row> for SigningKey {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            private_key: Sealed { key_id: row.private_key_id, bytes: row.private_key },
            active_from: row.active_from.0,
            retires_at: row.retires_at.map(|at| at.0),
        }
    }
}
