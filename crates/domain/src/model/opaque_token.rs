//! Opaque tokens: 256 random bits, of which only a keyed digest is stored.

use zeroize::Zeroizing;

/// An opaque token: 64 hexadecimal digits.
pub type OpaqueToken = Zeroizing<String>;

/// Formats 256 bits as a token.
pub(crate) fn written(bytes: &[u8; 32]) -> OpaqueToken {
    let mut token = Zeroizing::new(String::with_capacity(64));
    for byte in bytes {
        for half in [byte >> 4, byte & 0x0f] {
            token.push(char::from_digit(u32::from(half), 16).unwrap_or_default());
        }
    }
    token
}
