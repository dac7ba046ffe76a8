//! The HTTP API.
//!
//! A [`Route`] is declared next to its handler, with its request and response types: `policy/enforce_mfa.rs`.
//! [`routes::TABLE`] lists all of them; the router, the OpenAPI document and the coverage tests are made from it. Handlers
//! turn a request into a call of a use case and its outcome into a response. The domain decides what is allowed and
//! what happens.
//!
//! Modules in the order of their dependencies, each importing only from those before it:
//!
//! | modules | content |
//! | --- | --- |
//! | `error_response`, `violations`, `values`, `signature`, `route`, `responses` | the vocabulary of routes |
//! | `cors`, `trusted_proxies`, `http_metrics`, `edge_rules`, `limits`, `use_cases` | what requests need |
//! | `dispatch`, `body_bytes`, `body`, `extractors`, `bearer`, `head_limits`, `edge` | the way of a request |
//! | `access`, `audit`, `authenticator`, `health`, `magic_link`, `membership`, `organization`, `policy`, `reference`, `session` | the routes by subject |
//! | `services`, `routes`, `openapi`, `errors_page`, `mount`, `observation`, `require_mfa` | the service |
//!
//! An existing actix-web application mounts single routes of the table:
//!
//! ```
//! # use portcullis_api::{Services, configure, routes};
//! # fn application(services: Services) {
//! actix_web::App::new().configure(configure(services, &[routes::ENFORCE]));
//! # }
//! ```

mod access;
mod audit;
mod authenticator;
mod bearer;
mod body;
mod body_bytes;
mod cors;
mod dispatch;
mod dropped_writes;
mod edge;
mod edge_rules;
mod error_response;
mod errors_page;
mod extractors;
mod head_limits;
mod health;
mod http_metrics;
mod limits;
mod magic_link;
mod membership;
mod mount;
mod observation;
mod openapi;
mod organization;
mod policy;
mod reference;
mod require_mfa;
mod responses;
mod route;
pub mod routes;
mod services;
mod session;
mod signature;
mod trusted_proxies;
mod use_cases;
mod values;
mod violations;

pub use access::{Allowed, Explanation, GateProfile, GateProfiles};
pub use cors::CorsOrigins;
pub use error_response::{Failure, Texts};
pub use errors_page::errors_page;
pub use limits::Places;
pub use magic_link::link_pages;
pub use mount::{configure, service};
pub use observation::observation;
pub use openapi::openapi_json;
pub use require_mfa::{RequireMfa, RequireMfaService};
pub use route::{Access, Body, Documentation, Rate, Route};
pub use services::{Rules, Services};
pub use trusted_proxies::TrustedProxies;
pub use use_cases::Ports;
