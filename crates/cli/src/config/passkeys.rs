//! The WebAuthn relying party.

use portcullis_adapters::WebauthnRelyingParty;
use url::Url;

use super::public_url;
use super::web_address::is_https_or_loopback;
use crate::error::{Error, Result};
use crate::settings::{Given, Settings};

/// The name that people see with their passkeys.
const NAME: &str = "Portcullis";

/// Reads the relying party. An IP address is no domain (WebAuthn, section 5.1.2): then there are no passkeys.
pub(crate) fn read(settings: &Settings) -> Result<Option<WebauthnRelyingParty>> {
    let origins = match settings.get("origins") {
        Some(given) => given.list().iter().map(|text| origin(text, given)).collect::<Result<Vec<_>>>()?,
        None => vec![origin_of_public_url(settings)?],
    };
    let id = settings.get("rp_id");
    let host = origins.first().and_then(Url::domain);
    let Some(name) = id.map(|given| &*given.value).or(host) else { return Ok(None) };
    let source = id.or_else(|| settings.get("origins")).map_or("PORTCULLIS_PUBLIC_URL", |given| &*given.source);
    let named = Given { value: String::new(), source: source.to_owned() };
    named.named(WebauthnRelyingParty::new(name, &origins, NAME)).map(Some)
}

/// Reads an origin: a scheme and a host, no path and no query.
fn origin(text: &str, given: &Given) -> Result<Url> {
    let url = Url::parse(text).ok().filter(|_| is_https_or_loopback(text));
    url.filter(|url| url.path() == "/" && url.query().is_none())
        .and_then(|url| Url::parse(&url.origin().ascii_serialization()).ok())
        .ok_or_else(|| given.wrong("must be origins: https://, or http:// on loopback, and no path"))
}

/// Returns the origin of the public URL, which may have a path.
fn origin_of_public_url(settings: &Settings) -> Result<Url> {
    let url = Url::parse(&public_url::read(settings)?).ok();
    url.and_then(|url| Url::parse(&url.origin().ascii_serialization()).ok())
        .ok_or_else(|| Error::invalid("PORTCULLIS_PUBLIC_URL", "must be a URL"))
}
