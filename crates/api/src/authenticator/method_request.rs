//! The body of the routes that switch or prefer a kind of authenticator.

use deserr::Deserr;
use utoipa::ToSchema;

use crate::route::Body;
use crate::values::MfaType;
use crate::violations::Violations;

/// The error text of a missing or unknown kind.
pub(super) const INVALID_TYPE: &str = "Invalid MFA type specified";

pub(super) const METHOD_BODY: Body = Body { required: true, limit: 4 * 1024, example: r#"{"mfaType":"GOOGLE_AUTH"}"# };

/// A kind of authenticator.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, rename_all = camelCase)]
#[serde(rename_all = "camelCase")]
pub(super) struct MethodRequest {
    pub(super) mfa_type: MfaType,
}
