//! Delivers the messages of the outbox.

mod deliver_mail;

pub use deliver_mail::DeliverMail;
