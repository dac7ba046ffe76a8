//! `portcullis session`: ends a member's sessions.

use std::process::ExitCode;
use std::sync::Arc;

use portcullis_domain::{Actor, EndMemberSessions, OrganizationId, StepUpRule, Store, SubjectId};

use crate::arguments::SessionCommand;
use crate::compose;
use crate::error::{Result, about, named};

pub(super) fn run(
    store: Arc<dyn Store>,
    account: &str,
    SessionCommand::End { of }: SessionCommand,
) -> Result<ExitCode> {
    let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
    let operator = Actor::operator(account, OrganizationId::parse(&*of.organization).map_err(named("organization"))?);
    let end = EndMemberSessions { store, clock: compose::clock(), step_up: StepUpRule::Off };
    end.execute(&operator, &subject).map_err(about(&of.organization, Some(&subject)))?;
    outln!("ended the sessions of {subject}");
    Ok(ExitCode::SUCCESS)
}
