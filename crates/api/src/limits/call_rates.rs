//! Counts self-service requests by session and subject, and finds those that are beyond the rate.
//!
//! The member and an attacker who knows the member's password are the same subject, so a part of the subject's rate is kept
//! for sessions that verified. A pure data structure: its callers pass the time.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::requester::{OrganizationKey, Requester, SessionKey, SubjectKey};

/// The time in which requests are counted, ending now.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// The most requests of a session.
const OF_A_SESSION: usize = 30;

/// The most requests of a subject in all sessions that never verified; the rest is kept for the others.
const OF_UNVERIFIED: usize = 40;

/// The most requests of a subject.
const OF_A_SUBJECT: usize = 60;

/// A subject with as many requests is busy: what is not known of its sessions is looked up.
const BUSY: usize = 10;

/// The most requests that are remembered, those of the last minute. Beyond it the oldest are forgotten.
const REMEMBERED: usize = 100_000;

/// A limit of the rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RateLimit {
    /// That of the session.
    Session,
    /// That of all sessions of the subject which never verified.
    Unverified,
    /// That of the subject.
    Subject,
}

impl RateLimit {
    pub(super) const ALL: [Self; 3] = [Self::Session, Self::Unverified, Self::Subject];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Unverified => "unverified",
            Self::Subject => "subject",
        }
    }

    fn most(self) -> usize {
        match self {
            Self::Session => OF_A_SESSION,
            Self::Unverified => OF_UNVERIFIED,
            Self::Subject => OF_A_SUBJECT,
        }
    }
}

/// A request beyond the rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exceeded {
    /// The limit that lasts longest.
    pub(super) limit: RateLimit,
    /// The time until another request is within the rate.
    pub(super) pause: SignedDuration,
}

/// What requests are counted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Scope {
    /// All requests of a subject, but those that begin the use of a passkey.
    Subject(OrganizationKey, SubjectKey),
    /// Requests of one session that begin the use of a passkey.
    Assertions(OrganizationKey, SubjectKey, SessionKey),
}

#[derive(Debug)]
struct Call {
    at: Timestamp,
    session: SessionKey,
    verified: bool,
}

/// The requests of the last minute.
#[derive(Debug, Default)]
pub(super) struct CallRates {
    calls: HashMap<Arc<Scope>, VecDeque<Call>>,
    /// The scopes of all requests, the oldest first.
    order: VecDeque<(Timestamp, Arc<Scope>)>,
}

impl CallRates {
    /// Counts a request, unless it is beyond the rate.
    pub(super) fn take(&mut self, requester: &Requester, now: Timestamp) -> Result<(), Exceeded> {
        let scope = scope_of_subject(requester);
        if let Some(calls) = self.calls.get_mut(&scope) {
            // the session verified or ended meanwhile, or was not known to have
            let of_session = calls.iter_mut().filter(|call| call.session == requester.session);
            of_session.for_each(|call| call.verified = requester.verified);
        }
        let limits: &[_] = if requester.verified { &[RateLimit::Session, RateLimit::Subject] } else { &RateLimit::ALL };
        self.take_in(scope, requester, limits, now)
    }

    /// Counts a request that begins the use of a passkey, for its session alone: a member with a new session uses the
    /// passkey while another session of theirs uses the rate up.
    pub(super) fn take_assertion(&mut self, requester: &Requester, now: Timestamp) -> Result<(), Exceeded> {
        let Requester { organization, subject, session, .. } = requester.clone();
        self.take_in(Scope::Assertions(organization, subject, session), requester, &[RateLimit::Session], now)
    }

    /// Whether it matters what is not known of the requester's session.
    pub(super) fn is_busy(&self, requester: &Requester) -> bool {
        self.calls.get(&scope_of_subject(requester)).is_some_and(|calls| calls.len() >= BUSY)
    }

    fn take_in(
        &mut self,
        scope: Scope,
        requester: &Requester,
        limits: &[RateLimit],
        now: Timestamp,
    ) -> Result<(), Exceeded> {
        self.forget(now);
        let scope = self.calls.get_key_value(&scope).map_or_else(|| Arc::new(scope), |(known, _)| Arc::clone(known));
        let calls = self.calls.entry(Arc::clone(&scope)).or_default();
        calls.retain(|call| !is_over(call.at, now));
        let exceeded = limits.iter().filter_map(|limit| {
            let counts = |call: &&Call| match limit {
                RateLimit::Session => call.session == requester.session,
                RateLimit::Unverified => !call.verified,
                RateLimit::Subject => true,
            };
            let surplus = calls.iter().filter(counts).count().checked_sub(limit.most())?;
            let until = calls.iter().filter(counts).nth(surplus)?.at.saturating_add(WINDOW).ok()?;
            Some(Exceeded { limit: *limit, pause: until.duration_since(now) })
        });
        if let Some(exceeded) = exceeded.max_by_key(|exceeded| exceeded.pause) {
            return Err(exceeded);
        }
        let Requester { session, verified, .. } = requester;
        calls.push_back(Call { at: now, session: session.clone(), verified: *verified });
        self.order.push_back((now, scope));
        Ok(())
    }

    /// Forgets requests that no longer count, and the oldest if there are too many.
    fn forget(&mut self, now: Timestamp) {
        while let Some((at, scope)) = self.order.front()
            && (is_over(*at, now) || self.order.len() >= REMEMBERED)
        {
            let at = *at;
            if let Some(calls) = self.calls.get_mut(scope) {
                calls.retain(|call| call.at > at && !is_over(call.at, now));
                if calls.is_empty() {
                    self.calls.remove(scope);
                }
            }
            self.order.pop_front();
        }
    }
}

fn scope_of_subject(requester: &Requester) -> Scope {
    Scope::Subject(requester.organization.clone(), requester.subject.clone())
}

/// Whether a request no longer counts. One from the future was counted before the clock was set back.
fn is_over(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at).abs() >= WINDOW
}

#[cfg(test)]
mod laws;
