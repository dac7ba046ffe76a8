//! Stores logouts in memory.

use jiff::Timestamp;

use super::{MemoryTransaction, Tables};
use crate::Result;
use crate::model::identity::{LogoutKeys, Logouts};
use crate::model::sealed::Digest;
use crate::model::session::Logout;
use crate::ports::{Change, LogoutRepository};

impl Tables {
    pub(super) fn logouts_of(&self, keys: &LogoutKeys) -> Logouts {
        let last = |digests: &[Digest]| {
            let found = self.logouts.values().filter(|logout| digests.contains(&logout.digest.digest));
            found.map(|logout| logout.at).max()
        };
        Logouts { session: last(&keys.session), subject: last(&keys.subject) }
    }
}

impl LogoutRepository for MemoryTransaction<'_> {
    fn accept_token(&mut self, token: &Digest, expires_at: Timestamp) -> Result<bool> {
        let used = &mut self.writing()?.logout_tokens;
        let is_new = !used.contains_key(token);
        used.entry(*token).or_insert(expires_at);
        Ok(is_new)
    }

    fn insert(&mut self, logout: &Logout) -> Result<()> {
        let tables = self.writing()?;
        tables.logouts.insert(tables.changes.len(), logout.clone());
        tables.changes.push(Change::Logout(logout.digest.digest, logout.at));
        Ok(())
    }

    fn find(&mut self, keys: &LogoutKeys) -> Result<Logouts> {
        Ok(self.reading()?.logouts_of(keys))
    }
}
