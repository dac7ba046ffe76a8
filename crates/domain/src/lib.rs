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
//! use portcullis_domain::access::StepUpRule;
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

pub mod access;
pub mod audit;
pub mod authenticator;
pub mod clock;
pub mod error;
pub mod event;
pub mod identity;
pub mod membership;
mod opaque_token;
pub mod organization;
pub mod outbox;
pub mod page;
pub mod policy;
pub mod random;
mod record;
pub mod retention;
pub mod sealing;
pub mod session;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;

pub use clock::Clock;
pub use error::{Error, Result};
pub use opaque_token::OpaqueToken;
pub use random::Random;
pub use record::record;
pub use sealing::Sealer;
pub use store::{Store, Transaction};
