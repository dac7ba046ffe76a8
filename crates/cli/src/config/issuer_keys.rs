//! The keys that verify the identity provider's tokens.

use std::time::Duration;

use portcullis_adapters::jwt::{HmacSecrets, KeyLocation, KeySource, RefreshInterval, VerificationKeys};

use super::problems::Problems;
use super::token_rules;
use crate::error::{Error, Result};
use crate::settings::{Given, Settings};

/// The longest time between two fetches of published keys, in seconds.
const MOST_REFRESH: u32 = 3_600;

/// The longest time that fetched keys are used while the provider does not respond, in seconds.
const MOST_KEEP: u32 = 86_400;

/// The keys that verify the identity provider's tokens, by where they come from.
pub(crate) enum ConfiguredKeys {
    /// HS256 secrets.
    Secrets(HmacSecrets),
    /// Public keys from a file.
    Public(VerificationKeys),
    /// Public keys that the identity provider publishes.
    Published(KeySource, RefreshInterval),
}

/// Reads the keys. At most one source is given; without one, the keys are discovered from the issuer. The settings of
/// fetching are checked as well where nothing is fetched.
pub(crate) fn read(settings: &Settings) -> Result<ConfiguredKeys> {
    let mut problems = Problems::default();
    let keys = problems.note(from_source(settings));
    problems.note(interval(settings));
    problems.note(authorities(settings));
    problems.conclude(keys)
}

fn from_source(settings: &Settings) -> Result<ConfiguredKeys> {
    match settings.exclusive(&["jwt_secret", "jwt_secret_file", "jwks_file", "jwks_url"])? {
        Some(("jwt_secret", given)) => secrets(given, given.list()),
        Some(("jwt_secret_file", given)) => secrets(given, given.lines()?),
        Some(("jwks_file", given)) => {
            given.named(VerificationKeys::from_jwks(&given.file()?)).map(ConfiguredKeys::Public)
        }
        other => published(settings, other.map(|(_, url)| url)),
    }
}

fn secrets(given: &Given, secrets: Vec<String>) -> Result<ConfiguredKeys> {
    given.named(HmacSecrets::new(secrets.into_iter().map(String::into_bytes))).map(ConfiguredKeys::Secrets)
}

/// Reads where the identity provider publishes its keys: at `url`, or where its discovery document says.
fn published(settings: &Settings, url: Option<&Given>) -> Result<ConfiguredKeys> {
    let mut problems = Problems::default();
    let issuer = problems.note(token_rules::issuer(settings));
    let location = issuer.and_then(|issuer| {
        problems.note(match url {
            Some(given) => given.named(KeyLocation::new(&issuer, Some(&given.value))),
            None => KeyLocation::new(&issuer, None).map_err(|_| {
                let rule = "or PORTCULLIS_JWT_SECRET_FILE, PORTCULLIS_JWKS_FILE or PORTCULLIS_JWKS_URL is required: \
                            tokens are verified with it (PORTCULLIS_ISSUER is no URL, so its keys cannot be discovered)";
                Error::invalid("PORTCULLIS_JWT_SECRET", rule)
            }),
        })
    });
    let interval = problems.note(interval(settings));
    let authorities = problems.note(authorities(settings));
    let source = || Some((location?, authorities?));
    let source = source().and_then(|(location, authorities)| {
        let source = KeySource::new(location, authorities.as_deref().map(str::as_bytes));
        problems.note(match settings.get("issuer_ca_file") {
            Some(given) => given.named(source),
            None => source.map_err(Error::from),
        })
    });
    let whole = || Some(ConfiguredKeys::Published(source?, interval?));
    problems.conclude(whole())
}

/// Reads the certificates of the authorities that the issuer's own may come from.
fn authorities(settings: &Settings) -> Result<Option<String>> {
    settings.get("issuer_ca_file").map(Given::file).transpose()
}

/// Reads how often published keys are fetched and how long they are used.
fn interval(settings: &Settings) -> Result<RefreshInterval> {
    let refresh = settings.value("jwks_refresh")?.number(1..=MOST_REFRESH)?;
    let given = settings.value("jwks_keep")?;
    let keep = given.number(1..=MOST_KEEP)?;
    if keep <= refresh {
        return Err(given.wrong("must be more than PORTCULLIS_JWKS_REFRESH"));
    }
    Ok(RefreshInterval { refresh: Duration::from_secs(refresh.into()), keep: Duration::from_secs(keep.into()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_from_exactly_one_source() {
        let secret = "0123456789abcdef0123456789abcdef";
        for (given, accepted) in [
            (vec![], false),
            (vec![("issuer", "my-product")], false),
            (vec![("issuer", "https://idp.example")], true),
            (vec![("issuer", "my-product"), ("jwks_url", "https://idp.example/keys")], true),
            (vec![("issuer", "https://idp.example"), ("jwks_url", "http://idp.example/keys")], false),
            (vec![("issuer", "https://idp.example"), ("jwks_url", "https://x/keys"), ("jwt_secret", secret)], false),
            (vec![("issuer", "https://idp.example"), ("jwks_refresh", "0")], false),
            (vec![("issuer", "https://idp.example"), ("jwks_refresh", "3601")], false),
            (vec![("issuer", "https://idp.example"), ("jwks_keep", "300")], false),
            (vec![("issuer", "https://idp.example"), ("jwks_keep", "301")], true),
            (vec![("issuer", "https://idp.example"), ("jwks_keep", "86401")], false),
            (vec![("issuer", "https://idp.example"), ("issuer_ca_file", "/nowhere")], false),
            (vec![("jwt_secret", secret)], true),
            (vec![("jwt_secret", "short")], false),
            (vec![("jwt_secret", secret), ("jwks_file", "keys.json")], false),
            (vec![("jwt_secret_file", "/nowhere")], false),
            (vec![("jwks_file", "/nowhere")], false),
        ] {
            assert_eq!(read(&Settings::given(&given)).is_ok(), accepted, "{given:?}");
        }
    }
}
