//! One code.

use zeroize::Zeroizing;

use super::{PURPOSE, RECOVERY_CODES};
use crate::sealing::KeyedDigest;
use crate::{Error, Random, Result, Sealer};

/// Letters and digits that are not taken for each other (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many characters a code has: 5 bits each, 80 in all. NIST SP 800-63B-4, section 4.2.1.1, wants 64 at least.
const LENGTH: usize = 16;

/// A code as it is shown, once: `XXXX-XXXX-XXXX-XXXX`.
pub type RecoveryCode = Zeroizing<String>;

/// A new set, and what is kept of it.
pub(crate) fn new_set(random: &dyn Random, sealer: &dyn Sealer) -> Result<(Vec<RecoveryCode>, Vec<KeyedDigest>)> {
    let codes = (0..RECOVERY_CODES).map(|_| new_code(random)).collect::<Result<Vec<_>>>()?;
    let newest = |code: &RecoveryCode| {
        let plain = normalized_code(code).ok_or_else(|| Error::internal("a code of our own has no form"))?;
        sealer.digest(PURPOSE, plain.as_bytes())
    };
    let digests = codes.iter().map(newest).collect::<Result<Vec<_>>>()?;
    Ok((codes, digests))
}

/// A new code.
fn new_code(random: &dyn Random) -> Result<RecoveryCode> {
    let mut bytes = Zeroizing::new([0; LENGTH]);
    random.fill(&mut *bytes)?;
    let mut code = Zeroizing::new(String::with_capacity(LENGTH + 3));
    for (position, byte) in bytes.iter().enumerate() {
        if position > 0 && position % 4 == 0 {
            code.push('-');
        }
        let letter = ALPHABET.get(usize::from(byte % 32)).copied().unwrap_or(b'0');
        code.push(char::from(letter));
    }
    Ok(code)
}

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
            assert_eq!(normalized_code(&code.to_lowercase().replace('-', " ")), normalized_code(code));
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
