//! `portcullis decide`: prints the gate's decision for a token and its reason, exactly as over HTTP.

use std::process::ExitCode;

use portcullis_domain::Error as DomainError;
use serde_json::Value;

use super::stdin_token;
use crate::arguments::DecideArguments;
use crate::compose;
use crate::config::ServiceConfig;
use crate::error::Result;

pub(super) fn run(config: ServiceConfig, arguments: &DecideArguments) -> Result<ExitCode> {
    let token = stdin_token::read()?;
    let store = compose::ready_store(&config.database)?;
    let (services, background) = compose::services(config, store);
    background.load_own_keys()?;
    background.fetch_issuer_keys()?;
    let explanation = services.explain(&token, arguments.profile.as_deref())?;
    let answer = serde_json::to_value(explanation).map_err(DomainError::internal)?;
    let decision = answer.get("decision").and_then(Value::as_str).unwrap_or_default();
    if arguments.explain {
        outln!("{}", serde_json::to_string_pretty(&answer).map_err(DomainError::internal)?);
    } else {
        outln!("{decision}");
    }
    Ok(if decision == "allow" { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
