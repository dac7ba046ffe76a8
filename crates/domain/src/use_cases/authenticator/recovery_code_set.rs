//! Generates a set of recovery codes.

use crate::model::authenticator::{ALPHABET, LENGTH, PURPOSE, RECOVERY_CODES, RecoveryCode, TypedRecoveryCode};
use zeroize::Zeroizing;

use crate::model::sealed::KeyedDigest;
use crate::ports::{Random, Sealer};
use crate::{Error, Result};

/// Generates a set of codes and its digests.
pub(crate) fn new_set(random: &dyn Random, sealer: &dyn Sealer) -> Result<(Vec<RecoveryCode>, Vec<KeyedDigest>)> {
    let codes = (0..RECOVERY_CODES).map(|_| new_code(random)).collect::<Result<Vec<_>>>()?;
    let newest = |code: &RecoveryCode| {
        let plain =
            TypedRecoveryCode::parse(code).map_err(|_| Error::internal("a generated recovery code is malformed"))?;
        sealer.digest(PURPOSE, plain.as_str().as_bytes())
    };
    let digests = codes.iter().map(newest).collect::<Result<Vec<_>>>()?;
    Ok((codes, digests))
}

/// Generates one code.
pub(crate) fn new_code(random: &dyn Random) -> Result<RecoveryCode> {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::testing::SeededRandom;

    #[test]
    fn codes_are_well_formed_and_differ() {
        let random = SeededRandom::new(1);
        let codes: BTreeSet<String> = (0..1000).map(|_| new_code(&random).unwrap().to_string()).collect();
        assert_eq!(codes.len(), 1000);
        for code in &codes {
            assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 4], "{code}");
            let read = |typed: &str| TypedRecoveryCode::parse(typed).unwrap().as_str().to_owned();
            assert_eq!(read(&code.to_lowercase().replace('-', " ")), read(code));
        }
        // five bits a letter: each occurs 500 times, give or take four standard deviations
        for letter in ALPHABET {
            let count = codes.iter().flat_map(|code| code.bytes()).filter(|byte| byte == letter).count();
            assert!((412..=588).contains(&count), "{letter}: {count}");
        }
    }
}
