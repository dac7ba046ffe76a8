//! One code.

use zeroize::Zeroizing;

/// The purpose that digests of codes are made for.
pub(crate) const PURPOSE: &str = "recovery code";

/// How many codes a set has.
pub const RECOVERY_CODES: usize = 10;

/// Letters and digits that are not taken for each other (Crockford's base 32).
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many characters a code has: 5 bits each, 80 in all. NIST SP 800-63B-4, section 4.2.1.1, wants 64 at least.
pub(crate) const LENGTH: usize = 16;

/// A code as it is shown, once: `XXXX-XXXX-XXXX-XXXX`.
pub type RecoveryCode = Zeroizing<String>;

/// What was typed, in the one form that codes are digested in, or `None` if it has not the form of a code. Lower case,
/// dashes and spaces are forgiven; nothing else is.
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
    fn dashes_and_spaces_are_forgiven_up_to_a_length() {
        let padded = |length: usize| format!("{:length$}", "0123-4567-89AB-CDEF");
        assert!(normalized_code(&padded(64)).is_some());
        assert!(normalized_code(&padded(65)).is_none());
    }

    #[test]
    fn what_is_no_code_is_none() {
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
