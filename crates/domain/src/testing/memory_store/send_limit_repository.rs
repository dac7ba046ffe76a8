//! Counts sent magic links in memory.

use jiff::Timestamp;

use super::MemoryTransaction;
use crate::Result;
use crate::model::authenticator::SendWindow;
use crate::ports::SendLimitRepository;

impl SendLimitRepository for MemoryTransaction<'_> {
    fn lock(&mut self, scope: &str, now: Timestamp) -> Result<SendWindow> {
        let nothing = SendWindow { began_at: now, sent: 0 };
        Ok(self.writing()?.send_limits.get(scope).copied().unwrap_or(nothing))
    }

    fn put(&mut self, scope: &str, window: SendWindow) -> Result<()> {
        self.writing()?.send_limits.insert(scope.to_owned(), window);
        Ok(())
    }
}
