//! Recovery codes.

use zeroize::Zeroizing;

/// The purpose of the digests of codes.
pub(crate) const PURPOSE: &str = "recovery code";

/// The number of codes in a set.
pub const RECOVERY_CODES: usize = 10;

/// Letters and digits that are hard to confuse (Crockford's base 32).
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The number of characters of a code: 5 bits each, 80 in all. NIST SP 800-63B-4, section 4.2.1.1, requires at least 64.
pub(crate) const LENGTH: usize = 16;

/// A recovery code as it is shown once: `XXXX-XXXX-XXXX-XXXX`.
pub type RecoveryCode = Zeroizing<String>;

/// Normalizes typed text to the form that is digested, or returns `None` if it cannot be a code. Lower case, dashes and
/// spaces are accepted, nothing else.
pub fn normalized_code(typed: &str) -> Option<Zeroizing<String>> {
    if typed.len() > 64 {
        return None;
    }
    let plain: String = typed.chars().filter(|c| !matches!(c, '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
    let plain = Zeroizing::new(plain);
    let formed = plain.len() == LENGTH && plain.bytes().all(|byte| ALPHABET.contains(&byte));
    formed.then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_and_spaces_are_ignored_up_to_a_length() {
        let padded = |length: usize| format!("{:length$}", "0123-4567-89AB-CDEF");
        assert!(normalized_code(&padded(64)).is_some());
        assert!(normalized_code(&padded(65)).is_none());
    }

    #[test]
    fn malformed_codes_are_none() {
        for typed in [
            "",
            "123456",
            "XXXX",
            "0123-4567-89AB-CDE",
            "0123-4567-89AB-CDEU",
            "0123-4567-89AB-CDEFG",
            &"A".repeat(9999),
        ] {
            assert!(normalized_code(typed).is_none(), "{typed:.30}");
        }
        assert!(normalized_code("0123-4567-89AB-CDEF").is_some());
    }
}
