//! What there is to read about the API: the OpenAPI document, the page that shows it, the page of errors.

mod errors;
mod openapi;
mod page;
pub(crate) mod values;

pub use errors::errors_page;
pub(crate) use openapi::openapi;
pub use openapi::openapi_json;
pub(crate) use page::{page, to_page};
