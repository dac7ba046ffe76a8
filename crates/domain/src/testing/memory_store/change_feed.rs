//! Reads changes in memory.

use super::MemoryTransaction;
use crate::Result;
use crate::ports::{ChangeFeed, ChangeMark, Changes};

impl ChangeFeed for MemoryTransaction<'_> {
    fn changes_since(&mut self, mark: Option<ChangeMark>) -> Result<Changes> {
        let changes = &self.reading()?.changes;
        // entries and logouts are in one list
        let reached = i64::try_from(changes.len()).map_err(crate::Error::internal)?;
        let seen = mark.map_or(changes.len(), |mark| usize::try_from(mark.entries).unwrap_or_default());
        let mark = ChangeMark { entries: reached, logouts: reached };
        Ok(Changes { changes: changes.iter().skip(seen).cloned().collect(), mark })
    }
}
