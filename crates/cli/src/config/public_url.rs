//! The service's own URL.

use super::web_address::is_https_or_loopback;
use crate::error::Result;
use crate::settings::Settings;

/// Reads the public URL. It is the `iss` of the service's own tokens, so it must differ from the identity provider's.
pub(crate) fn read(settings: &Settings) -> Result<String> {
    let given = settings.value("public_url")?;
    if !is_https_or_loopback(&given.value) {
        return Err(given.wrong("must begin with https://, or be on loopback"));
    }
    if given.value.ends_with('/') {
        return Err(given.wrong("must not end with a slash"));
    }
    if settings.get("issuer").is_some_and(|issuer| issuer.value == given.value) {
        return Err(given.wrong("must not be the issuer: tokens of the two must differ in `iss`"));
    }
    Ok(given.value)
}
