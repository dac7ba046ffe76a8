//! Deliveries to members and administrators.

mod administrator_mail;
mod delivery;
mod member_mail;

pub(crate) use administrator_mail::administrator_mail;
pub use delivery::{Channel, Delivery, DeliveryKey, Mail, MailBody, MailPayload};
pub(crate) use member_mail::member_mail;
