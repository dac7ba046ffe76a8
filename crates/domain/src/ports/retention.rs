//! The port that purges expired rows.

use jiff::{SignedDuration, Timestamp};

use crate::Result;
use crate::model::identity::OrganizationId;
use crate::model::policy::MaximumAge;

/// A kind of row that is purged some time after it expired. Audit entries are never purged; addresses are removed from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiredKind {
    /// Ended sessions and their spent refresh tokens, by the time they ended.
    EndedSessions,
    /// Sessions that were never ended and their spent refresh tokens, by the time of verification.
    OldSessions,
    /// Unconfirmed authenticators and their pending recovery codes, by the time they expired.
    PendingAuthenticators,
    /// WebAuthn ceremonies, by the time they expired.
    Ceremonies,
    /// Magic links, by the time they expired.
    Links,
    /// Enrolment codes, by the time they expired.
    EnrolmentCodes,
    /// Tokens by which members disavow authenticators, by the time they expired.
    Disavowals,
    /// Counts of sent links, by the time the count began.
    SendCounts,
    /// Counts of attempts in sessions that never verified, by the last attempt.
    UnverifiedAttempts,
    /// Counts of attempts in sessions that verified, by the last attempt or right proof.
    VerifiedAttempts,
    /// Logouts at the identity provider, by the end of their time.
    Logouts,
    /// Logout tokens that were used, by the time they expired.
    LogoutTokens,
}

/// The margin by which rows outlive their last use: for clocks that differ, and for the investigation of a recent
/// incident.
const MARGIN: SignedDuration = SignedDuration::from_hours(24);

impl ExpiredKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::EndedSessions,
        Self::OldSessions,
        Self::PendingAuthenticators,
        Self::Ceremonies,
        Self::Links,
        Self::EnrolmentCodes,
        Self::Disavowals,
        Self::SendCounts,
        Self::UnverifiedAttempts,
        Self::VerifiedAttempts,
        Self::Logouts,
        Self::LogoutTokens,
    ];

    /// Returns how long a row of this kind is stored after its time.
    ///
    /// Tokens of an ended session are valid for up to 15 minutes more and must be rejected; a missing session rejects
    /// them as well. A session that was never ended is evidence for the longest maximum age that a policy can allow.
    ///
    /// A session that verified is known as such for as long as a browser keeps a cookie at most (400 days, RFC 6265bis):
    /// no session of the provider lasts longer without being used. The counts over all sessions of a member are
    /// never purged, because time alone does not end a row of failures.
    pub fn retained_for(self) -> SignedDuration {
        match self {
            Self::OldSessions => {
                let longest = SignedDuration::from_secs(i64::from(MaximumAge::LONGEST_SECONDS));
                longest.saturating_add(MARGIN)
            }
            Self::UnverifiedAttempts => SignedDuration::from_hours(30 * 24),
            Self::VerifiedAttempts => SignedDuration::from_hours(400 * 24),
            Self::EndedSessions
            | Self::PendingAuthenticators
            | Self::Ceremonies
            | Self::Links
            | Self::EnrolmentCodes
            | Self::Disavowals
            | Self::SendCounts
            | Self::Logouts
            | Self::LogoutTokens => MARGIN,
        }
    }
}

/// The fields of audit entries that contain network addresses or e-mail addresses. The last is a mail server's reply, which
/// may quote the address.
pub const ADDRESS_FIELDS: [&str; 3] = ["sources", "email", "reply"];

/// Purges expired rows of all organizations, without locking any: no request uses them any more.
pub trait Retention {
    /// Purges about `limit` rows of this kind whose time is before `before` and returns their number: fewer than `limit`
    /// if none are left. Concurrent purges do not wait for each other.
    fn purge(&mut self, kind: ExpiredKind, before: Timestamp, limit: u32) -> Result<u32>;

    /// Removes the network addresses and the values of [`ADDRESS_FIELDS`] from up to `limit` entries of one audit log: those
    /// before the first entry that is not older than `before`. Takes the first organization from `from` on with such
    /// entries that were not examined before, and returns it with their number. `None` if there is none.
    fn remove_addresses(
        &mut self,
        from: Option<&OrganizationId>,
        before: Timestamp,
        limit: u32,
    ) -> Result<Option<(OrganizationId, u32)>>;
}
