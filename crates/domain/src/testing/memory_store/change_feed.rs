//! Reads changes in memory.

use super::MemoryTransaction;
use crate::Result;
use crate::ports::{ChangeFeed, ChangeMark, Changes};

impl ChangeFeed for MemoryTransaction<'_> {
    fn changes_since(&mut self, mark: Option<ChangeMark>) -> Result<Changes> {
        let changes = &self.reading()?.changes;
        let reached = ChangeMark(i64::try_from(changes.len()).map_err(crate::Error::internal)?);
        let seen = mark.map_or(changes.len(), |mark| usize::try_from(mark.0).unwrap_or_default());
        Ok(Changes { changes: changes.iter().skip(seen).cloned().collect(), mark: reached })
    }
}
