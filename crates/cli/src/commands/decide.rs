//! `portcullis decide`: what the gate would answer to a token, and why. The same as over HTTP.

use std::process::ExitCode;

use portcullis_adapters::database::Timeouts;
use portcullis_domain::{Error, Result, Store};
use serde_json::Value;

use super::given_token;
use crate::arguments::DecideArguments;
use crate::compose;
use crate::settings::Settings;

pub(super) fn run(settings: &Settings<'_>, arguments: &DecideArguments) -> Result<ExitCode> {
    let token = given_token::read()?;
    let store = compose::store(settings, Timeouts::COMMAND)?;
    store.ready()?;
    let (services, background) = compose::services(settings, store)?;
    background.prepare()?;
    background.read_issuer_keys()?;
    let explanation = services.explain(&token, arguments.profile.as_deref())?;
    let told = serde_json::to_value(explanation).map_err(Error::internal)?;
    let decision = told.get("decision").and_then(Value::as_str).unwrap_or_default();
    if arguments.explain {
        println!("{}", serde_json::to_string_pretty(&told).map_err(Error::internal)?);
    } else {
        println!("{decision}");
    }
    Ok(if decision == "allow" { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
