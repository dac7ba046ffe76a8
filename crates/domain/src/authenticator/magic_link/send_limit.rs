//! How many links are sent.

use jiff::{SignedDuration, Timestamp};

use crate::identity::{Actor, SubjectId};
use crate::organization::OrganizationId;
use crate::{Error, Result, Transaction};

/// Over what time links are counted.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// How many a member gets in it.
const OF_A_MEMBER: u32 = 5;

/// How many an organization's members get in it.
const OF_AN_ORGANIZATION: u32 = 1_000;

/// How many are asked for from one network address in it; many members may share one.
const OF_A_SOURCE: u32 = 1_000;

/// How many leave in it.
const OF_ALL: u32 = 10_000;

/// How many links were sent since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendWindow {
    /// The moment.
    pub began_at: Timestamp,
    /// How many.
    pub sent: u32,
}

impl SendWindow {
    /// One more, or from when on the next may be sent. A clock that jumped back opens nothing.
    fn one_more(self, most: u32, now: Timestamp) -> std::result::Result<Self, Timestamp> {
        let ends_at = self.began_at.saturating_add(WINDOW).unwrap_or(Timestamp::MAX);
        if now >= ends_at {
            return Ok(Self { began_at: now, sent: 1 });
        }
        if self.sent >= most { Err(ends_at) } else { Ok(Self { sent: self.sent.saturating_add(1), ..self }) }
    }
}

/// The port that keeps how many links were sent, by member, organization, network address, and in all.
pub trait SendLimitRepository {
    /// What was sent in a scope, held until this transaction ends. Nothing since `now`, if nothing is known.
    fn lock(&mut self, scope: &str, now: Timestamp) -> Result<SendWindow>;

    /// Replaces it.
    fn put(&mut self, scope: &str, window: SendWindow) -> Result<()>;
}

/// Counts a link that is about to be sent, in the transaction that sends it, or refuses it. Scopes are held in one order,
/// so that no two wait for each other.
pub(super) fn count_link(
    tx: &mut dyn Transaction,
    actor: &Actor,
    organization: &OrganizationId,
    subject: &SubjectId,
    now: Timestamp,
) -> Result<()> {
    let member = (format!("member {organization} {subject}"), OF_A_MEMBER);
    let tenant = (format!("organization {organization}"), OF_AN_ORGANIZATION);
    let source = actor.source.as_ref().map(|source| (format!("source {source}"), OF_A_SOURCE));
    let scopes = [Some(member), Some(tenant), source, Some(("all".to_owned(), OF_ALL))];
    for (scope, most) in scopes.into_iter().flatten() {
        let window = tx.send_limits().lock(&scope, now)?;
        let counted = window.one_more(most, now).map_err(|next| Error::TooManyAttempts(next.duration_since(now)))?;
        tx.send_limits().put(&scope, counted)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_in_an_hour_and_then_from_the_start() {
        let at = |minutes: i64| Timestamp::from_second(minutes * 60).unwrap();
        let mut window = SendWindow { began_at: at(100), sent: 0 };
        for sent in 1..=3 {
            window = window.one_more(3, at(101)).unwrap();
            assert_eq!(window.sent, sent);
        }
        assert_eq!(window.one_more(3, at(159)), Err(at(160)));
        assert_eq!(window.one_more(3, at(0)), Err(at(160)), "a clock that jumped back");
        assert_eq!(window.one_more(3, at(160)), Ok(SendWindow { began_at: at(160), sent: 1 }));
    }
}
