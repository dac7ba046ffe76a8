//! Test doubles and builders for the tests of any crate: an in-memory store, a fixed clock, seeded randomness. Behind the
//! feature `testing`.
//!
//! Builders and queries panic on invalid input.
#![expect(clippy::panic, clippy::missing_panics_doc, reason = "for tests, which fail by panicking")]

mod authenticators;
mod builders;
mod fixed_clock;
mod memory_store;
mod plain_issuer;
mod plain_names;
mod plain_relying_party;
mod plain_sealer;
mod seeded_random;

pub use authenticators::{enrol, enrol_in_state, verify_by, verify_in_session};
pub use builders::{
    CallerBuilder, OrganizationBuilder, a_caller, a_client_of, an_operator_of, an_organization, plain_fingerprint,
    the_audit_log_of, the_audit_records_of, the_organization,
};
pub use fixed_clock::FixedClock;
pub use memory_store::MemoryStore;
pub use plain_issuer::PlainIssuer;
pub use plain_names::PlainNames;
pub use plain_relying_party::PlainRelyingParty;
pub use plain_sealer::PlainSealer;
pub use seeded_random::SeededRandom;
