//! `portcullis authenticator`: what a member holds.

use std::process::ExitCode;

use portcullis_domain::{ListAuthenticatorsOf, ResetMfa, Result, StepUpRule, SubjectId};

use super::operator;
use crate::arguments::AuthenticatorCommand;
use crate::compose;
use crate::settings::Settings;

pub(super) fn run(settings: &Settings<'_>, command: AuthenticatorCommand) -> Result<ExitCode> {
    let store = compose::ready_store(settings)?;
    let clock = compose::clock();
    match command {
        AuthenticatorCommand::List { of } => {
            let subject = SubjectId::parse(of.subject)?;
            let list = ListAuthenticatorsOf { store, clock };
            for one in list.execute(&operator(settings, &of.organization)?, &subject)? {
                let state = if one.is_active() { "active" } else { "disabled" };
                let used = one.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
                println!("{}\t{}\t{state}\t{used}", one.id, one.method());
            }
        }
        AuthenticatorCommand::Reset { of } => {
            let subject = SubjectId::parse(of.subject)?;
            ResetMfa { store, clock, step_up: StepUpRule::Off }
                .execute(&operator(settings, &of.organization)?, Some(&subject))?;
            println!("reset {subject}");
        }
    }
    Ok(ExitCode::SUCCESS)
}
