//! The API over a store in memory: the responses of each route, the order of its checks, and checks of the whole table
//! of routes.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "for tests, where a panic is how to fail"
)]

mod authenticators;
mod bad_input;
mod bodies;
mod client_tokens;
mod cors;
mod coverage;
mod credentials;
mod embedding;
mod enforce;
mod faults;
mod fixtures;
mod gate;
mod guards;
mod head_limits;
mod memberships;
mod metrics;
mod order_of_checks;
mod overview;
mod policy;
mod require_mfa;
mod surface;
mod tokens;
