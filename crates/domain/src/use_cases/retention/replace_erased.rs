//! Replaces erased subjects in the audit log.

use std::sync::Arc;

use crate::Result;
use crate::ports::Store;

/// The most entries examined in one transaction.
const BATCH: u32 = 5_000;

/// Puts the pseudonyms of erased members in the place of their subjects in the audit log, in small transactions that lock
/// no organization. What an execution leaves, the next one does, in whichever process.
pub struct ReplaceErased {
    /// The store.
    pub store: Arc<dyn Store>,
}

impl ReplaceErased {
    /// Examines up to `batches` times 5,000 entries. Returns whether all is replaced.
    pub fn execute(&self, batches: u32) -> Result<bool> {
        for _ in 0..batches {
            if !self.store.transaction(|tx| tx.erasures().replace(BATCH))? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
