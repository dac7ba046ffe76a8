//! Limits on requests, so that one tenant, member or session does not stop the others.
//!
//! | file | content |
//! | --- | --- |
//! | `requester` | the organization, subject and session that a request counts for |
//! | `turns`, `fair_queue` | the fair order, a pure data structure |
//! | `concurrency_limit` | places and waiting for them |
//! | `call_rates`, `self_service` | the rate of self-service requests |
//! | `request_limits` | the places of all requests, and what they need to know of a caller |
//! | `work` | running admitted work on a blocking thread |
//! | `limit_metrics` | metrics |

mod call_rates;
mod concurrency_limit;
mod fair_queue;
mod limit_metrics;
mod request_limits;
mod requester;
mod self_service;
mod turns;
mod work;

use std::time::Instant;

pub use request_limits::Places;
pub(crate) use request_limits::{CallerLookUp, RequestLimits};
pub(crate) use requester::{Requester, RequesterFacts};
pub(crate) use work::{Deadline, run};

#[expect(clippy::disallowed_methods, reason = "measures waiting, which no test needs to set")]
fn monotonic_now() -> Instant {
    Instant::now()
}
