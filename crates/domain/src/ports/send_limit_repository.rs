//! The port that stores how many magic links were sent.

use crate::model::authenticator::SendWindow;
use jiff::Timestamp;

use crate::Result;

/// The port that keeps how many links were sent, by member, organization, network address, and in all.
pub trait SendLimitRepository {
    /// What was sent in a scope, held until this transaction ends. Nothing since `now`, if nothing is known.
    fn lock(&mut self, scope: &str, now: Timestamp) -> Result<SendWindow>;

    /// Replaces it.
    fn put(&mut self, scope: &str, window: SendWindow) -> Result<()>;
}
