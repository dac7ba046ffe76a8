//! `portcullis policy`: shows and switches an organization's policy by the API's use cases, recorded as the operator's.

use std::process::ExitCode;
use std::sync::Arc;

use portcullis_domain::{Actor, EnforceMfa, GetPolicy, MfaPolicy, OrganizationId, StepUpRule, Store};

use crate::arguments::PolicyCommand;
use crate::compose;
use crate::error::{Result, named};

pub(super) fn run(store: Arc<dyn Store>, account: &str, command: PolicyCommand) -> Result<ExitCode> {
    let clock = compose::clock();
    let operator = |organization: &str| -> Result<Actor> {
        Ok(Actor::operator(account, OrganizationId::parse(organization).map_err(named("organization"))?))
    };
    let (organization, enforced) = match command {
        PolicyCommand::Show { organization } => {
            show(&GetPolicy { store, clock }.execute(&operator(&organization)?)?);
            return Ok(ExitCode::SUCCESS);
        }
        PolicyCommand::Enforce { organization } => (organization, true),
        PolicyCommand::Relax { organization } => (organization, false),
    };
    let outcome = EnforceMfa { store, clock, step_up: StepUpRule::Off }.execute(&operator(&organization)?, enforced)?;
    let state = if outcome.enforced { "enforced" } else { "not enforced" };
    println!("MFA is {state}{} for {organization}", if outcome.changed { "" } else { " already" });
    Ok(ExitCode::SUCCESS)
}

fn show(policy: &MfaPolicy) {
    let methods: Vec<_> = policy.methods().iter().map(|method| method.to_string()).collect();
    println!("enforced\t{}", policy.enforced());
    println!("required since\t{}", policy.required_since().map_or_else(|| "-".to_owned(), |at| at.to_string()));
    println!("grace period\t{} days", policy.grace().get());
    println!("allowed methods\t{}", methods.join(", "));
    println!("maximum age\t{} s", policy.maximum_age().get());
    println!("enrolment\t{}", policy.enrolment());
    println!("version\t{}", policy.version());
}
