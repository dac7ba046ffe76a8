//! The port that stores logouts at the identity provider, for the whole installation.

use jiff::Timestamp;

use crate::Result;
use crate::model::identity::{LogoutKeys, Logouts};
use crate::model::sealed::Digest;
use crate::model::session::Logout;

/// Stores logouts. They belong to no organization: the identity provider's sessions do not either.
pub trait LogoutRepository {
    /// Marks the logout token with this digest as used, until it expires. Returns `false` if it was used before.
    fn accept_token(&mut self, token: &Digest, expires_at: Timestamp) -> Result<bool>;

    /// Adds a logout.
    fn insert(&mut self, logout: &Logout) -> Result<()>;

    /// Returns the last logouts with these digests.
    fn find(&mut self, keys: &LogoutKeys) -> Result<Logouts>;
}
