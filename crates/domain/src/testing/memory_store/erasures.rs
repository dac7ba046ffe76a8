//! Erases members in memory.

use super::{MemoryTransaction, Tables};
use crate::Result;
use crate::model::audit::{AuditActor, AuditEntry, AuditTarget, AuditValue, Recorded};
use crate::model::identity::{OrganizationId, SubjectId};
use crate::model::membership::Membership;
use crate::ports::{AuditLog, Change, Erasures, PERSONAL_FIELDS, is_scope_of};

/// A requested replacement in the audit log.
#[derive(Debug, Clone)]
pub(super) struct Replacement {
    subject: SubjectId,
    pseudonym: SubjectId,
    /// The number of the next entry to examine.
    next: u64,
}

impl Erasures for MemoryTransaction<'_> {
    fn erase(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        tombstone: &Membership,
        entry: Recorded<'_>,
    ) -> Result<u64> {
        let sequence = self.append(organization, entry)?;
        let tables = self.writing()?;
        tables.forget(&(organization.clone(), subject.clone()));
        if let Some(one) = tables.organizations.get_mut(organization)
            && one.undo.as_ref().is_some_and(|undo| undo.subject == *subject)
        {
            one.undo = None;
        }
        let key = (organization.clone(), tombstone.subject.clone());
        tables.memberships.insert(key, tombstone.clone());
        let exemptions = tables.memberships.iter_mut().filter(|((of, _), _)| of == organization);
        for exemption in exemptions.filter_map(|(_, member)| member.exemption.as_mut()) {
            if exemption.granted_by == subject.as_str() {
                exemption.granted_by = tombstone.subject.to_string();
            }
        }
        // the subject is not in the log any more
        tables.changes.push(Change::Organization(organization.clone()));
        let replacement = Replacement { subject: subject.clone(), pseudonym: tombstone.subject.clone(), next: 1 };
        tables.erasures.insert((organization.clone(), sequence), replacement);
        Ok(sequence)
    }

    fn replace(&mut self, limit: u32) -> Result<bool> {
        let Tables { erasures, audit, .. } = self.writing()?;
        let Some(mut first) = erasures.first_entry() else { return Ok(false) };
        let ((organization, last), Replacement { subject, pseudonym, next }) =
            (first.key().clone(), first.get().clone());
        let end = next.saturating_add(limit.max(1).into()).min(last);
        let log = audit.get_mut(&organization).into_iter().flatten();
        for record in log.filter(|record| (next..end).contains(&record.sequence)) {
            replace_in(&mut record.entry, &subject, &pseudonym);
        }
        if end == last {
            first.remove();
        } else {
            first.get_mut().next = end;
        }
        Ok(true)
    }
}

impl Tables {
    /// Deletes everything of a member.
    fn forget(&mut self, member: &(OrganizationId, SubjectId)) {
        self.memberships.remove(member);
        self.authenticators.remove(member);
        self.disavowals.remove(member);
        self.ceremonies.remove(member);
        self.magic_links.remove(member);
        self.enrolment_codes.remove(member);
        self.recovery_codes.remove(member);
        self.attempts.remove(member);
        let sessions = self.sessions.remove(member).unwrap_or_default();
        self.spent_refresh_tokens.retain(|_, session| !sessions.iter().any(|one| one.id == *session));
        self.wrong_proofs
            .retain(|(organization, ..), proofs| (organization, &proofs.first.subject) != (&member.0, &member.1));
        self.send_limits.retain(|scope, _| !is_scope_of(scope, &member.0, &member.1));
    }
}

fn replace_in(entry: &mut AuditEntry, old: &SubjectId, pseudonym: &SubjectId) {
    if let AuditActor::Subject { subject, token_id, delegate, .. } = &mut entry.actor {
        if subject == old {
            subject.clone_from(pseudonym);
            *token_id = None;
        }
        if delegate.as_deref() == Some(old.as_str()) {
            *delegate = Some(pseudonym.to_string());
        }
    }
    if let AuditTarget::Member(subject) = &mut entry.target
        && subject == old
    {
        subject.clone_from(pseudonym);
        for change in entry.changes.iter_mut().filter(|change| PERSONAL_FIELDS.contains(&&*change.field)) {
            (change.before, change.after) = (AuditValue::Null, AuditValue::Null);
        }
    }
}
