//! Imports a list of members: the whole list, or nothing and every line that is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{KindChange, MemberUpsert, MemberWrite, upsert_member, with_an_owner_left};
use crate::model::identity::{Actor, SubjectId};
use crate::model::membership::{EmailAddress, MemberKind, Permission, Role};
use crate::model::policy::Justification;
use crate::model::rule::Rule;
use crate::model::violation::{FieldViolation, Violation};
use crate::ports::{Clock, Sealer, Store};
use crate::use_cases::authorize::authorized_write;
use crate::{Error, Result};

/// One line of a list. For an active member, an empty cell leaves the value as it is, so a list of bare subjects demotes no
/// member. For a new one, an empty `email` is none, an empty `role` USER and an empty `kind` person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The line number, from 1.
    pub line: u64,
    /// The member's subject.
    pub subject: String,
    /// The mail address.
    pub email: String,
    /// The name of the role.
    pub role: String,
    /// `person` or `service`.
    pub kind: String,
}

/// The outcome of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// New and returning members.
    pub added: u64,
    /// Changed members.
    pub changed: u64,
    /// Members whose line changed nothing.
    pub unchanged: u64,
}

/// A line that was parsed.
struct Line {
    number: u64,
    upsert: MemberUpsert,
}

/// Upserts every member of a list. Members who are not on it stay as they are; a repeated import changes nothing. For
/// operators.
pub struct ImportMembers {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Computes the pseudonyms by which erased members are found.
    pub sealer: Arc<dyn Sealer>,
}

impl ImportMembers {
    /// Imports `rows` into the actor's organization. Every line that breaks a rule is named before anything is written.
    /// `override_reason` is why new administrators on the list may administer without an authenticator that counts.
    pub fn execute(
        &self,
        actor: &Actor,
        rows: &[MemberRow],
        override_reason: Option<&Justification>,
    ) -> Result<ImportSummary> {
        let now = self.clock.now();
        authorized_write(&*self.store, now, actor, Permission::ManageMembers, |tx, acting| {
            let lines = parse(rows)?;
            with_an_owner_left(tx, &acting.organization.id, |tx| {
                let mut summary = ImportSummary::default();
                for line in lines {
                    let number = line.number;
                    let known = tx.memberships().find(&acting.organization.id, &line.upsert.subject)?;
                    let details = line.upsert.completed_by(known);
                    let written =
                        upsert_member((tx, &*self.sealer), acting, now, details, override_reason, KindChange::Refused);
                    match written.map_err(|error| error_on_line(number, error))? {
                        MemberWrite::Added => summary.added += 1,
                        MemberWrite::Changed => summary.changed += 1,
                        MemberWrite::Unchanged => summary.unchanged += 1,
                    }
                }
                Ok(summary)
            })
        })
    }
}

fn parse(rows: &[MemberRow]) -> Result<Vec<Line>> {
    let mut lines = Vec::with_capacity(rows.len());
    let mut violations = Vec::new();
    let mut seen = BTreeMap::new();
    for row in rows {
        let before = violations.len();
        let mut take = |column: &str, violation: Violation| violations.push(at(row.line, violation.of(column)));
        let subject = SubjectId::parse(&*row.subject).map_err(|violation| take("subject", violation));
        let email = cell_value(&row.email, EmailAddress::parse).map_err(|violation| take("email", violation));
        let role = cell_value(&row.role, Role::parse).map_err(|violation| take("role", violation));
        let kind = cell_value(&row.kind, MemberKind::parse).map_err(|violation| take("kind", violation));
        if let (Ok(subject), Ok(email), Ok(role), Ok(kind)) = (subject, email, role, kind) {
            if let Some(first) = seen.insert(subject.clone(), row.line) {
                let duplicate = format!("is a duplicate (first seen on line {first})");
                violations.push(at(row.line, FieldViolation { field: "subject".into(), rule: duplicate }));
            } else if violations.len() == before {
                lines.push(Line { number: row.line, upsert: MemberUpsert { subject, email, role, kind } });
            }
        }
    }
    if violations.is_empty() { Ok(lines) } else { Err(Error::Invalid(violations)) }
}

/// The value of a cell; `None` if it is empty.
fn cell_value<'a, T>(
    cell: &'a str,
    parse: impl FnOnce(&'a str) -> Result<T, Violation>,
) -> Result<Option<T>, Violation> {
    if cell.is_empty() { Ok(None) } else { parse(cell).map(Some) }
}

