//! Generates a set of recovery codes.

use crate::model::authenticator::{ALPHABET, LENGTH, PURPOSE, RecoveryCode, SET_SIZE, normalized};
use zeroize::Zeroizing;

use crate::{Error, Result};
use crate::model::sealed::KeyedDigest;
use crate::ports::{Random, Sealer};

/// A new set, and what is kept of it.
pub(crate) fn new_set(random: &dyn Random, sealer: &dyn Sealer) -> Result<(Vec<RecoveryCode>, Vec<KeyedDigest>)> {
    let codes = (0..SET_SIZE).map(|_| new_code(random)).collect::<Result<Vec<_>>>()?;
    let newest = |code: &RecoveryCode| {
        let plain = normalized(code).ok_or_else(|| Error::internal("a code of our own has no form"))?;
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
