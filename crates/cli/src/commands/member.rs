//! `portcullis member`: adds, changes, removes, lists and imports the members of an organization.

use std::process::ExitCode;
use std::sync::Arc;

use portcullis_adapters::SystemRandom;
use portcullis_domain::{
    Actor, AddMember, AddressSource, ChangeRole, EmailAddress, EnterOrganization, EraseMember, Error as DomainError,
    ImportMembers, Justification, ListMembers, MemberDetails, MemberKind, MintEnrolmentCode, OrganizationId, PageSize,
    RemoveMember, Resource, Role, Sealer, StepUpRule, Store, SubjectId,
};

use super::member_list;
use crate::arguments::{MemberCommand, Override};
use crate::compose;
use crate::error::{Error, Result, named};

/// `sealer`: for the commands that need the encryption key.
pub(super) fn run(
    store: Arc<dyn Store>,
    account: &str,
    command: MemberCommand,
    sealer: impl FnOnce() -> Result<Arc<dyn Sealer>>,
) -> Result<ExitCode> {
    let operator = |organization: &str| -> Result<Actor> {
        Ok(Actor::operator(account, OrganizationId::parse(organization).map_err(named("organization"))?))
    };
    let clock = compose::clock();
    match command {
        MemberCommand::Add { of, email, role, kind, admin_override } => {
            let details = MemberDetails {
                subject: SubjectId::parse(of.subject).map_err(named("subject"))?,
                email: email.map(EmailAddress::parse).transpose().map_err(named("email"))?,
                address_source: AddressSource::Given,
                role: Role::parse(&role).map_err(named("role"))?,
                kind: MemberKind::parse(&kind).map_err(named("kind"))?,
            };
            let subject = details.subject.clone();
            let added = AddMember { store, clock, sealer: sealer()? }.execute(
                &operator(&of.organization)?,
                details,
                reason(admin_override)?.as_ref(),
            );
            match added {
                Err(DomainError::AlreadyExists(Resource::Membership)) => {
                    let rule = format!(
                        "is a member already; use `member role --subject {subject} --role …` or `member import`"
                    );
                    return Err(Error::invalid(subject, rule));
                }
                other => other?,
            }
            println!("added {subject}");
        }
        MemberCommand::Role { of, role, admin_override } => {
            let role = Role::parse(&role).map_err(named("role"))?;
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let changed = ChangeRole { store, clock, sealer: sealer()? }.execute(
                &operator(&of.organization)?,
                &subject,
                role,
                reason(admin_override)?.as_ref(),
            )?;
            println!("{subject} is {role}{}", if changed { "" } else { " already" });
        }
        MemberCommand::Remove { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            RemoveMember { store, clock }.execute(&operator(&of.organization)?, &subject)?;
            println!("removed {subject}");
        }
        MemberCommand::Enter { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            EnterOrganization { store, clock }.execute(&operator(&of.organization)?, &subject)?;
            println!("{subject} entered {}", of.organization);
        }
        MemberCommand::EnrolmentCode { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let (random, sealer) = (Arc::new(SystemRandom), sealer()?);
            let mint = MintEnrolmentCode { store, clock, random, sealer, step_up: StepUpRule::Off };
            let minted = mint.execute(&operator(&of.organization)?, &subject)?;
            println!("{}\tvalid once, until {}", *minted.code, minted.expires_at);
        }
        MemberCommand::Erase { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let operator = operator(&of.organization)?;
            let erase = EraseMember { store, clock, sealer: sealer()? };
            let mut done = erase.execute(&operator, &subject)?;
            let when = if done.erased { "" } else { " already" };
            while !done.log_is_done {
                done = erase.execute(&operator, &subject)?;
            }
            println!("erased {subject}{when}; the audit log names them {}", done.pseudonym);
        }
        MemberCommand::List { organization } => list(store, &operator(&organization)?)?,
        MemberCommand::Import { organization, file, admin_override } => {
            let rows = member_list::read(&file)?;
            let done = ImportMembers { store, clock, sealer: sealer()? }.execute(
                &operator(&organization)?,
                &rows,
                reason(admin_override)?.as_ref(),
            )?;
            println!("added {}, changed {}, unchanged {}", done.added, done.changed, done.unchanged);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the reason for an override, if one is given.
fn reason(admin_override: Override) -> Result<Option<Justification>> {
    admin_override.reason.map(Justification::parse).transpose().map_err(named("reason"))
}

fn list(store: Arc<dyn Store>, operator: &Actor) -> Result<()> {
    let list = ListMembers { store, clock: compose::clock(), step_up: StepUpRule::Off };
    let mut after = None;
    loop {
        let page = list.execute(operator, after.as_ref(), PageSize::MAX)?;
        for member in page.items {
            let email = member.email.as_ref().map_or("-", EmailAddress::as_str);
            println!("{}\t{}\t{}\t{email}", member.subject, member.role, member.kind);
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
