//! The organization as the contract has it at `/organization/{orgId}`.

use deserr::Deserr;
use portcullis_domain::Organization;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::values;
use crate::violations::Violations;

/// The organization of the caller.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations, rename_all = camelCase)]
#[into_params(rename_all = "camelCase")]
pub(super) struct OrganizationPath {
    /// The caller's own organization.
    #[param(schema_with = values::organization_id)]
    pub(super) org_id: String,
}

/// An organization. Fields that Portcullis does not store are null.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Organization)]
pub(super) struct OrganizationView {
    id: values::OrganizationKey,
    name: values::OrganizationTitle,
    domain: Option<String>,
    address1: Option<String>,
    address2: Option<String>,
    city: Option<String>,
    zipcode: Option<String>,
    phone: Option<String>,
    state: Option<String>,
    country: Option<String>,
    deleted_at: Option<String>,
    repos_disabled: Option<bool>,
    website: Option<String>,
    #[serde(rename = "is_business")]
    is_business: Option<bool>,
    /// Whether every member must use MFA.
    mfa_enforced: bool,
}

impl From<Organization> for OrganizationView {
    fn from(organization: Organization) -> Self {
        Self {
            mfa_enforced: organization.base_policy().enforced(),
            id: values::OrganizationKey(organization.id),
            name: values::OrganizationTitle(organization.name),
            domain: None,
            address1: None,
            address2: None,
            city: None,
            zipcode: None,
            phone: None,
            state: None,
            country: None,
            deleted_at: None,
            repos_disabled: None,
            website: None,
            is_business: None,
        }
    }
}
