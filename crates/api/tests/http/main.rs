//! The API over a store in memory: what each route answers, in which order it refuses, and what walking the table of
//! routes finds.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "for tests, where a panic is how to fail"
)]

mod bad_input;
mod bodies;
mod client_tokens;
mod cors;
mod coverage;
mod credentials;
mod embedding;
mod enforce;
mod faults;
mod gate;
mod guards;
mod head_limits;
mod metrics;
mod overview;
mod own_mfa;
mod policy;
mod requests;
mod require_mfa;
mod surface;
mod tokens;
