//! `portcullis authenticator`: lists and resets a member's authenticators, and unlocks members.

use std::process::ExitCode;
use std::sync::Arc;

use portcullis_domain::{
    Actor, AuthenticatorState, ListAuthenticatorsOf, OrganizationId, ResetMfa, StepUpRule, Store, SubjectId,
    UnlockMember,
};

use crate::arguments::AuthenticatorCommand;
use crate::compose;
use crate::error::{Result, about, named};

pub(super) fn run(store: Arc<dyn Store>, account: &str, command: AuthenticatorCommand) -> Result<ExitCode> {
    let clock = compose::clock();
    match command {
        AuthenticatorCommand::List { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let operator =
                Actor::operator(account, OrganizationId::parse(&*of.organization).map_err(named("organization"))?);
            let list = ListAuthenticatorsOf { store, clock, step_up: StepUpRule::Off };
            let listed = list.execute(&operator, &subject).map_err(about(&of.organization, Some(&subject)))?;
            for authenticator in listed {
                let state = match authenticator.state {
                    AuthenticatorState::Active => "active",
                    AuthenticatorState::Suspended { .. } => "suspended",
                    AuthenticatorState::Disabled | AuthenticatorState::Pending { .. } => "disabled",
                };
                let used =
                    authenticator.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
                outln!("{}\t{}\t{state}\t{used}", authenticator.id, authenticator.method());
            }
        }
        AuthenticatorCommand::Unlock { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let operator =
                Actor::operator(account, OrganizationId::parse(&*of.organization).map_err(named("organization"))?);
            let unlock = UnlockMember { store, clock, step_up: StepUpRule::Off };
            let unlocked = unlock.execute(&operator, &subject).map_err(about(&of.organization, Some(&subject)))?;
            let done = if unlocked { "unlocked" } else { "was not locked:" };
            outln!("{done} {subject}");
        }
        AuthenticatorCommand::Reset { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let operator =
                Actor::operator(account, OrganizationId::parse(&*of.organization).map_err(named("organization"))?);
            let reset = ResetMfa { store, clock, step_up: StepUpRule::Off }.execute(&operator, Some(&subject));
            reset.map_err(about(&of.organization, Some(&subject)))?;
            outln!("reset {subject}");
        }
    }
    Ok(ExitCode::SUCCESS)
}
