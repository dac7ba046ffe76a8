//! Deliveries to members and administrators.

mod administrator_mail;
mod delivery;
mod folded_mail;
mod lane;
mod member_mail;
mod pacing;

pub(crate) use administrator_mail::{administrator_mail, administrator_topic};
pub use delivery::{Channel, Delivery, DeliveryKey, Mail, MailBody, MailPayload};
pub(crate) use folded_mail::folded_mail;
pub use lane::Lane;
pub(crate) use member_mail::{member_mail, member_topic};
pub(crate) use pacing::release_of;
