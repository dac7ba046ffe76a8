//! What keeps secrets readable for us alone, and how its keys are replaced.

mod count_key_uses;
mod reseal;
mod sealer;

pub use count_key_uses::{CountKeyUses, KeyUses};
pub use reseal::{Reseal, ResealSummary, Unopened};
pub use sealer::{Digest, KeyedDigest, Sealed, Sealer, Secret};
