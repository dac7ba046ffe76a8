//! Purges expired rows in small transactions.

use std::sync::Arc;

use crate::ports::{Clock, ExpiredKind, Store};
use crate::{Error, Result};

/// The most rows purged in one transaction.
const BATCH: u32 = 500;

/// The most transactions per kind in one execution; the next execution purges the rest.
const MOST_BATCHES: u32 = 20;

/// Purges the rows of each kind after its retention time, in small transactions. Several processes may purge concurrently.
pub struct PurgeExpired {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl PurgeExpired {
    /// Purges expired rows and returns their number.
    pub fn execute(&self) -> Result<u64> {
        let now = self.clock.now();
        let mut purged = 0;
        for kind in ExpiredKind::ALL {
            let before = now.checked_sub(kind.retained_for()).map_err(Error::internal)?;
            for _ in 0..MOST_BATCHES {
                let rows = self.store.transaction(|tx| tx.retention().purge(kind, before, BATCH))?;
                purged += u64::from(rows);
                if rows < BATCH {
                    break;
                }
            }
        }
        Ok(purged)
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::model::identity::SessionId;
    use crate::model::identity::{Method, OrganizationId, SubjectId};
    use crate::model::membership::Role;
    use crate::model::session::{MfaSession, RefreshState};
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::SeededRandom;
    use crate::testing::an_organization;

    fn world(sessions: u64, verified_at: Timestamp, ended_at: Option<Timestamp>) -> Result<Arc<MemoryStore>> {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::User).save(&*store)?;
        let acme = OrganizationId::parse("acme")?;
        let store_of: &dyn Store = &*store;
        store_of.transaction(|tx| {
            for seed in 1..=sessions {
                let mut current = [0; 32];
                current[..8].copy_from_slice(&seed.to_be_bytes());
                tx.sessions().insert(
                    &acme,
                    &MfaSession {
                        id: SessionId::new(verified_at, &SeededRandom::new(seed))?,
                        subject: SubjectId::parse("alice")?,
                        provider_session: None,
                        method: Method::Totp,
                        authenticator: None,
                        verified_at,
                        audience: None,
                        login_at: None,
                        expires_at: None,
                        copied: None,
                        ended_at,
                        refresh: RefreshState { current, previous: None, rotated_at: verified_at },
                    },
                )?;
            }
            Ok(())
        })?;
        Ok(store)
    }

    #[test]
    fn sessions_are_purged_a_day_after_their_last_use() -> Result<()> {
        let verified_at = Timestamp::from_second(1_800_000_000).unwrap();
        let day = SignedDuration::from_hours(24);
        for (ended_at, retained) in [(None, day * 31), (Some(verified_at), day)] {
            let store = world(1, verified_at, ended_at)?;
            let at = |now: Timestamp| {
                let clock = Arc::new(FixedClock::at(&now.to_string()));
                PurgeExpired { store: store.clone(), clock }.execute()
            };
            assert_eq!(at(verified_at + retained)?, 0, "{ended_at:?}");
            assert_eq!(at(verified_at + retained + SignedDuration::from_micros(1))?, 1, "{ended_at:?}");
        }
        Ok(())
    }

    #[test]
    fn execution_is_bounded_and_the_next_one_continues() -> Result<()> {
        let verified_at = Timestamp::from_second(1_800_000_000).unwrap();
        let store = world(10_300, verified_at, Some(verified_at))?;
        let clock = Arc::new(FixedClock::at("2027-01-20T00:00:00Z"));
        let purge = PurgeExpired { store, clock };
        assert_eq!(purge.execute()?, 10_000);
        assert_eq!(purge.execute()?, 300);
        assert_eq!(purge.execute()?, 0);
        Ok(())
    }
}
