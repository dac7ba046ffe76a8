//! The configuration: every setting, checked and typed, before anything is touched.
//!
//! Each module reads one section from the settings that were given. [`Config`] is all of them, for the service;
//! another command reads the sections that it needs. Nothing reads a setting later.

mod problems;
mod service;

pub(crate) mod address_memory;
pub(crate) mod administration;
pub(crate) mod clients;
pub(crate) mod database;
pub(crate) mod edge;
pub(crate) mod encryption;
pub(crate) mod files;
pub(crate) mod gate;
pub(crate) mod issuer_keys;
pub(crate) mod listening;
pub(crate) mod log;
pub(crate) mod logout;
pub(crate) mod mail;
pub(crate) mod metrics;
pub(crate) mod passkeys;
pub(crate) mod public_url;
pub(crate) mod token_rules;
mod web_address;

pub(crate) use service::{Config, ServiceConfig};
