//! Counts attempts in memory.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::Result;
use crate::model::authenticator::{AttemptCounts, MemberAttempts, SessionAttempts};
use crate::model::identity::{AttemptId, OrganizationId, SubjectId};
use crate::model::session::SessionBinding;
use crate::ports::AttemptRepository;

/// The counts of a member.
#[derive(Debug, Default, Clone)]
pub(super) struct Attempts {
    member: MemberAttempts,
    /// By session, with the time of the last attempt or right proof.
    pub(super) sessions: BTreeMap<SessionBinding, (SessionAttempts, Timestamp)>,
}

impl MemoryTransaction<'_> {
    fn attempts_of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<&mut Attempts> {
        Ok(self.writing()?.attempts.entry((organization.clone(), subject.clone())).or_default())
    }
}

impl AttemptRepository for MemoryTransaction<'_> {
    fn count(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        attempt: AttemptId,
        now: Timestamp,
    ) -> Result<AttemptCounts> {
        let Attempts { member, sessions } = self.attempts_of(organization, subject)?;
        member.failures = member.failures.saturating_add(1);
        member.recent.push(attempt);
        let (session, counted_at) = sessions.entry(session.clone()).or_default();
        session.failures = session.failures.saturating_add(1);
        *counted_at = now;
        Ok(AttemptCounts { session: *session, member: member.clone() })
    }

    fn put(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        counts: &AttemptCounts,
    ) -> Result<()> {
        let Attempts { member, sessions } = self.attempts_of(organization, subject)?;
        member.clone_from(&counts.member);
        if let Some((stored, _)) = sessions.get_mut(session) {
            *stored = counts.session;
        }
        Ok(())
    }

    fn remove_recent(&mut self, organization: &OrganizationId, subject: &SubjectId, attempt: AttemptId) -> Result<()> {
        self.attempts_of(organization, subject)?.member.recent.retain(|recent| *recent != attempt);
        Ok(())
    }

    fn verify(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        session: &SessionBinding,
        attempt: Option<AttemptId>,
        now: Timestamp,
    ) -> Result<()> {
        let Attempts { member, sessions } = self.attempts_of(organization, subject)?;
        member.failures = 0;
        member.recent.retain(|recent| Some(*recent) != attempt);
        member.verified_at = Some(now);
        let verified = SessionAttempts { failures: 0, paused_until: None, verified_at: Some(now) };
        sessions.insert(session.clone(), (verified, now));
        Ok(())
    }

    fn clear(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<bool> {
        let Attempts { member, sessions } = self.attempts_of(organization, subject)?;
        let mut had_any = member.failures > 0 || !member.recent.is_empty();
        member.failures = 0;
        member.recent.clear();
        for (session, _) in sessions.values_mut() {
            had_any |= session.failures > 0;
            (session.failures, session.paused_until) = (0, None);
        }
        Ok(had_any)
    }

    fn forget(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<()> {
        *self.attempts_of(organization, subject)? = Attempts::default();
        Ok(())
    }
}
