//! Messages to members and administrators.

mod message;
mod notice;
pub(crate) mod warning;

pub use message::{Letter, Mail, Message, MessageKey, Text};
pub(crate) use notice::Notice;
