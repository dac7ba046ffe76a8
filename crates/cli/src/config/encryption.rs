//! The keys that encrypt stored secrets.

use portcullis_adapters::SealingKeys;

use crate::error::{Error, Result};
use crate::settings::Settings;

/// Reads the encryption keys, from the setting itself or from a file.
pub(crate) fn read(settings: &Settings) -> Result<SealingKeys> {
    let Some((name, given)) = settings.exclusive(&["encryption_key", "encryption_key_file"])? else {
        let rule = "or PORTCULLIS_ENCRYPTION_KEY_FILE is required: secrets are encrypted with it";
        return Err(Error::invalid("PORTCULLIS_ENCRYPTION_KEY", rule));
    };
    let keys = if name == "encryption_key_file" { given.lines()? } else { given.list() };
    given.named(SealingKeys::parse(keys.iter().map(String::as_str)))
}
