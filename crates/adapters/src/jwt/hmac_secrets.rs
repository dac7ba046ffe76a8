//! Secrets for HS256.

use portcullis_domain::{Error, Result};
use secrecy::{ExposeSecret, SecretSlice};

/// The fewest bytes of a secret: the length of the hash (RFC 7518, section 3.2).
const MIN_SECRET_BYTES: usize = 32;

/// The fewest distinct bytes of a secret that was drawn at random.
const MIN_DISTINCT_BYTES: usize = 8;

/// Secrets for HS256, the newest first: one, or more while they are being replaced.
#[derive(Clone)]
pub struct HmacSecrets(Vec<SecretSlice<u8>>);

impl HmacSecrets {
    /// Rejects an empty list, and secrets that are short or not random.
    pub fn new(secrets: impl IntoIterator<Item = Vec<u8>>) -> Result<Self> {
        let secrets: Vec<Vec<u8>> = secrets.into_iter().collect();
        if secrets.is_empty() {
            return Err(weak("must contain at least one secret"));
        }
        for secret in &secrets {
            if secret.len() < MIN_SECRET_BYTES {
                return Err(weak("must have at least 32 bytes in each secret"));
            }
            let mut distinct = secret.clone();
            distinct.sort_unstable();
            distinct.dedup();
            if distinct.len() < MIN_DISTINCT_BYTES {
                return Err(weak("must be random: a secret repeats a few bytes"));
            }
        }
        Ok(Self(secrets.into_iter().map(SecretSlice::from).collect()))
    }

    /// Returns the number of secrets.
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the newest secret, which signs.
    pub(super) fn newest(&self) -> Option<&[u8]> {
        self.iter().next()
    }

    /// Iterates over the secrets, the newest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(ExposeSecret::expose_secret)
    }
}

fn weak(rule: &str) -> Error {
    Error::invalid("HS256 secret", rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_secrets_are_rejected() {
        assert!(HmacSecrets::new([b"0123456789abcdef0123456789abcdef".to_vec()]).is_ok());
        assert!(HmacSecrets::new([b"0123456789abcdef0123456789abcde".to_vec()]).is_err());
        assert!(HmacSecrets::new([b"abababababababababababababababababab".to_vec()]).is_err());
        assert!(HmacSecrets::new([b"0123456789abcdef0123456789abcdef".to_vec(), b"short".to_vec()]).is_err());
        assert!(HmacSecrets::new([]).is_err());
        let two = [*b"0123456789abcdef0123456789abcdef", *b"fedcba9876543210fedcba9876543210"].map(Vec::from);
        assert_eq!(HmacSecrets::new(two).unwrap().len(), 2);
    }
}
