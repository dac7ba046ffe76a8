//! The port that turns a bearer token into a caller.

use jiff::Timestamp;

use crate::Result;
use crate::model::identity::Caller;

/// Decides whom a bearer token speaks for. Works from memory: nothing waits on the network here.
///
/// An implementation uses nothing of a token before its signature verified under a key of the configured issuer, and
/// answers [`Unauthenticated`](crate::Error::Unauthenticated) with a reason for the log when any rule refuses it, or
/// [`Unavailable`](crate::Error::Unavailable) while no key counts: none was ever
/// read, or none could be for too long. The reason never holds the token or a claim's
/// value.
pub trait IdentityVerifier: Send + Sync {
    /// The caller whom `token` speaks for at `now`.
    fn verify(&self, token: &str, now: Timestamp) -> Result<Caller>;

    /// By what a token that was verified can be remembered: no other token has the same, and nobody finds the token by it.
    fn fingerprint(&self, token: &str) -> Fingerprint;

    /// Another number whenever a token that was verified before may be refused now for another reason than its time: when
    /// a key was taken away. What was remembered under another number counts no longer.
    fn generation(&self) -> u64;

    /// Whether anybody can be told apart: [`Unavailable`](crate::Error::Unavailable) while no key of the issuer counts.
    fn ready(&self) -> Result<()>;
}

/// A digest of 256 bits.
pub type Fingerprint = [u8; 32];
