//! use_cases/outbox

mod deliver_mail;

pub use deliver_mail::{DeliverMail};
