//! For which domain and which pages passkeys are.

use portcullis_adapters::WebauthnRelyingParty;
use portcullis_domain::{Error, Result};
use url::Url;

use super::reading::{Settings, is_loopback, list, under, wrong};

/// What people see beside their passkeys.
const NAME: &str = "Portcullis";

impl Settings<'_> {
    /// The relying party, if the service has a domain at all: an address is none (WebAuthn, section 5.1.2).
    pub(crate) fn relying_party(&self) -> Result<Option<WebauthnRelyingParty>> {
        let origins = self.0.get("origins").cloned();
        let are_origins = origins.is_some();
        let given = origins.map_or_else(|| self.value("public_url"), Ok)?;
        let texts = if are_origins { list(&given.value) } else { vec![given.value.clone()] };
        let origin = |text: &String| {
            let plain = text.starts_with("https://") || text.strip_prefix("http://").is_some_and(is_loopback);
            let url = Url::parse(text).ok().filter(|_| plain);
            // only the public URL may have a path, which no origin has
            let bare = url.filter(|url| !are_origins || (url.path() == "/" && url.query().is_none()));
            let origin = bare.and_then(|url| Url::parse(&url.origin().ascii_serialization()).ok());
            origin.ok_or_else(|| wrong(&given, "must be origins: https://, or http:// on loopback, and no path"))
        };
        let origins = texts.iter().map(origin).collect::<Result<Vec<_>>>()?;
        let host = origins.first().and_then(Url::domain).map(str::to_owned);
        match (self.0.get("rp_id"), host) {
            _ if origins.is_empty() => Err(wrong(&given, "must name at least one origin")),
            (Some(id), _) => WebauthnRelyingParty::new(&id.value, &origins, NAME).map(Some).map_err(under(id)),
            (None, Some(id)) => WebauthnRelyingParty::new(&id, &origins, NAME).map(Some).map_err(|_| {
                let rule = "is required: the domain of every origin, or one above it";
                Error::invalid("PORTCULLIS_RP_ID", rule)
            }),
            (None, None) => Ok(None),
        }
    }
}
