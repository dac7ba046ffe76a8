//! Links by mail, to the address that a member was proven to read.

mod activate_magic_link;
mod link;
mod magic_link_repository;
mod post;
mod send_limit;
mod send_magic_link;
mod set_up_magic_link;

pub use activate_magic_link::ActivateMagicLink;
pub(crate) use link::digests_of;
pub use link::{LinkPurpose, MagicLink};
pub use magic_link_repository::MagicLinkRepository;
pub use post::MagicLinkSender;
pub use send_limit::{SendLimitRepository, SendWindow};
pub use send_magic_link::SendMagicLink;
pub use set_up_magic_link::SetUpMagicLink;
