//! What an operator can set: one table of it all, read from flags, environment and a TOML file, in that order.

#[cfg(test)]
mod page;
mod reading;
mod relying_party;
mod sources;
mod table;

pub(crate) use reading::{Settings, TokenKeys};
pub(crate) use sources::Sources;
pub(crate) use table::SETTINGS;
