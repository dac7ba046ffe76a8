//! The session in which a member changes their authenticators, and the other sessions.

use jiff::Timestamp;

use crate::Result;
use crate::model::authenticator::Authenticator;
use crate::model::identity::{AuthenticatorId, Method, OrganizationId, SubjectId};
use crate::model::session::{MfaSession, RefreshState, SessionBinding, SessionId};
use crate::ports::{Random, Transaction};
use crate::use_cases::acting::Acting;

/// Writes the evidence of an authenticator that the caller confirmed: confirming it is a use of it, in the session of the
/// request. A token that names no session carries no evidence. No tokens are issued for it.
pub(crate) fn verify_session(
    tx: &mut dyn Transaction,
    acting: &Acting<'_>,
    random: &dyn Random,
    (method, authenticator): (Method, AuthenticatorId),
    now: Timestamp,
) -> Result<()> {
    let (caller, _) = acting.caller()?;
    let id = &acting.organization.id;
    if let Some(own) = &acting.own_session {
        // a session of ours has one piece of evidence: it is replaced, unless it is the stronger one
        if own.method.is_phishing_resistant() && !method.is_phishing_resistant() {
            return Ok(());
        }
        return tx.sessions().set_evidence(
            id,
            &MfaSession { method, authenticator: Some(authenticator), verified_at: now, ..own.clone() },
        );
    }
    let Some(provider_session) = &caller.authentication.session else { return Ok(()) };
    // no token has this digest
    let mut current = [0; 32];
    random.fill(&mut current)?;
    tx.sessions().insert(
        id,
        &MfaSession {
            id: SessionId::new(now, random)?,
            subject: caller.subject.clone(),
            provider_session: Some(provider_session.clone()),
            method,
            authenticator: Some(authenticator),
            verified_at: now,
            copied: caller.copied.clone(),
            ended_at: None,
            refresh: RefreshState { current, previous: None, rotated_at: now },
        },
    )
}

/// Ends a member's sessions after authenticators were replaced, disabled or removed. The session `kept`, in which that was
/// done, goes on as far as it has evidence of the authenticators that are `left`; evidence of any other ends there too.
pub(crate) fn end_other_sessions<'a>(
    tx: &mut dyn Transaction,
    (organization, subject): (&OrganizationId, &SubjectId),
    kept: &SessionBinding,
    left: impl Iterator<Item = &'a Authenticator>,
    now: Timestamp,
) -> Result<()> {
    let left: Vec<_> = left.map(|authenticator| authenticator.id).collect();
    tx.sessions().end_all_but(organization, subject, (kept, &left), now)
}
