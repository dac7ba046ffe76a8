//! Generates and digests opaque tokens.

use zeroize::Zeroizing;

use crate::Result;
use crate::model::opaque_token::{OpaqueToken, written};
use crate::model::sealed::Digest;
use crate::ports::{Random, Sealer};

/// Generates a token.
pub(crate) fn new_token(random: &dyn Random) -> Result<OpaqueToken> {
    let mut bytes = Zeroizing::new([0; 32]);
    random.fill(&mut *bytes)?;
    Ok(written(&bytes))
}

/// Returns the digests by which a presented token can be found, one for each key; none for a malformed token.
pub(crate) fn digests_of(purpose: &str, token: &str, sealer: &dyn Sealer) -> Result<Vec<Digest>> {
    let formed = token.len() == 64 && token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if formed { sealer.digests(purpose, token.as_bytes()) } else { Ok(Vec::new()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::PlainSealer;
    use crate::testing::SeededRandom;

    #[test]
    fn tokens_are_unique_lower_case_hexadecimal() {
        let mut bits = [0; 32];
        bits[0] = 0x0f;
        bits[1] = 0xa5;
        bits[31] = 0xf0;
        assert_eq!(*written(&bits), format!("0fa5{}f0", "0".repeat(58)));
        let random = SeededRandom::new(1);
        let (one, other) = (new_token(&random).unwrap(), new_token(&random).unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 64);
    }

    #[test]
    fn malformed_token_has_no_digest() {
        let token = new_token(&SeededRandom::new(1)).unwrap();
        let digests = |token: &str| digests_of("a purpose", token, &PlainSealer).unwrap();
        assert_eq!(digests(&token), PlainSealer.digests("a purpose", token.as_bytes()).unwrap());
        let (short, long, upper) = (&token[1..], format!("{}0", *token), "A".repeat(64));
        for other in ["", short, &long, &upper, &"g".repeat(64), &"\u{e9}".repeat(32)] {
            assert!(digests(other).is_empty(), "{other}");
        }
    }
}
