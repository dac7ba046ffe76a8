//! The HTTP API.
//!
//! [`routes::TABLE`] says what there is: method, path, handler, who may, and what its failure is called. The router,
//! the OpenAPI document and the coverage tests are all made from it, so that a route which is missing there cannot be
//! served. Handlers turn a request into a command and an outcome into an answer; what is allowed and what happens is
//! the domain's.
//!
//! An existing actix application mounts what it wants of the table:
//!
//! ```
//! # use portcullis_api::{Services, configure, routes};
//! # fn application(services: Services) {
//! actix_web::App::new().configure(configure(services, &[routes::ENFORCE]));
//! # }
//! ```

mod access;
mod acting;
mod administration;
mod admission;
mod answer;
mod audit;
mod authenticator;
mod bearer;
mod blocking;
mod body;
mod body_bytes;
mod client;
mod cors;
mod edge;
mod head_limits;
mod health;
mod members;
mod metrics;
mod mount;
mod parameters;
mod policy;
mod provisioning;
mod reference;
mod refusal;
pub mod routes;
mod services;
mod submission;

pub use access::{Explanation, GateProfile, GateProfiles, Held, HeldService, Passed};
pub use administration::Administration;
pub use client::TrustedProxies;
pub use cors::CorsOrigins;
pub use metrics::observation;
pub use mount::{configure, service};
pub use reference::{errors_page, openapi_json};
pub use services::{Ports, Rules, Services};
