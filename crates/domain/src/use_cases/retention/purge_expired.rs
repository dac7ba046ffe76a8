//! What is over is forgotten, a little at a time.

use std::sync::Arc;

use crate::ports::{Clock, ExpiredKind, Store};
use crate::{Error, Result};

/// How much is forgotten in one transaction.
const STEP: u32 = 500;

/// How many transactions there are at most for each kind: the rest has time until the next time.
const STEPS: u32 = 20;

/// Forgets what is over, of each kind after its time, in small transactions. Any number of processes may do so at once.
pub struct PurgeExpired {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl PurgeExpired {
    /// Forgets, and returns how many rows are gone.
    pub fn execute(&self) -> Result<u64> {
        let now = self.clock.now();
        let mut gone = 0;
        for what in ExpiredKind::ALL {
            let before = now.checked_sub(what.kept()).map_err(Error::internal)?;
            for _ in 0..STEPS {
                let rows = self.store.transaction(|tx| tx.retention().purge(what, before, STEP))?;
                gone += u64::from(rows);
                if rows < STEP {
                    break;
                }
            }
        }
        Ok(gone)
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::model::identity::{Method, OrganizationId, SubjectId};
    use crate::model::membership::Role;
    use crate::model::session::{MfaSession, RefreshState, SessionId};
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
    fn sessions_are_kept_a_day_longer_than_they_can_count() -> Result<()> {
        let verified_at = Timestamp::from_second(1_800_000_000).unwrap();
        let day = SignedDuration::from_hours(24);
        for (ended_at, kept) in [(None, day * 31), (Some(verified_at), day)] {
            let store = world(1, verified_at, ended_at)?;
            let at = |now: Timestamp| {
                let clock = Arc::new(FixedClock::at(&now.to_string()));
                PurgeExpired { store: store.clone(), clock }.execute()
            };
            assert_eq!(at(verified_at + kept)?, 0, "{ended_at:?}");
            assert_eq!(at(verified_at + kept + SignedDuration::from_micros(1))?, 1, "{ended_at:?}");
        }
        Ok(())
    }

    #[test]
    fn a_time_is_bounded_and_the_rest_waits() -> Result<()> {
        let verified_at = Timestamp::from_second(1_800_000_000).unwrap();
        let store = world(10_300, verified_at, Some(verified_at))?;
        let clock = Arc::new(FixedClock::at("2027-01-20T00:00:00Z"));
        let forget = PurgeExpired { store, clock };
        assert_eq!(forget.execute()?, 10_000);
        assert_eq!(forget.execute()?, 300);
        assert_eq!(forget.execute()?, 0);
        Ok(())
    }
}
