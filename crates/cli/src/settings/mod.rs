//! The settings as they were given: by flags, the environment or a TOML file, the first of these that gives a setting.
//!
//! One table lists every setting. `config` parses the values.

mod client_tables;
mod given;
#[cfg(test)]
mod page;
mod profile_tables;
mod sources;
mod table;

pub(crate) use client_tables::EXAMPLE as CLIENT_EXAMPLE;
pub(crate) use given::Given;
pub(crate) use profile_tables::EXAMPLE as PROFILE_EXAMPLE;
pub(crate) use sources::Settings;
pub(crate) use table::SETTINGS;
