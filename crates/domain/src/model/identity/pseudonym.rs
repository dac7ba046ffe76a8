//! Pseudonyms, which stand for erased members.

use std::fmt::Write;

use super::SubjectId;
use crate::model::sealed::KeyedDigest;

/// Begins every pseudonym. The id of the key and the digest follow, with a colon between them.
const PREFIX: &str = "erased:";

impl SubjectId {
    /// Returns the pseudonym that stands for a member after their erasure. It does not show whose it is without the key.
    pub fn pseudonym(KeyedDigest { key_id, digest }: &KeyedDigest) -> Self {
        let mut text = format!("{PREFIX}{key_id}:");
        for byte in digest {
            // a string takes everything that is written
            let _ = write!(text, "{byte:02x}");
        }
        Self::trusted(text)
    }

    /// Whether this is a pseudonym, and no subject of the identity provider.
    pub fn is_pseudonym(&self) -> bool {
        self.pseudonym_key().is_some()
    }

    /// The id of the key that the pseudonym was made with; `None` if this is none.
    pub fn pseudonym_key(&self) -> Option<&str> {
        let (key, digest) = self.as_str().strip_prefix(PREFIX)?.split_once(':')?;
        let is_digest = digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (!key.is_empty() && is_digest).then_some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudonym_names_its_key_and_is_recognized() {
        let pseudonym = SubjectId::pseudonym(&KeyedDigest { key_id: "0a1b".into(), digest: [0xfe; 32] });
        assert_eq!(pseudonym.as_str(), format!("erased:0a1b:{}", "fe".repeat(32)));
        assert_eq!((pseudonym.is_pseudonym(), pseudonym.pseudonym_key()), (true, Some("0a1b")));
        let digest = "fe".repeat(32);
        for other in [
            "alice".to_owned(),
            "erased:".to_owned(),
            format!("erased::{digest}"),
            format!("erased:0a1b:{digest}0"),
            format!("erased:0a1b:{}", digest.to_uppercase()),
            format!("Erased:0a1b:{digest}"),
        ] {
            assert!(!SubjectId::parse(other.as_str()).unwrap().is_pseudonym(), "{other}");
        }
    }
}
