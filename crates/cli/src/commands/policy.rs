//! `portcullis policy`: what a tenant demands. The same use cases as over HTTP, recorded as the operator's.

use std::process::ExitCode;

use portcullis_domain::{EnforceMfa, GetPolicy, MfaPolicy, Result, StepUpRule};

use super::operator;
use crate::arguments::PolicyCommand;
use crate::compose;
use crate::settings::Settings;

pub(super) fn run(settings: &Settings<'_>, command: PolicyCommand) -> Result<ExitCode> {
    let store = compose::ready_store(settings)?;
    let clock = compose::clock();
    let (organization, enforced) = match command {
        PolicyCommand::Show { organization } => {
            let policy = GetPolicy { store, clock }.execute(&operator(settings, &organization)?)?;
            show(&policy);
            return Ok(ExitCode::SUCCESS);
        }
        PolicyCommand::Enforce { organization } => (organization, true),
        PolicyCommand::Relax { organization } => (organization, false),
    };
    let outcome =
        EnforceMfa { store, clock, step_up: StepUpRule::Off }.execute(&operator(settings, &organization)?, enforced)?;
    let state = if outcome.enforced { "enforced" } else { "not enforced" };
    println!("MFA is {state}{} for {organization}", if outcome.changed { "" } else { " already" });
    Ok(ExitCode::SUCCESS)
}

fn show(policy: &MfaPolicy) {
    let methods: Vec<_> = policy.methods().iter().map(|method| method.to_string()).collect();
    println!("enforced\t{}", policy.enforced());
    println!("demand since\t{}", policy.demand_since().map_or_else(|| "-".to_owned(), |at| at.to_string()));
    println!("grace period\t{} days", policy.grace().get());
    println!("allowed methods\t{}", methods.join(", "));
    println!("maximum age\t{} s", policy.maximum_age().get());
    println!("version\t{}", policy.version());
}
