//! The tenant.

#[expect(clippy::module_inception, reason = "the aggregate bears the folder's name")]
mod organization;
mod undo_window;

pub use organization::{Organization, OrganizationName};
pub use undo_window::UndoWindow;
