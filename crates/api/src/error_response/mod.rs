//! Error responses: the errors of the API, their stable codes, and the mapping from one to the other.

mod api_error;
mod code;
mod mapping;
mod response;
mod texts;

pub(crate) use api_error::{ApiError, BodyError};
pub(crate) use code::Code;
pub(crate) use response::{ErrorBody, ErrorResponse, MessageErrorBody};
pub(crate) use texts::{ADMINISTRATORS_ONLY, NO_TEXTS};
pub use texts::{Failure, Texts};
