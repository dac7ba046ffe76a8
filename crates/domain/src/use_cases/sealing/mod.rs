//! use_cases/sealing

mod count_key_uses;
mod reseal;

pub use count_key_uses::{CountKeyUses, KeyUses};
pub use reseal::{Reseal, Resealed, Unopened};
