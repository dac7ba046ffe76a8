//! `portcullis member`: adds, changes, removes, lists and imports the members of an organization.

use std::process::ExitCode;
use std::sync::Arc;

use portcullis_adapters::SystemRandom;
use portcullis_domain::{
    Actor, AddMember, AddressSource, ChangeRole, EmailAddress, EnterOrganization, EraseMember, Error as DomainError,
    ImportMembers, Justification, ListMembers, MemberDetails, MemberKind, Membership, MintEnrolmentCode,
    OrganizationId, PageSize, RemoveMember, Resource, Role, Sealer, StepUpRule, Store, SubjectId,
};

use super::member_list;
use crate::arguments::{MemberCommand, Override};
use crate::compose;
use crate::error::{Error, Result, about, named};

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
                Ok(Some((before, after))) => outln!("changed {subject}: {}", differences(&before, &after)),
                other => {
                    other.map_err(about(&of.organization, None))?;
                    outln!("added {subject}");
                }
            }
        }
        MemberCommand::Role { of, role, admin_override } => {
            let role = Role::parse(&role).map_err(named("role"))?;
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let (operator, reason) = (operator(&of.organization)?, reason(admin_override)?);
            let change = ChangeRole { store, clock, sealer: sealer()? };
            let changed = change.execute(&operator, &subject, role, reason.as_ref());
            let changed = changed.map_err(about(&of.organization, Some(&subject)))?;
            outln!("{subject} is {role}{}", if changed { "" } else { " already" });
        }
        MemberCommand::Remove { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let removed = RemoveMember { store, clock }.execute(&operator(&of.organization)?, &subject);
            removed.map_err(about(&of.organization, Some(&subject)))?;
            outln!("removed {subject}");
        }
        MemberCommand::Enter { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let entered = EnterOrganization { store, clock }.execute(&operator(&of.organization)?, &subject);
            entered.map_err(about(&of.organization, Some(&subject)))?;
            outln!("{subject} entered {}", of.organization);
        }
        MemberCommand::EnrolmentCode { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let (random, sealer) = (Arc::new(SystemRandom), sealer()?);
            let mint = MintEnrolmentCode { store, clock, random, sealer, step_up: StepUpRule::Off };
            let minted = mint.execute(&operator(&of.organization)?, &subject);
            let minted = minted.map_err(about(&of.organization, Some(&subject)))?;
            outln!("{}\tvalid once, until {}", *minted.code, minted.expires_at);
        }
        MemberCommand::Erase { of } => {
            let subject = SubjectId::parse(of.subject).map_err(named("subject"))?;
            let operator = operator(&of.organization)?;
            let erase = EraseMember { store, clock, sealer: sealer()? };
            let mut done = erase.execute(&operator, &subject).map_err(|error| match error {
                DomainError::NotFound(Resource::Membership) => {
                    Error::invalid(&subject, format!("is not and never was a member of {}", of.organization))
                }
                other => about(&of.organization, None)(other),
            })?;
            let when = if done.erased { "" } else { " already" };
            while !done.log_is_done {
                done = erase.execute(&operator, &subject)?;
            }
            outln!("erased {subject}{when}; the audit log names them {}", done.pseudonym);
        }
        MemberCommand::List { organization } => list(store, &organization, &operator(&organization)?)?,
        MemberCommand::Import { organization, file, admin_override } => {
            let rows = member_list::read(&file)?;
            let (operator, reason) = (operator(&organization)?, reason(admin_override)?);
            let import = ImportMembers { store, clock, sealer: sealer()? };
            let done = import.execute(&operator, &rows, reason.as_ref()).map_err(about(&organization, None))?;
            outln!("added {}, changed {}, unchanged {}", done.added, done.changed, done.unchanged);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns what `member add` changed, also what it does not ask for: a service is no administrator.
fn differences(before: &Membership, after: &Membership) -> String {
    let address = |member: &Membership| member.email.as_ref().map_or("none", EmailAddress::as_str).to_owned();
    let values = |member: &Membership| {
        [("kind", member.kind.to_string()), ("role", member.role.to_string()), ("email", address(member))]
    };
    let changes = values(before).into_iter().zip(values(after)).filter(|((_, before), (_, after))| before != after);
    let changes: Vec<_> = changes.map(|((field, was), (_, is))| format!("{field} {was} is now {is}")).collect();
    changes.join(", ")
}

/// Returns the reason for an override, if one is given.
fn reason(admin_override: Override) -> Result<Option<Justification>> {
    admin_override.reason.map(Justification::parse).transpose().map_err(named("reason"))
}

fn list(store: Arc<dyn Store>, organization: &str, operator: &Actor) -> Result<()> {
    let list = ListMembers { store, clock: compose::clock(), step_up: StepUpRule::Off };
    let mut after = None;
    loop {
        let page = list.execute(operator, after.as_ref(), PageSize::MAX).map_err(about(organization, None))?;
        for member in page.items {
            let email = member.email.as_ref().map_or("-", EmailAddress::as_str);
            outln!("{}\t{}\t{}\t{email}", member.subject, member.role, member.kind);
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
