//! What is over, and the port that forgets it.

use jiff::{SignedDuration, Timestamp};

use crate::Result;
use crate::model::policy::MaximumAge;

/// A kind of thing that nothing refers to any more once it has been over for a while. The trail is none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiredKind {
    /// Sessions that were ended, by when, with the refresh tokens that they spent.
    EndedSessions,
    /// Sessions that nobody ended, by when the member proved themselves, with the refresh tokens that they spent.
    OldSessions,
    /// Authenticators that were never proven, by when they could be no more, with the recovery codes that wait for them.
    PendingAuthenticators,
    /// WebAuthn ceremonies, by when an answer could be taken no more.
    Ceremonies,
    /// Links, by when they counted no more.
    Links,
    /// Counts of links that were sent, by when the count began.
    SendCounts,
}

/// The margin over what anything can refer to. It is for clocks that differ, and for whoever looks into a complaint of
/// yesterday.
const MARGIN: SignedDuration = SignedDuration::from_hours(24);

impl ExpiredKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::EndedSessions,
        Self::OldSessions,
        Self::PendingAuthenticators,
        Self::Ceremonies,
        Self::Links,
        Self::SendCounts,
    ];

    /// How long it is kept after its moment.
    ///
    /// Of an ended session there are tokens for 15 minutes, which must be refused for as long: a session that is not
    /// there refuses them as well. One that nobody ended counts for as long as any policy can allow.
    pub fn kept(self) -> SignedDuration {
        match self {
            Self::OldSessions => {
                let longest = SignedDuration::from_secs(i64::from(MaximumAge::LONGEST_SECONDS));
                longest.saturating_add(MARGIN)
            }
            Self::EndedSessions | Self::PendingAuthenticators | Self::Ceremonies | Self::Links | Self::SendCounts => {
                MARGIN
            }
        }
    }
}

/// The port that forgets. Over all organizations, none of which is held: whatever is forgotten is of use to nobody.
pub trait Retention {
    /// Forgets about `most` things of this kind whose moment was before `before`, and returns how many rows are gone:
    /// fewer than `most` when there were no more. Nobody waits for another that does the same.
    fn purge(&mut self, what: ExpiredKind, before: Timestamp, most: u32) -> Result<u32>;
}
