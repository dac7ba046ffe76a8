//! The domain of organization-wide MFA: model, ports and use cases.
//!
//! The crate has no I/O, no async, no serialization and no framework. It has three layers, each of which uses only those
//! below it:
//!
//! | layer | content |
//! | --- | --- |
//! | [`use_cases`] | the operations, one file each, by subject |
//! | [`ports`] | synchronous traits that adapters implement |
//! | [`model`] | values and pure rules |
//!
//! Every public item is re-exported at the root. With the feature `testing`, `testing` has a working in-memory store, a
//! fixed clock, seeded randomness and builders.
//!
//! A use case is a struct with the ports it needs as public fields and one method, `execute`:
//!
//! ```
//! # #[cfg(feature = "testing")] {
//! use std::sync::Arc;
//!
//! use portcullis_domain::{EnforceMfa, Enforcement, Role, StepUpRule};
//! use portcullis_domain::testing::{FixedClock, MemoryStore, a_caller, an_organization};
//!
//! let store = Arc::new(MemoryStore::default());
//! an_organization("acme").with_member("alice", Role::Owner).save(&*store)?;
//!
//! let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
//! let enforce = EnforceMfa { store, clock, step_up: StepUpRule::default() };
//! let outcome = enforce.execute(&a_caller("alice").of("acme").acting(), true)?;
//! assert_eq!(outcome, Enforcement { enforced: true, changed: true });
//! # }
//! # Ok::<(), portcullis_domain::Error>(())
//! ```

mod error;
pub mod model;
pub mod ports;
#[cfg(feature = "testing")]
pub mod testing;
pub mod use_cases;

pub use error::{Cause, Error, Requirement, Resource, Result};
pub use model::access::*;
pub use model::audit::*;
pub use model::authenticator::*;
pub use model::defect::Defect;
pub use model::identity::*;
pub use model::membership::*;
pub use model::opaque_token::*;
pub use model::organization::*;
pub use model::outbox::*;
pub use model::page::*;
pub use model::policy::*;
pub use model::rule::Rule;
pub use model::sealed::*;
pub use model::session::*;
pub use model::violation::{FieldViolation, Violation};
pub use ports::*;
pub use use_cases::access::*;
pub use use_cases::acting::*;
pub use use_cases::audit::*;
pub use use_cases::authenticator::enrolment::*;
pub use use_cases::authenticator::magic_link::*;
pub use use_cases::authenticator::passkey::*;
pub use use_cases::authenticator::*;
pub use use_cases::authorize::*;
pub use use_cases::guard::*;
pub use use_cases::membership::*;
pub use use_cases::organization::*;
pub use use_cases::outbox::*;
pub use use_cases::policy::*;
pub use use_cases::record::*;
pub use use_cases::retention::*;
pub use use_cases::sealing::*;
pub use use_cases::session::*;
