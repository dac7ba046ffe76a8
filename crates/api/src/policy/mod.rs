//! What the organization demands, and of whom it does not.

mod document;
mod enforce_mfa;
mod exceptions;
mod organization;
#[expect(clippy::module_inception, reason = "the document that the folder is named after")]
mod policy;

pub(crate) use document::PolicyDocument;
pub(crate) use enforce_mfa::{EnforceBody, enforce_mfa};
pub(crate) use exceptions::{
    DeadlineBody, ExemptionBody, clear_deadline, end_exemption, grant_exemption, list_exemptions, set_deadline,
};
pub(crate) use organization::{OrganizationBody, read as read_organization, write as write_organization};
pub(crate) use policy::{plan, read, replace};
