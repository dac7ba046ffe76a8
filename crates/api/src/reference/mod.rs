//! The OpenAPI document and its page, as the service serves them.

mod docs;
mod openapi;

pub use docs::{DOCS, DOCS_FILES};
pub(crate) use openapi::Document;
pub use openapi::OPENAPI;
