//! Stores signing keys in memory.

use super::{MemoryStore, MemoryTransaction};
use crate::Result;
use crate::model::sealed::Sealed;
use crate::ports::{SigningKey, SigningKeyChange, SigningKeyPlan, SigningKeyRepository};

impl MemoryStore {
    fn write_signing_keys<T>(&self, work: impl FnOnce(&mut Vec<SigningKey>) -> Result<T>) -> Result<T> {
        self.call()?;
        self.take_turn()?;
        let mut transaction = MemoryTransaction::of(self, true);
        let value = work(&mut transaction.tables.signing_keys)?;
        self.call()?;
        *self.tables() = std::mem::take(&mut transaction.tables);
        Ok(value)
    }
}

impl SigningKeyRepository for MemoryStore {
    fn list(&self) -> Result<Vec<SigningKey>> {
        self.call()?;
        Ok(self.tables().signing_keys.clone())
    }

    fn change(&self, plan: &SigningKeyPlan<'_>) -> Result<Vec<SigningKey>> {
        self.write_signing_keys(|keys| {
            for change in plan(keys)? {
                match change {
                    SigningKeyChange::Insert(key) => keys.push(key),
                    SigningKeyChange::Retire(id, at) => {
                        keys.iter_mut().filter(|key| key.id == id).for_each(|key| key.retires_at = Some(at));
                    }
                    SigningKeyChange::Delete(id) => keys.retain(|key| key.id != id),
                }
            }
            keys.sort_by(|a, b| (a.active_from, &a.id).cmp(&(b.active_from, &b.id)));
            Ok(keys.clone())
        })
    }

    fn reseal(&self, read: &SigningKey, resealed: &Sealed) -> Result<bool> {
        self.write_signing_keys(|keys| {
            let unchanged = keys.iter_mut().find(|key| key.id == read.id && key.private_key == read.private_key);
            Ok(unchanged.map(|key| key.private_key = resealed.clone()).is_some())
        })
    }
}
