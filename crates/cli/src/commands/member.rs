//! `portcullis member`: who belongs to a tenant.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use portcullis_domain::{
    Actor, AddMember, ChangeRole, EmailAddress, Error, ImportMembers, Justification, ListMembers, MemberDetails,
    MemberKind, MemberRow, PageSize, RemoveMember, Resource, Result, Role, Store, SubjectId, Violation,
};

use super::operator;
use crate::arguments::{MemberCommand, Override};
use crate::compose;
use crate::settings::Settings;

pub(super) fn run(settings: &Settings<'_>, command: MemberCommand) -> Result<ExitCode> {
    let store = compose::ready_store(settings)?;
    let clock = compose::clock();
    match command {
        MemberCommand::Add { of, email, role, kind, over } => {
            let details = MemberDetails {
                subject: SubjectId::parse(of.subject)?,
                email: email.map(EmailAddress::parse).transpose()?,
                role: Role::parse(&role)?,
                kind: MemberKind::parse(&kind)?,
            };
            let subject = details.subject.clone();
            let added = AddMember { store, clock }.execute(
                &operator(settings, &of.organization)?,
                details,
                reason(over)?.as_ref(),
            );
            match added {
                Err(Error::AlreadyExists(Resource::Membership)) => {
                    let rule =
                        format!("is a member already; `member role --subject {subject} --role …` changes the role");
                    return Err(Error::invalid(subject.to_string(), rule));
                }
                other => other?,
            }
            println!("added {subject}");
        }
        MemberCommand::Role { of, role, over } => {
            let role = Role::parse(&role)?;
            let subject = SubjectId::parse(of.subject)?;
            let changed = ChangeRole { store, clock }.execute(
                &operator(settings, &of.organization)?,
                &subject,
                role,
                reason(over)?.as_ref(),
            )?;
            println!("{subject} is {role}{}", if changed { "" } else { " already" });
        }
        MemberCommand::Remove { of } => {
            let subject = SubjectId::parse(of.subject)?;
            RemoveMember { store, clock }.execute(&operator(settings, &of.organization)?, &subject)?;
            println!("removed {subject}");
        }
        MemberCommand::List { organization } => list(store, &operator(settings, &organization)?)?,
        MemberCommand::Import { organization, file, over } => {
            let rows = read(&file)?;
            let done = ImportMembers { store, clock }.execute(
                &operator(settings, &organization)?,
                &rows,
                reason(over)?.as_ref(),
            )?;
            println!("added {}, changed {}, unchanged {}", done.added, done.changed, done.unchanged);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Why the bar is overridden, if it is.
fn reason(over: Override) -> Result<Option<Justification>> {
    over.reason.map(Justification::parse).transpose()
}

fn list(store: Arc<dyn Store>, operator: &Actor) -> Result<()> {
    let list = ListMembers { store, clock: compose::clock() };
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

/// The rows of a CSV file (RFC 4180) whose first line names its columns.
fn read(file: &Path) -> Result<Vec<MemberRow>> {
    let shown = file.display().to_string();
    let unreadable = |error: csv::Error| {
        let line = error.position().map(|position| format!(" at line {}", position.line())).unwrap_or_default();
        let rule = match error.kind() {
            csv::ErrorKind::Io(error) => format!("cannot be read: {}", error.kind()),
            csv::ErrorKind::UnequalLengths { .. } => format!("has another number of columns{line}"),
            _ => format!("is not CSV in UTF-8{line}"),
        };
        Error::invalid(&*shown, rule)
    };
    let text = std::fs::read(file).map_err(|error| unreadable(error.into()))?;
    let mut reader = csv::Reader::from_reader(&*text);
    let columns = reader.headers().map_err(unreadable)?.clone();
    let known = ["subject", "email", "role", "kind"];
    let strange = columns.iter().filter(|column| !known.contains(column));
    let mut violations: Vec<_> = strange
        .map(|column| Violation {
            field: format!("column {column}"),
            rule: "must be subject, email, role or kind".into(),
        })
        .collect();
    if !columns.iter().any(|column| column == "subject") {
        violations.push(Violation { field: "column subject".into(), rule: "must be there".into() });
    }
    if !violations.is_empty() {
        return Err(Error::Invalid(violations));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let cell = |name: &str| {
            let at = columns.iter().position(|column| column == name);
            at.and_then(|at| record.get(at)).unwrap_or_default().to_owned()
        };
        let line = record.position().map_or(0, |position| line_of(&text, position));
        rows.push(MemberRow {
            line,
            subject: cell("subject"),
            email: cell("email"),
            role: cell("role"),
            kind: cell("kind"),
        });
    }
    Ok(rows)
}

/// The line that a record begins in. Its position is where the last one ended, before any blank lines.
fn line_of(text: &[u8], position: &csv::Position) -> u64 {
    let begin = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text.get(begin..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    blank.filter(|byte| **byte == b'\n').fold(position.line(), |line, _| line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Vec<MemberRow>> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("members.csv");
        std::fs::write(&file, text).unwrap();
        read(&file)
    }

    #[test]
    fn columns_may_stand_in_any_order_and_only_the_subject_must() {
        let rows = parse("role,subject\nOWNER,alice\n\n,\"b,ob\"\n").unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row.line, &*row.subject, &*row.role, &*row.email)).collect();
        assert_eq!(told, [(2, "alice", "OWNER", ""), (4, "b,ob", "", "")]);
    }

    #[test]
    fn what_is_no_list_is_told_so() {
        for (text, words) in [
            ("", "column subject"),
            ("email\na@b.c\n", "column subject"),
            ("subject,rôle\nalice,OWNER\n", "column rôle"),
            ("subject,role\nalice,OWNER,x\n", "another number of columns at line 2"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        assert!(read(Path::new("/nowhere.csv")).is_err());
    }
}
