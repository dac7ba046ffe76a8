//! use_cases/retention

mod forget_what_is_over;

pub use forget_what_is_over::{ForgetWhatIsOver};
