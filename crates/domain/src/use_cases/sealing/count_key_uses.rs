//! Counts the values that depend on each encryption key.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Result;
use crate::ports::{Sealer, Store};

/// Counts the values sealed and digested with each key. For operators.
pub struct CountKeyUses {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
}

/// The values that one key is needed for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyUses {
    /// The key's id; `None` for codes stored before the key was recorded.
    pub key_id: Option<String>,
    /// Whether the key is configured.
    pub known: bool,
    /// The number of authenticator secrets that it seals.
    pub authenticators: u64,
    /// The number of live recovery codes that it digested. They cannot be digested anew and are lost with the key.
    pub recovery_codes: u64,
    /// The number of logouts at the identity provider that it digested. They no longer count without the key.
    pub logouts: u64,
    /// The number of erased members whose pseudonyms were made with it. They count as new without the key.
    pub tombstones: u64,
}

impl CountKeyUses {
    /// Returns the configured keys, newest first, then the missing keys that stored values need.
    pub fn execute(&self) -> Result<Vec<KeyUses>> {
        let (secrets, codes, logouts, tombstones) = self.store.read(|tx| {
            let (secrets, codes) = (tx.authenticators().sealed_by_key()?, tx.recovery_codes().live_by_key()?);
            Ok((secrets, codes, tx.logouts().by_key()?, tx.memberships().tombstones_by_key()?))
        })?;
        let mut counts: BTreeMap<Option<String>, KeyUses> = BTreeMap::new();
        for (key_id, count) in secrets {
            counts.entry(Some(key_id)).or_default().authenticators += count;
        }
        for (key_id, count) in codes {
            counts.entry(key_id).or_default().recovery_codes += count;
        }
        for (key_id, count) in logouts {
            counts.entry(Some(key_id)).or_default().logouts += count;
        }
        for (key_id, count) in tombstones {
            counts.entry(Some(key_id)).or_default().tombstones += count;
        }
        let mut uses = Vec::new();
        for key_id in self.sealer.key_ids() {
            let counted = counts.remove(&Some(key_id.clone())).unwrap_or_default();
            uses.push(KeyUses { key_id: Some(key_id), known: true, ..counted });
        }
        uses.extend(counts.into_iter().map(|(key_id, counted)| KeyUses { key_id, ..counted }));
        Ok(uses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::identity::{OrganizationId, SubjectId};
    use crate::model::membership::Role;
    use crate::model::sealed::KeyedDigest;
    use crate::model::session::Logout;
    use crate::ports::Clock as _;
    use crate::ports::Transaction;
    use crate::testing::FixedClock;
    use crate::testing::MemoryStore;
    use crate::testing::PlainSealer;
    use crate::testing::SeededRandom;
    use crate::testing::a_caller;
    use crate::testing::an_organization;
    use crate::use_cases::authenticator::SetUpTotp;

    #[test]
    fn key_uses_are_counted_and_unknown_keys_come_last() {
        let store = Arc::new(MemoryStore::default());
        an_organization("acme").with_member("alice", Role::User).with_member("bob", Role::User).save(&*store).unwrap();
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let (random, sealer) = (Arc::new(SeededRandom::new(1)), Arc::new(PlainSealer));
        let set_up =
            SetUpTotp { store: store.clone(), clock: clock.clone(), random, sealer: sealer.clone(), mailer: None };
        set_up.execute(&a_caller("alice").of("acme").acting()).unwrap();
        let (acme, bob) = (OrganizationId::parse("acme").unwrap(), SubjectId::parse("bob").unwrap());
        let codes = [1, 2].map(|byte| KeyedDigest { key_id: "lost".into(), digest: [byte; 32] });
        let store_of: &dyn Store = &*store;
        store_of.transaction(|tx| tx.recovery_codes().replace(&acme, &bob, &codes)).unwrap();
        let at = clock.now();
        let logout =
            |key: &str| Logout { digest: KeyedDigest { key_id: key.into(), digest: [9; 32] }, at, expires_at: at };
        for key in ["plain", "lost", "lost"] {
            store_of.transaction(|tx| tx.logouts().insert(&logout(key))).unwrap();
        }

        for (key, byte) in [("plain", 1), ("plain", 2), ("lost", 3)] {
            let pseudonym = SubjectId::pseudonym(&KeyedDigest { key_id: key.into(), digest: [byte; 32] });
            let tombstone = |tx: &mut dyn Transaction| {
                let member = tx.memberships().find(&acme, &bob)?.unwrap();
                tx.memberships().insert(&acme, &member.tombstone(pseudonym, at))
            };
            store_of.transaction(tombstone).unwrap();
        }

        let uses = CountKeyUses { store, sealer }.execute().unwrap();
        let named = |name: &str, known, authenticators, recovery_codes, logouts, tombstones| KeyUses {
            key_id: Some(name.into()),
            known,
            authenticators,
            recovery_codes,
            logouts,
            tombstones,
        };
        // a pending set is not live
        assert_eq!(uses, [named("plain", true, 1, 0, 1, 2), named("lost", false, 0, 2, 2, 1)]);
    }
}
