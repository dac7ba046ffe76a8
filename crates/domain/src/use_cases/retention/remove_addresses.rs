//! Removes addresses from old audit entries.

use std::sync::Arc;

use jiff::SignedDuration;

use crate::ports::{Clock, Store, Transaction};
use crate::{Error, Result};

/// The most entries examined in one transaction.
const BATCH: u32 = 5_000;

/// The most transactions in one execution; the next execution does the rest.
const MOST_BATCHES: u32 = 500;

/// The most entries examined in one execution.
const MOST_ENTRIES: u32 = 100_000;

/// Removes network addresses and e-mail addresses from audit entries some time after they were recorded, in small
/// transactions. The entries stay. Several processes may do so concurrently.
pub struct RemoveAddresses {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// How long addresses are kept.
    pub kept_for: SignedDuration,
}

impl RemoveAddresses {
    /// The shortest time for which addresses are kept. The role of the service cannot remove younger ones, so that an
    /// intruder cannot remove their own.
    pub const SHORTEST: SignedDuration = SignedDuration::from_hours(30 * 24);

    /// Removes what is due and returns the number of examined entries.
    pub fn execute(&self) -> Result<u64> {
        let before = self.clock.now().checked_sub(self.kept_for).map_err(Error::internal)?;
        let (mut from, mut examined) = (None, 0);
        for _ in 0..MOST_BATCHES {
            let batch = |tx: &mut dyn Transaction| tx.retention().remove_addresses(from.as_ref(), before, BATCH);
            let Some((organization, entries)) = self.store.transaction(batch)? else { break };
            examined += u64::from(entries);
            from = Some(organization);
            if examined >= u64::from(MOST_ENTRIES) {
                break;
            }
        }
        Ok(examined)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::model::audit::Event;
    use crate::model::identity::SubjectId;
    use crate::testing::{FixedClock, MemoryStore, a_caller, an_organization, the_audit_records_of, the_organization};
    use crate::use_cases::record::record;

    #[test]
    fn addresses_are_removed_after_their_time() -> Result<()> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let recorded: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        for id in ["acme", "other"] {
            an_organization(id).save(&*store)?;
            let organization = the_organization(&*store, id);
            let event = Event::SessionEnded(SubjectId::parse("alice")?);
            let actor = a_caller("alice").of(id).acting();
            store.transaction(|tx| record(tx, &actor, &organization, recorded, &event))?;
        }
        let kept_for = SignedDuration::from_hours(24 * 40);
        let at = |clock: &str| {
            RemoveAddresses { store: store.clone(), clock: Arc::new(FixedClock::at(clock)), kept_for }.execute()
        };
        let sources = || ["acme", "other"].map(|id| the_audit_records_of(&*store, id)[0].entry.source.clone());
        assert_eq!(at("2026-02-10T00:00:00Z")?, 0, "not older than 40 days");
        assert_eq!(sources(), [Some("192.0.2.1".to_owned()), Some("192.0.2.1".to_owned())]);
        assert_eq!(at("2026-02-10T00:00:01Z")?, 2);
        assert_eq!(sources(), [None, None]);
        assert_eq!(at("2027-02-10T00:00:01Z")?, 0, "each entry is examined once");
        Ok(())
    }
}
