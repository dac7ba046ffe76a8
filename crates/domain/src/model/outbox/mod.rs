//! model/outbox

mod message;
mod notice;
pub(crate) mod warning;

pub use message::{Letter, Mail, Message, MessageKey, Text};
pub(crate) use notice::{Notice};
pub(crate) use warning::{weakening, written};
