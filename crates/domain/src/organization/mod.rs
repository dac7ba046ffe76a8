//! Which tenant?

mod create_organization;
mod list_organizations;
#[expect(clippy::module_inception, reason = "the aggregate bears the folder's name")]
mod organization;
mod organization_id;
mod organization_repository;
mod put_organization;

pub use create_organization::CreateOrganization;
pub use list_organizations::ListOrganizations;
pub use organization::{Organization, OrganizationName};
pub use organization_id::OrganizationId;
pub use organization_repository::OrganizationRepository;
pub use put_organization::{EndOrganization, OrganizationWritten, PutOrganization};
