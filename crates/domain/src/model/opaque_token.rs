//! Tokens that say nothing: 256 random bits, of which a keyed digest alone is kept.

use zeroize::Zeroizing;

/// A token as it is written: 64 hexadecimal digits.
pub type OpaqueToken = Zeroizing<String>;

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
