//! use_cases/authenticator/magic_link

mod activate_magic_link;
mod link_token;
mod post;
mod send_limit;
mod send_magic_link;
mod set_up_magic_link;

pub use activate_magic_link::{ActivateMagicLink};
pub(crate) use link_token::{digests_of, new_link_token};
pub use post::{LinkPost};
pub(crate) use send_limit::{count_link};
pub use send_magic_link::{SendMagicLink};
pub use set_up_magic_link::{SetUpMagicLink};
