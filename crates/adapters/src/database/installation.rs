//! Facts about the whole installation.

use diesel::prelude::*;
use portcullis_domain::Result;

use super::schema::installation::dsl;
use super::store::DieselStore;

const MODE: &str = "mode";
const DEVELOPMENT: &str = "development";

impl DieselStore {
    /// Whether the demo created this database: its keys and tokens can be read by every user of the machine.
    pub fn is_for_development(&self) -> Result<bool> {
        let mode = self.query(|connection| {
            dsl::installation.filter(dsl::name.eq(MODE)).select(dsl::value).first::<String>(connection).optional()
        })?;
        Ok(mode.is_some_and(|mode| mode == DEVELOPMENT))
    }

    /// Marks this database permanently as one for development.
    pub fn mark_for_development(&self) -> Result<()> {
        if self.is_for_development()? {
            return Ok(());
        }
        self.execute(|connection| {
            diesel::insert_into(dsl::installation)
                .values((dsl::name.eq(MODE), dsl::value.eq(DEVELOPMENT)))
                .execute(connection)
        })?;
        Ok(())
    }
}
