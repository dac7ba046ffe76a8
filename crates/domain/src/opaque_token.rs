//! Tokens that say nothing: 256 random bits, of which a keyed digest alone is kept.

use zeroize::Zeroizing;

use crate::sealing::Digest;
use crate::{Random, Result, Sealer};

/// A token as it is written: 64 hexadecimal digits.
pub type OpaqueToken = Zeroizing<String>;

/// A new one.
pub(crate) fn new_token(random: &dyn Random) -> Result<OpaqueToken> {
    let mut bytes = Zeroizing::new([0; 32]);
    random.fill(&mut *bytes)?;
    Ok(written(&bytes))
}

/// These bits as a token.
pub(crate) fn written(bytes: &[u8; 32]) -> OpaqueToken {
    let mut token = Zeroizing::new(String::with_capacity(64));
    for byte in bytes {
        for half in [byte >> 4, byte & 0x0f] {
            token.push(char::from_digit(u32::from(half), 16).unwrap_or_default());
        }
    }
    token
}

/// What may be kept of a token that somebody presents. Nothing is kept of what has not the form of one.
pub(crate) fn digests_of(purpose: &str, token: &str, sealer: &dyn Sealer) -> Result<Vec<Digest>> {
    let formed = token.len() == 64 && token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if formed { sealer.digests(purpose, token.as_bytes()) } else { Ok(Vec::new()) }
}
