//! Draws fresh secrets for `init` and `serve --dev`.

use portcullis_adapters::SystemRandom;
use portcullis_domain::{Random as _, Result};

/// Returns a new HS256 secret: 256 random bits, as text.
pub(super) fn secret() -> Result<String> {
    random_bytes().map(|bytes| data_encoding::BASE64URL_NOPAD.encode(&bytes))
}

/// Returns a new encryption key: 256 random bits, in base64.
pub(super) fn encryption_key() -> Result<String> {
    random_bytes().map(|bytes| data_encoding::BASE64.encode(&bytes))
}

fn random_bytes() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    SystemRandom.fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_fresh() {
        assert_ne!(secret().unwrap(), secret().unwrap());
        assert_eq!(secret().unwrap().len(), 43);
    }
}
