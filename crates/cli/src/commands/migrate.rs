//! `portcullis migrate`: the schema.

use std::process::ExitCode;

use portcullis_adapters::database::{self, Timeouts};
use portcullis_domain::Result;

use crate::arguments::Migration;
use crate::compose;
use crate::settings::Settings;

pub(super) fn run(settings: &Settings<'_>, action: Migration) -> Result<ExitCode> {
    let url = settings.database_url()?;
    match action {
        Migration::Run => {
            let applied = database::migrate(&url)?;
            for version in &applied {
                println!("applied {version}");
            }
            println!("{url}: {}", if applied.is_empty() { "up to date already" } else { "up to date" });
        }
        Migration::Revert => match database::revert(&url)? {
            Some(version) => println!("reverted {version}"),
            None => println!("nothing to revert"),
        },
        Migration::Status => {
            let status = compose::store(settings, Timeouts::COMMAND)?.schema()?;
            for version in &status.applied {
                println!("applied {version}");
            }
            for version in &status.pending {
                println!("pending {version}");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
