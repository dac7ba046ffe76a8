//! Trusted proxies, CORS origins, strict transport security, and the page of the OpenAPI document.

use portcullis_api::{CorsOrigins, TrustedProxies};

use super::listening;
use super::problems::Problems;
use crate::error::Result;
use crate::settings::Settings;

/// The settings of the edge.
pub(crate) struct Edge {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub(crate) proxies: TrustedProxies,
    /// The origins whose pages may call the API.
    pub(crate) cors: CorsOrigins,
    /// Whether responses carry `Strict-Transport-Security`: the service terminates TLS itself.
    pub(crate) strict_transport: bool,
    /// Whether the page of the OpenAPI document is served.
    pub(crate) docs: bool,
}

/// Reads the settings of the edge. By default no proxy is trusted and no page of another origin may call.
pub(crate) fn read(settings: &Settings) -> Result<Edge> {
    let mut problems = Problems::default();
    let proxies = problems.note(
        settings
            .get("trusted_proxies")
            .map_or_else(|| Ok(TrustedProxies::default()), |given| given.named(TrustedProxies::parse(&given.list()))),
    );
    let cors = problems.note(
        settings
            .get("cors_origins")
            .map_or_else(|| Ok(CorsOrigins::default()), |given| given.named(CorsOrigins::parse(&given.list()))),
    );
    let tls = problems.note(listening::tls(settings));
    let docs = problems.note(settings.value("docs").and_then(|given| given.one_of(&[("off", false), ("on", true)])));
    let whole = || Some(Edge { proxies: proxies?, cors: cors?, strict_transport: tls?.is_some(), docs: docs? });
    problems.conclude(whole())
}
