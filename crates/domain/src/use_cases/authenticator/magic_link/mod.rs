//! Sets up and sends links by mail.

mod activate_magic_link;
mod link_token;
mod magic_link_sender;
mod send_magic_link;
mod set_up_magic_link;

pub use activate_magic_link::ActivateMagicLink;
pub(crate) use link_token::{digests_of, new_link_token};
pub use magic_link_sender::MagicLinkSender;
pub use send_magic_link::SendMagicLink;
pub use set_up_magic_link::SetUpMagicLink;
