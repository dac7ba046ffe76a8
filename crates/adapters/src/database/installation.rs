//! What is true of the whole installation.

use diesel::prelude::*;
use portcullis_domain::Result;

use super::DieselStore;
use super::schema::installation::dsl;

const MODE: &str = "mode";
const DEVELOPMENT: &str = "development";

impl DieselStore {
    /// Whether this database was made by the demo, with keys and tokens that anybody at this machine may read.
    pub fn is_for_development(&self) -> Result<bool> {
        let mode = self.query(|connection| {
            dsl::installation.filter(dsl::name.eq(MODE)).select(dsl::value).first::<String>(connection).optional()
        })?;
        Ok(mode.is_some_and(|mode| mode == DEVELOPMENT))
    }

    /// Marks this database as one for development, for good.
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
