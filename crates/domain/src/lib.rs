//! What is true about organization-wide MFA.
//!
//! This crate decides and does nothing else: no I/O, no async, no serialization, no framework. Whatever it needs from
//! the outside stands here as a port (a synchronous trait) beside the thing it serves; adapters implement the ports.
//!
//! | folder | question |
//! | --- | --- |
//! | [`identity`] | who is asking? |
//! | [`organization`] | which tenant? |
//! | [`membership`] | who belongs, as what? |
//! | [`policy`] | what does the organization demand? |
//! | [`access`] | may this request pass? |
//! | [`authenticator`] | what can the subject prove? |
//! | [`session`] | what has been proved? |
//! | [`audit`] | what happened? |
//! | [`outbox`] | what must others hear? |
//! | [`retention`] | what may be forgotten? |
//! | `testing` (feature `testing`) | a working in-memory store, a fixed clock, seeded randomness, builders |
//!
//! A use case is a struct with the ports it needs as public fields and one method, `execute`:
//!
//! ```
//! # #[cfg(feature = "testing")] {
//! use std::sync::Arc;
//! use portcullis_domain::X1;
//! use portcullis_domain::membership::Role;
//! use portcullis_domain::policy::{EnforceMfa, Enforcement};
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

pub use error::*;
pub use model::access::*;
pub use model::audit::*;
pub use model::authenticator::*;
pub use model::identity::*;
pub use model::membership::*;
pub use model::opaque_token::*;
pub use model::organization::*;
pub use model::outbox::*;
pub use model::page::*;
pub use model::policy::*;
pub use model::sealed::*;
pub use model::session::*;
pub use ports::*;
pub use use_cases::access::*;
pub use use_cases::audit::*;
pub use use_cases::authenticator::*;
pub use use_cases::authorize::*;
pub use use_cases::membership::*;
pub use use_cases::organization::*;
pub use use_cases::outbox::*;
pub use use_cases::policy::*;
pub use use_cases::record::*;
pub use use_cases::retention::*;
pub use use_cases::sealing::*;
pub use use_cases::session::*;
