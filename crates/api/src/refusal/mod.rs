//! Every answer that is not a success: which there are, what they are called, and how an error becomes one.

mod api_error;
mod code;
mod mapping;
mod told;

pub(crate) use api_error::{ApiError, BodyRefusal};
pub(crate) use code::Code;
pub(crate) use told::Refusal;
