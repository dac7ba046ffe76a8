//! Re-encrypts secrets under the newest key.

mod count_key_uses;
mod reseal;

pub use count_key_uses::{CountKeyUses, KeyUses};
pub use reseal::{Reseal, ResealSummary, Unopened};
