//! The port that turns a bearer token into a caller.

use jiff::Timestamp;

use crate::model::identity::Caller;
use crate::model::session::LogoutToken;
use crate::{Error, Result};

/// Verifies bearer tokens with keys in memory. Never waits for the network.
///
/// Implementations use no claim of a token before its signature has verified under a key of the configured issuer. They
/// fail with [`Unauthenticated`](crate::Error::Unauthenticated) and a reason for the log if the token breaks a rule, and
/// with [`Unavailable`](crate::Error::Unavailable) while no key is valid: none was fetched yet, or fetching has failed
/// for too long. The reason never contains the token or the value of a claim.
pub trait IdentityVerifier: Send + Sync {
    /// Returns the caller that `token` identifies at `now`.
    fn verify(&self, token: &str, now: Timestamp) -> Result<Caller>;

    /// Returns what a logout token of the identity provider says (OpenID Connect Back-Channel Logout 1.0, section 2.6). Fails
    /// like [`verify`](Self::verify); a verifier without an identity provider accepts none.
    fn verify_logout(&self, token: &str, now: Timestamp) -> Result<LogoutToken> {
        let _ = (token, now);
        Err(Error::Unauthenticated("logout tokens are not supported".to_owned()))
    }

    /// Returns the key under which a verified token can be cached: unique to the token, which cannot be derived from it.
    fn fingerprint(&self, token: &str) -> Fingerprint;

    /// Returns a number that changes whenever tokens verified before may have become invalid other than by expiry, as
    /// when a key was removed. Entries cached under another number are stale.
    fn generation(&self) -> u64;

    /// Fails with [`Unavailable`](crate::Error::Unavailable) while no key of the issuer is valid.
    fn ready(&self) -> Result<()>;
}

/// A digest of 256 bits.
pub type Fingerprint = [u8; 32];
