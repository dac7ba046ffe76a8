//! `portcullis migrate`: brings the database's schema up to date, shows its state, or reverts a migration.

use std::process::ExitCode;

use portcullis_adapters::database::{self, Timeouts};

use crate::arguments::Migration;
use crate::compose;
use crate::config::database::Database;
use crate::error::Result;

pub(super) fn run(database: &Database, action: Migration) -> Result<ExitCode> {
    let url = &database.url;
    match action {
        Migration::Run => {
            let applied = database::migrate(url)?;
            for version in &applied {
                outln!("applied {version}");
            }
            outln!("{url}: {}", if applied.is_empty() { "up to date already" } else { "up to date" });
        }
        Migration::Revert => match database::revert(url)? {
            Some(version) => outln!("reverted {version}"),
            None => outln!("nothing to revert"),
        },
        Migration::Status => {
            let status = compose::store(database, Timeouts::COMMAND)?.schema()?;
            for version in &status.applied {
                outln!("applied {version}");
            }
            for version in &status.pending {
                outln!("pending {version}");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
