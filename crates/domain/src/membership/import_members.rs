//! An operator brings a list of members: all of it, or nothing and every line that is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ownership::keeping_an_owner;
use super::write_member::{Written, write_member};
use super::{EmailAddress, Kind, MemberDetails, Membership, Permission, Role, authorized};
use crate::error::Violation;
use crate::identity::{Actor, SubjectId};
use crate::{Clock, Error, Result, Store};

/// One line of a list, as it was written. Empty `email` is none, empty `role` is USER, empty `kind` is person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The line, from 1, as an editor counts it.
    pub line: u64,
    /// The identity provider's name for the member.
    pub subject: String,
    /// Where they can be reached.
    pub email: String,
    /// The name of their role.
    pub role: String,
    /// `person` or `service`.
    pub kind: String,
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Who was not a member before.
    pub added: u64,
    /// Who was one, but not so.
    pub changed: u64,
    /// Who was so already.
    pub unchanged: u64,
}

/// Makes every subject of a list the member that the list says. Who is not on it stays what they are. The same list
/// again changes nothing.
pub struct ImportMembers {
    /// Where memberships are kept.
    pub store: Arc<dyn Store>,
    /// When they joined.
    pub clock: Arc<dyn Clock>,
}

impl ImportMembers {
    /// Imports `rows` into the actor's organization. Every line that breaks a rule is named before anything is written.
    pub fn execute(&self, actor: &Actor, rows: &[MemberRow]) -> Result<ImportSummary> {
        let now = self.clock.now();
        authorized(&*self.store, now, actor, Permission::ManageMembers, |tx, organization| {
            let members = parse(rows)?;
            keeping_an_owner(tx, &organization.id, |tx| {
                let mut summary = ImportSummary::default();
                for details in members {
                    match write_member(tx, actor, &organization, now, details)? {
                        Written::Added => summary.added += 1,
                        Written::Changed => summary.changed += 1,
                        Written::Unchanged => summary.unchanged += 1,
                    }
                }
                Ok(summary)
            })
        })
    }
}

fn parse(rows: &[MemberRow]) -> Result<Vec<MemberDetails>> {
    let mut members = Vec::with_capacity(rows.len());
    let mut violations = Vec::new();
    let mut seen = BTreeMap::new();
    for row in rows {
        match details(row) {
            Err(Error::Invalid(found)) => violations.extend(found.into_iter().map(|violation| at(row.line, violation))),
            Err(Error::RuleBroken(rule)) => {
                violations.push(at(row.line, Violation { field: "kind".into(), rule: rule.to_string() }));
            }
            Err(other) => return Err(other),
            Ok(member) => {
                if let Some(first) = seen.insert(member.subject.clone(), row.line) {
                    let rule = format!("must not stand twice: it stands in line {first} too");
                    violations.push(at(row.line, Violation { field: "subject".into(), rule }));
                }
                members.push(member);
            }
        }
    }
    if violations.is_empty() { Ok(members) } else { Err(Error::Invalid(violations)) }
}

fn details(row: &MemberRow) -> Result<MemberDetails> {
    let mut violations = Vec::new();
    let mut keep = |error: Error| -> Result<()> {
        match error {
            Error::Invalid(found) => {
                violations.extend(found);
                Ok(())
            }
            other => Err(other),
        }
    };
    let subject = SubjectId::parse(&*row.subject).map(Some).or_else(|error| keep(error).map(|()| None))?;
    let email = match &*row.email {
        "" => None,
        text => EmailAddress::parse(text).map(Some).or_else(|error| keep(error).map(|()| None))?,
    };
    let role = match &*row.role {
        "" => Role::User,
        name => Role::parse(name).or_else(|error| keep(error).map(|()| Role::User))?,
    };
    let kind = match &*row.kind {
        "" => Kind::Person,
        name => Kind::parse(name).or_else(|error| keep(error).map(|()| Kind::Person))?,
    };
    match subject {
        Some(subject) if violations.is_empty() => {
            let details = MemberDetails { subject, email, role, kind };
            // the rule over several fields, told with its line rather than at the write
            Membership::new(details.clone(), jiff::Timestamp::UNIX_EPOCH)?;
            Ok(details)
        }
        _ => Err(Error::Invalid(violations)),
    }
}

fn at(line: u64, violation: Violation) -> Violation {
    Violation { field: format!("line {line}: {}", violation.field), ..violation }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Rule;
    use crate::testing::{FixedClock, MemoryStore, an_operator_of, an_organization, the_trail_of};

    fn row(line: u64, text: &str) -> MemberRow {
        let mut cells = text.split(',').map(str::to_owned).chain(std::iter::repeat(String::new()));
        let mut cell = || cells.next().unwrap_or_default();
        MemberRow { line, subject: cell(), email: cell(), role: cell(), kind: cell() }
    }

    fn import(store: &Arc<MemoryStore>, lines: &[&str]) -> Result<ImportSummary> {
        let rows: Vec<_> = (2..).zip(lines).map(|(line, text)| row(line, text)).collect();
        let clock = Arc::new(FixedClock::at("2026-03-01T00:00:00Z"));
        ImportMembers { store: store.clone(), clock }.execute(&an_operator_of("acme"), &rows)
    }

    fn acme() -> Result<Arc<MemoryStore>> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::Owner).save(&*store)?;
        Ok(store)
    }

    #[test]
    fn a_list_is_taken_whole_and_a_second_time_changes_nothing() -> Result<()> {
        let store = acme()?;
        let list = ["alice,alice@acme.example,OWNER", "bob", "robot,,WORKSPACES,service"];
        assert_eq!(import(&store, &list)?, ImportSummary { added: 2, changed: 1, unchanged: 0 });
        assert_eq!(import(&store, &list)?, ImportSummary { added: 0, changed: 0, unchanged: 3 });
        assert_eq!(the_trail_of(&*store, "acme").len(), 6);
        Ok(())
    }

    #[test]
    fn every_wrong_line_is_named_and_nothing_is_written() -> Result<()> {
        let store = acme()?;
        let refused = import(
            &store,
            &["good", ",x", "carol,,owner", "robot,,OWNER,service", "good,good@example.com", "dave,,,machine"],
        );
        let Err(error) = refused else { return Err(Error::internal("taken")) };
        assert_eq!(
            error.to_string(),
            "\"line 3: subject\" must be 1 to 255 visible ASCII characters; \
             \"line 3: email\" must be one plain address of at most 254 characters; \
             \"line 4: role\" must be one of USER, BILLING, WORKSPACES, ADMINISTRATORS, OWNER; \
             \"line 5: kind\" a service is never an administrator or an owner; \
             \"line 6: subject\" must not stand twice: it stands in line 2 too; \
             \"line 7: kind\" must be person or service"
        );
        assert!(the_trail_of(&*store, "acme").is_empty());
        Ok(())
    }

    #[test]
    fn ownership_may_pass_within_a_list_but_not_vanish() -> Result<()> {
        let store = acme()?;
        assert!(matches!(import(&store, &["alice,,USER"]), Err(Error::RuleBroken(Rule::LastOwner))));
        assert!(the_trail_of(&*store, "acme").is_empty());
        assert_eq!(
            import(&store, &["alice,,USER", "bob,,OWNER"])?,
            ImportSummary { added: 1, changed: 1, unchanged: 0 }
        );
        Ok(())
    }
}
