//! What must others hear?

mod deliver_mail;
mod mailer;
mod message;
mod notice;
mod outbox_repository;
pub(crate) mod warning;

pub use deliver_mail::DeliverMail;
pub use mailer::Mailer;
pub use message::{Letter, Mail, Message, MessageKey, Text};
pub(crate) use notice::Notice;
pub use outbox_repository::OutboxRepository;
