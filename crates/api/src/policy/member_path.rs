//! The path of the routes about exceptions.

use deserr::Deserr;
use portcullis_domain::{Error, Resource, Rule};
use utoipa::IntoParams;

use crate::error_response::ApiError;
use crate::values::Subject;
use crate::violations::Violations;

/// The member that an exception is for.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
pub(crate) struct MemberPath {
    /// The member, as the identity provider names them.
    #[param(inline)]
    pub(crate) subject: Subject,
}

/// The errors of a route about an exception for another member.
pub(super) fn exception_errors() -> Vec<ApiError> {
    vec![
        Error::NotFound(Resource::Membership).into(),
        Error::RuleBroken(Rule::ServiceNeedsNoException).into(),
        Error::RuleBroken(Rule::OwnException).into(),
    ]
}
