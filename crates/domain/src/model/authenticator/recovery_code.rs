//! One code.

use zeroize::Zeroizing;

use crate::{Error, Result};
use crate::model::sealed::KeyedDigest;
use crate::ports::{Random, Sealer};

/// The purpose that digests of codes are made for.
pub(crate) const PURPOSE: &str = "recovery code";

/// How many codes a set has.
pub const SET_SIZE: usize = 10;

/// Letters and digits that are not taken for each other (Crockford's base 32).
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many characters a code has: 5 bits each, 80 in all. NIST SP 800-63B-4, section 4.2.1.1, wants 64 at least.
pub(crate) const LENGTH: usize = 16;

/// A code as it is shown, once: `XXXX-XXXX-XXXX-XXXX`.
pub type RecoveryCode = Zeroizing<String>;

/// What was typed, in the one form that codes are digested in, or `None` if it has not the form of a code. Lower case,
/// dashes and spaces are forgiven; nothing else is.
pub fn normalized(typed: &str) -> Option<Zeroizing<String>> {
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
    use std::collections::BTreeSet;

    use super::*;
    use crate::testing::SeededRandom;

    #[test]
    fn codes_have_their_form_and_differ() {
        let random = SeededRandom::new(1);
        let codes: BTreeSet<String> = (0..1000).map(|_| new_code(&random).unwrap().to_string()).collect();
        assert_eq!(codes.len(), 1000);
        for code in &codes {
            assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 4], "{code}");
            assert_eq!(normalized(&code.to_lowercase().replace('-', " ")), normalized(code));
        }
        // five bits each: every letter occurs, and none more often than another (of 500, give or take four deviations)
        for letter in ALPHABET {
            let count = codes.iter().flat_map(|code| code.bytes()).filter(|byte| byte == letter).count();
            assert!((412..=588).contains(&count), "{letter}: {count}");
        }
    }

    #[test]
    fn dashes_and_spaces_are_forgiven_up_to_a_length() {
        let padded = |length: usize| format!("{:length$}", "0123-4567-89AB-CDEF");
        assert!(normalized(&padded(64)).is_some());
        assert!(normalized(&padded(65)).is_none());
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
            assert!(normalized(typed).is_none(), "{typed:.30}");
        }
        assert!(normalized("0123-4567-89AB-CDEF").is_some());
    }
}
