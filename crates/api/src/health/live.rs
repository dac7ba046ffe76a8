//! `GET /livez`

use crate::responses::Message;
use crate::route::{Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// The liveness probe.
pub const LIVEZ: Route = Route {
    path: "/livez",
    handler: || Endpoint::of(live),
    documentation: Some(Documentation {
        id: "live",
        summary: "Check that the process runs",
        description: "Depends on nothing else. For supervisors that restart the process.",
        examples: &[("live", r#"{"success":true,"message":"live"}"#)],
    }),
    ..PUBLIC
};

async fn live() -> Message {
    Message("live")
}
