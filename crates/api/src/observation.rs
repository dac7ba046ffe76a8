//! The routes of the metrics listener: `/metrics` and the health checks.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::health::{LIVEZ, READYZ};
use crate::mount::{configure, not_found};
use crate::services::Services;

/// The text format of `OpenMetrics`.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `GET /metrics`, `/livez` and `/readyz`, and 404 for everything else. For a listener that clients of the service cannot
/// reach.
pub fn observation(services: Services, metrics: Arc<Registry>) -> impl FnOnce(&mut ServiceConfig) + Clone {
    move |config| {
        let answer = move || {
            let answer = exposition(&metrics);
            async move { answer }
        };
        config.service(web::resource("/metrics").route(web::get().to(answer)).default_service(not_found(&services)));
        configure(services.clone(), &[LIVEZ, READYZ])(config);
        config.default_service(not_found(&services));
    }
}

fn exposition(metrics: &Registry) -> HttpResponse {
    let mut text = String::new();
    match encode(&mut text, metrics) {
        Ok(()) => HttpResponse::Ok().content_type(OPEN_METRICS).body(text),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
