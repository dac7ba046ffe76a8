//! Implementations of the domain's ports.
//!
//! A file bears the name of the port it implements: `database/organization_repository.rs` implements the domain's
//! `ports/organization_repository.rs`.

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("portcullis-adapters needs a database: feature `sqlite` or `postgres`");

pub mod database;
pub mod jwt;

mod certificates;
mod clock;
mod mailer;
mod random;
mod relying_party;
mod sealer;

pub use clock::SystemClock;
pub use mailer::{MailHost, MailSender, SmtpAuthorities, SmtpMailer, SmtpServer};
pub use random::SystemRandom;
pub use relying_party::WebauthnRelyingParty;
pub use sealer::{KeyringSealer, SealingKeys};
