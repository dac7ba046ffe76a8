//! Counts every response except the gate's allows, where its line of the access log is written.
//!
//! Labels come from tables only: routes, methods, statuses and codes, never from a client.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::error_response::Code;

/// The label of everything that is in no table, and of the code of a success.
const NONE: &str = "none";

/// The upper bounds of the buckets of durations, in seconds.
const DURATIONS: [f64; 9] = [0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 5.0];

/// The numbers and durations of responses.
#[derive(Debug)]
pub(crate) struct HttpMetrics {
    answers: Family<AnswerLabels, Counter>,
    errors: Family<ErrorLabels, Counter>,
    durations: Family<RouteLabels, Histogram, fn() -> Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    route: &'static str,
    method: &'static str,
    status: u16,
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ErrorLabels {
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: &'static str,
}

impl Default for HttpMetrics {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(DURATIONS);
        let durations = Family::new_with_constructor(histogram);
        Self { answers: Family::default(), errors: Family::default(), durations }
    }
}

impl HttpMetrics {
    /// Counts a response. `path` is that of the table, if it is there; a response without a request has no method.
    pub(crate) fn count(
        &self,
        path: Option<&'static str>,
        method: Option<&Method>,
        status: StatusCode,
        code: Option<Code>,
        took: Duration,
    ) {
        let route = path.unwrap_or(NONE);
        let method = method.map_or(NONE, known);
        let status = status.as_u16();
        if let Some(code) = code {
            self.errors.get_or_create(&ErrorLabels { reason: code.name() }).inc();
        }
        let code = code.map_or(NONE, Code::name);
        self.answers.get_or_create(&AnswerLabels { route, method, status, code }).inc();
        self.durations.get_or_create(&RouteLabels { route }).observe(took.as_secs_f64());
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        // zeros are exported as well: a counter that appears with its first increment shows no increase
        for code in Code::ALL {
            let _ = self.errors.get_or_create(&ErrorLabels { reason: code.name() });
        }
        registry.register(
            "portcullis_answers",
            "Answers by route, method, status and code, except those that the gate allows",
            self.answers.clone(),
        );
        registry.register("portcullis_refusals", "Error responses by code", self.errors.clone());
        registry.register_with_unit(
            "portcullis_answer_duration",
            "Durations of answers, except those that the gate allows",
            Unit::Seconds,
            self.durations.clone(),
        );
    }
}

/// The label of a method.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => NONE,
    }
}
