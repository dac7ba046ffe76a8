//! The port that counts sent magic links.

use crate::model::authenticator::SendWindow;
use jiff::Timestamp;

use crate::Result;

/// Counts sent links by member, organization, network address, and in all.
pub trait SendLimitRepository {
    /// Locks the count of a scope until this transaction ends and returns it; zero since `now` if there is none.
    fn lock(&mut self, scope: &str, now: Timestamp) -> Result<SendWindow>;

    /// Replaces the count of a scope.
    fn put(&mut self, scope: &str, window: SendWindow) -> Result<()>;
}
