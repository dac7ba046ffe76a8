//! What an operator can set: one table of it all, read from flags, environment and a TOML file, in that order.

mod edge;
mod observation;
#[cfg(test)]
mod page;
mod reading;
mod relying_party;
mod rules;
mod sources;
mod table;
mod tokens;

pub(crate) use reading::Settings;
pub(crate) use sources::Sources;
pub(crate) use table::SETTINGS;
pub(crate) use tokens::TokenKeys;
