//! Every answer but those that the gate lets pass, counted where its line of the access log is written.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::refusal::Code;

/// What stands for everything that is in no table, and for the code of an answer that is no refusal.
const NONE: &str = "none";

/// The upper bounds of the durations that are counted, in seconds. No answer takes longer than 5.
const DURATIONS: [f64; 9] = [0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 5.0];

/// How often what was answered, and how long it took.
#[derive(Debug)]
pub(crate) struct Answers {
    told: Family<Answered, Counter>,
    refusals: Family<Refused, Counter>,
    durations: Family<OfRoute, Histogram, fn() -> Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    method: &'static str,
    status: u16,
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    route: &'static str,
}

impl Default for Answers {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(DURATIONS);
        let durations = Family::new_with_constructor(histogram);
        Self { told: Family::default(), refusals: Family::default(), durations }
    }
}

impl Answers {
    /// Counts an answer. `path` is that of the table, if there is one; what never became a request has no method.
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
            self.refusals.get_or_create(&Refused { reason: code.name() }).inc();
        }
        let code = code.map_or(NONE, Code::name);
        self.told.get_or_create(&Answered { route, method, status, code }).inc();
        self.durations.get_or_create(&OfRoute { route }).observe(took.as_secs_f64());
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        // what never happened is told as well: a rise from nothing is no rise to whoever looks
        for code in Code::ALL {
            let _ = self.refusals.get_or_create(&Refused { reason: code.name() });
        }
        registry.register(
            "portcullis_answers",
            "Answers by route, method, status and code, but those that the gate lets pass",
            self.told.clone(),
        );
        registry.register("portcullis_refusals", "Refusals by reason, which is their code", self.refusals.clone());
        registry.register_with_unit(
            "portcullis_answer_duration",
            "How long answers took, but those that the gate lets pass",
            Unit::Seconds,
            self.durations.clone(),
        );
    }
}

/// The methods that are told apart.
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
