//! `portcullis policy`: shows and switches an organization's policy by the API's use cases, recorded as the operator's.

use std::process::ExitCode;
use std::sync::Arc;

use portcullis_domain::{Actor, EnforceMfa, GetPolicy, MfaPolicy, OrganizationId, StepUpRule, Store};

use crate::arguments::PolicyCommand;
use crate::compose;
use crate::error::{Result, about, named};

pub(super) fn run(store: Arc<dyn Store>, account: &str, command: PolicyCommand) -> Result<ExitCode> {
    let clock = compose::clock();
    let operator = |organization: &str| -> Result<Actor> {
        Ok(Actor::operator(account, OrganizationId::parse(organization).map_err(named("organization"))?))
    };
    let (organization, enforced) = match command {
        PolicyCommand::Show { organization } => {
            let policy = GetPolicy { store, clock }.execute(&operator(&organization)?);
            show(&policy.map_err(about(&organization, None))?);
            return Ok(ExitCode::SUCCESS);
        }
        PolicyCommand::Enforce { organization } => (organization, true),
        PolicyCommand::Relax { organization } => (organization, false),
    };
    let enforce = EnforceMfa { store, clock, step_up: StepUpRule::Off };
    let outcome = enforce.execute(&operator(&organization)?, enforced).map_err(about(&organization, None))?;
    let state = if outcome.enforced { "enforced" } else { "not enforced" };
    outln!("MFA is {state}{} for {organization}", if outcome.changed { "" } else { " already" });
    Ok(ExitCode::SUCCESS)
}

fn show(policy: &MfaPolicy) {
    let methods: Vec<_> = policy.methods().iter().map(|method| method.to_string()).collect();
    outln!("enforced\t{}", policy.enforced());
    outln!("required since\t{}", policy.required_since().map_or_else(|| "-".to_owned(), |at| at.to_string()));
    outln!("grace period\t{} days", policy.grace().get());
    outln!("allowed methods\t{}", methods.join(", "));
    outln!("maximum age\t{} s", policy.maximum_age().get());
    outln!("enrolment\t{}", policy.enrolment());
    outln!("version\t{}", policy.version());
}
