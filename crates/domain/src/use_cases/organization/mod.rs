//! Creates, lists, renames and ends organizations.

mod create_organization;
mod list_organizations;
mod put_organization;

pub use create_organization::CreateOrganization;
pub use list_organizations::ListOrganizations;
pub use put_organization::{EndOrganization, OrganizationWritten, PutOrganization};
pub(crate) use put_organization::{named_by, put_organization};
