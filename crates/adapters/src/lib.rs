//! What the domain's ports are made of.
//!
//! Each file here bears the name of the port it implements: `database/organization_repository.rs` is the domain's
//! `organization/organization_repository.rs`.

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("portcullis-adapters needs a database: feature `sqlite` or `postgres`");

pub mod database;
pub mod jwt;

mod clock;
mod random;
mod relying_party;
mod sealing;
mod smtp_mailer;

pub use clock::SystemClock;
pub use random::SystemRandom;
pub use relying_party::WebauthnRelyingParty;
pub use sealing::{KeyringSealer, SealingKeys};
pub use smtp_mailer::SmtpMailer;
