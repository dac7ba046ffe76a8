//! A sealer without encryption.

use crate::model::sealed::{Digest, Sealed, Secret};
use crate::ports::Sealer;
use crate::{Error, Result};

/// Stores the place and the secret in the clear, and computes digests that differ for different inputs. For tests.
#[derive(Debug, Default)]
pub struct PlainSealer;

impl Sealer for PlainSealer {
    fn seal(&self, secret: &[u8], place: &str) -> Result<Sealed> {
        let mut bytes = place.as_bytes().to_vec();
        bytes.push(0);
        bytes.extend_from_slice(secret);
        Ok(Sealed { key_id: "plain".to_owned(), bytes })
    }

    fn open(&self, sealed: &Sealed, place: &str) -> Result<Secret> {
        let rest = sealed.bytes.strip_prefix(place.as_bytes()).and_then(|rest| rest.strip_prefix(&[0]));
        rest.map(|secret| secret.to_vec().into()).ok_or_else(|| Error::internal("sealed for another place"))
    }

    fn digests(&self, purpose: &str, value: &[u8]) -> Result<Vec<Digest>> {
        let mut digest = Digest::default();
        for (place, byte) in purpose.bytes().chain(value.iter().copied()).enumerate() {
            if let Some(slot) = digest.get_mut(place % 32) {
                *slot = slot.rotate_left(3) ^ byte;
            }
        }
        Ok(vec![digest])
    }

    fn key_ids(&self) -> Vec<String> {
        vec!["plain".to_owned()]
    }
}
