//! What may be forgotten?

mod forget_what_is_over;
mod forgettable;

pub use forget_what_is_over::ForgetWhatIsOver;
pub use forgettable::{Forgettable, Retention};
