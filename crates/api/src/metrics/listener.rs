//! What a listener of its own tells those who look after the service: `/metrics`, and the probes once more.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::Services;
use crate::mount::{configure, everything_else};
use crate::routes::{LIVEZ, READYZ};

/// The text format of `OpenMetrics`.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `GET /metrics`, `/livez` and `/readyz`, and 404 for everything else. For an address of its own, which the users of the
/// service do not reach.
pub fn observation(services: Services, metrics: Arc<Registry>) -> impl FnOnce(&mut ServiceConfig) + Clone {
    move |config| {
        let tell = move || {
            let told = told(&metrics);
            async move { told }
        };
        config.service(
            web::resource("/metrics").route(web::get().to(tell)).default_service(everything_else(services.clone())),
        );
        configure(services.clone(), &[LIVEZ, READYZ])(config);
        config.default_service(everything_else(services));
    }
}

fn told(metrics: &Registry) -> HttpResponse {
    let mut text = String::new();
    match encode(&mut text, metrics) {
        Ok(()) => HttpResponse::Ok().content_type(OPEN_METRICS).body(text),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
