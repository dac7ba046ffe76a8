//! The port that turns a bearer token into a caller.

use jiff::Timestamp;

use super::Caller;
use crate::Result;

/// Decides whom a bearer token speaks for. Works from memory: nothing waits on the network here.
///
/// An implementation uses nothing of a token before its signature verified under a key of the configured issuer, and
/// answers [`Unauthenticated`](crate::Error::Unauthenticated) with a reason for the log when any rule refuses it, or
/// [`Unavailable`](crate::Error::Unavailable) while it never had a key. The reason never holds the token or a claim's
/// value.
pub trait IdentityVerifier: Send + Sync {
    /// The caller whom `token` speaks for at `now`.
    fn verify(&self, token: &str, now: Timestamp) -> Result<Caller>;
}
