//! Delivers the messages of the outbox.

mod deliver_mail;
mod mail_outcome;
mod release;
mod server_pause;

pub use deliver_mail::{DeliverMail, MailWorker};
pub use mail_outcome::MailOutcome;
pub(crate) use release::release;
pub use server_pause::ServerPause;

#[cfg(test)]
mod tests;
