//! The rules and tools of the middleware around every request.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use portcullis_domain::{Clock, Random};

use crate::cors::CorsOrigins;
use crate::http_metrics::HttpMetrics;
use crate::trusted_proxies::TrustedProxies;

/// The operator's rules for connections and headers, and the sources of request ids, dates and metrics.
pub(crate) struct EdgeRules {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub(crate) proxies: TrustedProxies,
    /// The origins whose pages may call the API.
    pub(crate) cors: CorsOrigins,
    /// Whether connections are encrypted by this process, so that responses carry `Strict-Transport-Security`.
    pub(crate) tls: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) metrics: HttpMetrics,
}

impl EdgeRules {
    /// Returns the address that a request came from, if it is known.
    pub(crate) fn source_of(request: &HttpRequest) -> Option<String> {
        let peer = request.peer_addr()?.ip();
        let rules = request.app_data::<Data<Self>>();
        let client = rules.map_or(peer, |rules| rules.proxies.client(peer, request.headers()));
        Some(client.to_string())
    }
}
