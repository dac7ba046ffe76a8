//! Refreshes a session.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{digests_of, successor};
use crate::Result;
use crate::model::access::{AllowReason, Decision, Evidence, Facts, RouteRequirement, decide};
use crate::model::audit::Event;
use crate::model::identity::OrganizationId;
use crate::model::membership::EmailAddress;
use crate::model::organization::Organization;
use crate::model::sealed::Digest;
use crate::model::session::{Grant, MfaSession, RefreshState, RefreshToken};
use crate::ports::{Clock, FullAccess, Sealer, Store, TokenIssuer, Transaction};
use crate::use_cases::record::record_by_system;

/// How long a session may be idle (NIST SP 800-63B-4, section 2.2.3).
const IDLE: SignedDuration = SignedDuration::from_hours(1);

/// How long a replaced token still gets its successor: the response that carried it may have been lost.
const REUSE_GRACE: SignedDuration = SignedDuration::from_secs(30);

/// Exchanges a refresh token, once, for its successor and a new full-access token, if the decision about the member is
/// still *allow: verified*. A replaced token that is used again later was stolen, by one of its two users: the session
/// ends. Refreshing moves no time of verification, and no session is refreshed for longer than the policy's maximum age
/// after it began, even if an authenticator was used in it meanwhile.
pub struct RefreshSession {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
    /// Signs full-access tokens.
    pub issuer: Arc<dyn TokenIssuer>,
}

impl RefreshSession {
    /// The next tokens, or `None` for a token that is unknown, used, or of an ended session.
    pub fn execute(&self, token: &str) -> Result<Option<Grant>> {
        let now = self.clock.now();
        let digests = digests_of(token, &*self.sealer)?;
        if digests.is_empty() {
            return Ok(None);
        }
        let found = self.store.read(|tx| tx.sessions().refreshed_by(&digests))?;
        let Some((id, _)) = found else { return Ok(None) };
        let refreshed = self.store.transaction(|tx| {
            let Some(organization) = tx.organizations().lock(&id)? else { return Ok(None) };
            // read again: a concurrent request may have been first
            match tx.sessions().refreshed_by(&digests)? {
                Some((of, session)) if of == id => self.refresh(tx, &organization, session, token, &digests, now),
                _ => Ok(None),
            }
        })?;
        // outside of the transaction; should it fail, the predecessor still gets a successor
        let Some((session, content, refresh_token)) = refreshed else { return Ok(None) };
        let full_access_token = self.issuer.issue(&content, now)?;
        let expires_at = FullAccess::expires_at(now)?;
        Ok(Some(Grant { session, full_access_token, expires_at, refresh_token }))
    }

    fn refresh(
        &self,
        tx: &mut dyn Transaction,
        organization: &Organization,
        session: MfaSession,
        token: &str,
        digests: &[Digest],
        now: Timestamp,
    ) -> Result<Option<(MfaSession, FullAccess, RefreshToken)>> {
        let id = &organization.id;
        let RefreshState { current, previous, rotated_at } = session.refresh;
        let idle = now.duration_since(rotated_at);
        let is_current = digests.contains(&current);
        let within_reuse_grace = idle <= REUSE_GRACE && previous.is_some_and(|previous| digests.contains(&previous));
        if session.ended_at.is_some() {
            return Ok(None);
        }
        if !is_current && !within_reuse_grace {
            tx.sessions().end(id, &session.subject, session.id, now)?;
            let reused = Event::RefreshReused(session.subject.clone());
            record_by_system(tx, "refresh", organization, now, &reused)?;
            return Ok(None);
        }
        if idle >= IDLE {
            return Ok(None);
        }
        let Some(membership) = tx.memberships().find(id, &session.subject)? else { return Ok(None) };
        let policy = organization.policy_for(&membership);
        let is_young = |began| Evidence::of(session.method, began).is_fresh(&policy, now);
        if !session.id.created_at().is_some_and(is_young) {
            return Ok(None);
        }
        let facts = Facts {
            policy: &policy,
            membership: Some(&membership),
            active: &BTreeSet::new(),
            evidence: &[Evidence::of(session.method, session.verified_at)],
            requirement: RouteRequirement::NONE,
        };
        if decide(&facts, now) != Decision::Allow(AllowReason::Verified) {
            return Ok(None);
        }
        let (refresh_token, next) = successor(token, &*self.sealer)?;
        let mut session = session;
        if is_current {
            session.refresh = RefreshState { current: next, previous: Some(current), rotated_at: now };
            tx.sessions().update(id, &session)?;
        } else if next != current {
            // the encryption key was changed in between, and with it the successor
            return Ok(None);
        }
        let email = membership.email.as_ref().map(EmailAddress::to_string);
        let content = full_access(id, &session, email);
        Ok(Some((session, content, refresh_token)))
    }
}

/// The content of a full-access token for a session.
pub(crate) fn full_access(organization: &OrganizationId, session: &MfaSession, email: Option<String>) -> FullAccess {
    FullAccess {
        subject: session.subject.clone(),
        organization: organization.clone(),
        email,
        session: session.id,
        method: session.method,
        verified_at: session.verified_at,
        audience: session.audience.clone(),
        copied: session.copied.clone(),
    }
}
