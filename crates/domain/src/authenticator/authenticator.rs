//! The enrolled thing.

use jiff::Timestamp;

use super::totp::TotpCredential;
use super::{AuthenticatorId, Method};

/// What a member holds to prove who they are. Belongs to a membership: what one organization resets, another keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticator {
    /// Its name for us.
    pub id: AuthenticatorId,
    /// Its name for its holder.
    pub name: String,
    /// How far it is.
    pub state: State,
    /// What it is made of.
    pub credential: TotpCredential,
    /// When it was set up.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// How far an authenticator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not proven yet, and worth nothing; gone at that moment.
    Pending {
        /// The moment.
        expires_at: Timestamp,
    },
    /// It counts.
    Active,
    /// Its holder switched it off.
    Disabled,
}

impl Authenticator {
    /// Its kind.
    pub fn method(&self) -> Method {
        Method::Totp
    }

    /// Whether it counts.
    pub fn is_active(&self) -> bool {
        self.state == State::Active
    }

    /// Whether it was ever proven.
    pub fn is_configured(&self) -> bool {
        !matches!(self.state, State::Pending { .. })
    }

    /// Whether it waits to be proven and still can be.
    pub fn is_pending(&self, now: Timestamp) -> bool {
        matches!(self.state, State::Pending { expires_at } if now < expires_at)
    }
}