/// Adds the line number to the error of a line that breaks a rule together with the stored member.
fn error_on_line(number: u64, error: Error) -> Error {
    match error {
        Error::RuleBroken(rule) => {
            let field = if rule == Rule::AdminMfaRequired { "role" } else { "kind" };
            Error::Invalid(vec![at(number, FieldViolation { field: field.into(), rule: rule.to_string() })])
        }
        other => other,
    }
}

fn at(line: u64, violation: FieldViolation) -> FieldViolation {
    FieldViolation { field: format!("line {line}: {}", violation.field), ..violation }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::PlainSealer;
    use crate::testing::an_operator_of;
    use crate::testing::an_organization;
    use crate::testing::the_audit_log_of;

    fn row(line: u64, text: &str) -> MemberRow {
        let mut cells = text.split(',').map(str::to_owned).chain(std::iter::repeat(String::new()));
        let mut cell = || cells.next().unwrap_or_default();
        MemberRow { line, subject: cell(), email: cell(), role: cell(), kind: cell() }
    }

    fn import(store: &Arc<MemoryStore>, lines: &[&str]) -> Result<ImportSummary> {
        let rows: Vec<_> = (2..).zip(lines).map(|(line, text)| row(line, text)).collect();
        let clock = Arc::new(FixedClock::at("2026-03-01T00:00:00Z"));
        ImportMembers { store: store.clone(), clock, sealer: Arc::new(PlainSealer) }.execute(
            &an_operator_of("acme"),
            &rows,
            None,
        )
    }

    fn acme() -> Result<Arc<MemoryStore>> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).save(&*store)?;
        Ok(store)
    }

    #[test]
    fn repeated_import_changes_nothing() -> Result<()> {
        let store = acme()?;
        let list = ["alice,alice@acme.example,OWNER", "bob", "robot,,WORKSPACES,service"];
        assert_eq!(import(&store, &list)?, ImportSummary { added: 2, changed: 1, unchanged: 0 });
        assert_eq!(import(&store, &list)?, ImportSummary { added: 0, changed: 0, unchanged: 3 });
        assert_eq!(the_audit_log_of(&*store, "acme").len(), 6);
        Ok(())
    }

    #[test]
    fn every_wrong_line_is_named_and_nothing_is_written() -> Result<()> {
        let store = acme()?;
        let refused =
            import(&store, &["good", ",x", "carol,,owner", "fine", "good,good@example.com", "dave,,,machine"]);
        let Err(error) = refused else { return Err(Error::internal("accepted")) };
        assert_eq!(
            error.to_string(),
            "\"line 3: subject\" must be 1 to 255 printable ASCII characters, without a space at an end; \
             \"line 3: email\" must be one plain address of at most 254 characters; \
             \"line 4: role\" must be one of USER, BILLING, WORKSPACES, ADMINISTRATORS, OWNER; \
             \"line 6: subject\" is a duplicate (first seen on line 2); \
             \"line 7: kind\" must be person or service"
        );
        assert!(the_audit_log_of(&*store, "acme").is_empty());
        Ok(())
    }

    #[test]
    fn bare_subjects_demote_no_member() -> Result<()> {
        let store = acme()?;
        import(&store, &["alice,alice@acme.example", "robot,,,service"])?;
        assert_eq!(import(&store, &["alice", "robot"])?, ImportSummary { added: 0, changed: 0, unchanged: 2 });
        Ok(())
    }

    #[test]
    fn import_names_lines_that_conflict_with_stored_members() -> Result<()> {
        let store = acme()?;
        import(&store, &["robot,,,service"])?;
        for list in [["new", "robot,,OWNER,"], ["new", "alice,,,service"], ["new", "x,,OWNER,service"]] {
            let error = import(&store, &list).err().map(|error| error.to_string());
            let expected = "\"line 3: kind\" a service is never an administrator or an owner";
            assert_eq!(error.as_deref(), Some(expected), "{list:?}");
        }
        assert_eq!(the_audit_log_of(&*store, "acme").len(), 1);
        Ok(())
    }

    #[test]
    fn ownership_may_pass_within_a_list_but_not_vanish() -> Result<()> {
        let store = acme()?;
        assert!(matches!(import(&store, &["alice,,USER"]), Err(Error::RuleBroken(Rule::LastOwner))));
        assert!(the_audit_log_of(&*store, "acme").is_empty());
        assert_eq!(
            import(&store, &["alice,,USER", "bob,,OWNER"])?,
            ImportSummary { added: 1, changed: 1, unchanged: 0 }
        );
        Ok(())
    }
}
