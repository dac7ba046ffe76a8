//! Stores MFA sessions in memory.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::error::Resource;
use crate::model::access::Evidence;
use crate::model::identity::SessionId;
use crate::model::identity::{AuthenticatorId, OrganizationId, SubjectId};
use crate::model::sealed::Digest;
use crate::model::session::{LogoutScope, MfaSession, SessionBinding};
use crate::ports::SessionRepository;
use crate::{Error, Result};

impl SessionRepository for MemoryTransaction<'_> {
    fn insert(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()> {
        let member = (organization.clone(), session.subject.clone());
        self.writing()?.sessions.entry(member).or_default().push(session.clone());
        Ok(())
    }

    fn proved_in(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        provider_session: &str,
        without: &[AuthenticatorId],
    ) -> Result<Vec<Evidence>> {
        let theirs = self.reading()?.sessions.get(&(organization.clone(), subject.clone()));
        let counts = |session: &MfaSession| {
            without.is_empty() || session.authenticator.is_some_and(|used| !without.contains(&used))
        };
        let live = theirs.into_iter().flatten().filter(|session| {
            let here = session.provider_session.as_deref() == Some(provider_session);
            session.ended_at.is_none() && here && counts(session)
        });
        Ok(Evidence::newest_of_each(live.map(Evidence::of_session)))
    }

    fn of(&mut self, organization: &OrganizationId, subject: &SubjectId) -> Result<Vec<MfaSession>> {
        let theirs = self.reading()?.sessions.get(&(organization.clone(), subject.clone()));
        let mut live: Vec<_> =
            theirs.into_iter().flatten().filter(|session| session.ended_at.is_none()).cloned().collect();
        live.sort_by_key(|session| std::cmp::Reverse((session.verified_at, session.id)));
        live.truncate(100);
        Ok(live)
    }

    fn find(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        id: SessionId,
    ) -> Result<Option<MfaSession>> {
        let theirs = self.reading()?.sessions.get(&(organization.clone(), subject.clone()));
        Ok(theirs.into_iter().flatten().find(|session| session.id == id).cloned())
    }

    fn update(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()> {
        let theirs = self.writing()?.sessions.get_mut(&(organization.clone(), session.subject.clone()));
        let stored = theirs.into_iter().flatten().find(|stored| stored.id == session.id);
        stored.ok_or(Error::Stale(Resource::Session))?.refresh = session.refresh.clone();
        let spent = session.refresh.previous.map(|digest| (digest, session.id));
        self.writing()?.spent_refresh_tokens.extend(spent);
        Ok(())
    }

    fn refreshed_by(&mut self, digests: &[Digest]) -> Result<Option<(OrganizationId, MfaSession)>> {
        let data = self.reading()?;
        let spent: Vec<_> = digests.iter().filter_map(|digest| data.spent_refresh_tokens.get(digest)).collect();
        let matches =
            |session: &&MfaSession| digests.contains(&session.refresh.current) || spent.contains(&&session.id);
        let all = data.sessions.iter();
        let mut found = all.filter_map(|((id, _), theirs)| Some((id.clone(), theirs.iter().find(matches)?.clone())));
        Ok(found.next())
    }

    fn end(&mut self, organization: &OrganizationId, subject: &SubjectId, id: SessionId, now: Timestamp) -> Result<()> {
        let theirs = self.writing()?.sessions.get_mut(&(organization.clone(), subject.clone()));
        let live = |session: &&mut MfaSession| session.id == id && session.ended_at.is_none();
        if let Some(session) = theirs.into_iter().flatten().find(live) {
            session.ended_at = Some(now);
        }
        Ok(())
    }

    fn set_evidence(&mut self, organization: &OrganizationId, session: &MfaSession) -> Result<()> {
        let theirs = self.writing()?.sessions.get_mut(&(organization.clone(), session.subject.clone()));
        let stored = theirs.into_iter().flatten().find(|stored| stored.id == session.id);
        let stored = stored.ok_or(Error::Stale(Resource::Session))?;
        stored.method = session.method;
        stored.authenticator = session.authenticator;
        stored.verified_at = session.verified_at;
        Ok(())
    }

    fn end_all_but(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        (kept, authenticators): (&SessionBinding, &[AuthenticatorId]),
        now: Timestamp,
    ) -> Result<()> {
        let theirs = self.writing()?.sessions.get_mut(&(organization.clone(), subject.clone()));
        let ends = |session: &&mut MfaSession| {
            let evidence_is_left = session.authenticator.is_some_and(|one| authenticators.contains(&one));
            session.ended_at.is_none() && !(kept.is_of(session) && evidence_is_left)
        };
        for session in theirs.into_iter().flatten().filter(ends) {
            session.ended_at = Some(now);
        }
        Ok(())
    }

    fn members_in(&mut self, provider_session: &str) -> Result<BTreeSet<(OrganizationId, SubjectId)>> {
        let all = self.reading()?.sessions.iter();
        let began_there = |one: &MfaSession| one.provider_session.as_deref() == Some(provider_session);
        Ok(all.filter(|(_, theirs)| theirs.iter().any(began_there)).map(|(member, _)| member.clone()).collect())
    }

    fn logins_until(
        &mut self,
        subject: &SubjectId,
        until: Timestamp,
    ) -> Result<BTreeSet<(OrganizationId, Option<String>)>> {
        let all = self.reading()?.sessions.iter().filter(|((_, of), _)| of == subject);
        let began = all.flat_map(|((organization, _), theirs)| theirs.iter().map(move |one| (organization, one)));
        let ended = began.filter(|(_, one)| LogoutScope::Until(until).ends(one));
        Ok(ended.map(|(organization, one)| (organization.clone(), one.provider_session.clone())).collect())
    }

    fn end_logged_out(
        &mut self,
        organization: &OrganizationId,
        subject: &SubjectId,
        scope: LogoutScope<'_>,
        now: Timestamp,
    ) -> Result<()> {
        let theirs = self.writing()?.sessions.get_mut(&(organization.clone(), subject.clone()));
        for session in theirs.into_iter().flatten().filter(|one| one.ended_at.is_none() && scope.ends(one)) {
            session.ended_at = Some(now);
        }
        Ok(())
    }

    fn end_all_of(&mut self, organization: &OrganizationId, now: Timestamp) -> Result<()> {
        let of = self.writing()?.sessions.iter_mut().filter(|((id, _), _)| id == organization);
        for session in of.flat_map(|(_, theirs)| theirs).filter(|session| session.ended_at.is_none()) {
            session.ended_at = Some(now);
        }
        Ok(())
    }

    fn end_all(&mut self, organization: &OrganizationId, subject: &SubjectId, now: Timestamp) -> Result<()> {
        let theirs = self.writing()?.sessions.get_mut(&(organization.clone(), subject.clone()));
        for session in theirs.into_iter().flatten().filter(|session| session.ended_at.is_none()) {
            session.ended_at = Some(now);
        }
        Ok(())
    }
}
