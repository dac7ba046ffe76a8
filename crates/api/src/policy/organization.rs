//! `GET` and `PUT /organization/{orgId}`: the contract's second door to the same use cases.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, ReqData};
use portcullis_domain::Organization;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Services;
use crate::acting::Acting;
use crate::answer::data;
use crate::blocking::blocking;
use crate::body::{Object, Submitted};
use crate::refusal::{ApiError, BodyRefusal};
use crate::routes::Route;
use crate::submission::admitted;

/// The organization as the contract has it. What is not kept here is null.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrganizationView {
    id: String,
    name: String,
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
    mfa_enforced: bool,
}

impl From<Organization> for OrganizationView {
    fn from(organization: Organization) -> Self {
        Self {
            id: organization.id.to_string(),
            name: organization.name.to_string(),
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
            mfa_enforced: organization.base_policy().enforced(),
        }
    }
}

/// What of an organization can be written here.
#[derive(ToSchema)]
pub(crate) struct OrganizationBody {
    /// Whether every member must use MFA from now on.
    #[schema(rename = "mfaEnforced")]
    mfa_enforced: bool,
}

impl OrganizationBody {
    fn read(body: &Object) -> Result<Self, BodyRefusal> {
        let mfa_enforced = body.get("mfaEnforced").and_then(Value::as_bool).ok_or(BodyRefusal::Invalid)?;
        Ok(Self { mfa_enforced })
    }
}

/// The caller's own organization.
///
/// Permissions: any member.
pub(crate) async fn read(
    Acting(actor): Acting,
    id: Path<String>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.administration.legacy_organization);
    let organization = blocking(&services, move || use_case.read(&actor, &id)).await?;
    Ok(data(OrganizationView::from(organization)))
}

#[derive(Serialize)]
struct Updated {
    success: bool,
    data: OrganizationView,
    message: &'static str,
}

/// Requires MFA of every member of the caller's own organization, or stops requiring it.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn write(
    Acting(actor): Acting,
    id: Path<String>,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| OrganizationBody::read(&body));
    let use_case = Arc::clone(&services.administration.legacy_organization);
    if command.is_err() {
        // what is wrong with a body is told to those alone who may send one
        let (use_case, actor, id) = (Arc::clone(&use_case), actor.clone(), id.clone());
        blocking(&services, move || use_case.check(&actor, &id)).await?;
    }
    let organization =
        admitted(&services, &route, actor, command, move |actor, body| use_case.enforce(actor, &id, body.mfa_enforced))
            .await?;
    let data = OrganizationView::from(organization);
    Ok(HttpResponse::Ok().json(Updated { success: true, data, message: "Organization updated successfully" }))
}
