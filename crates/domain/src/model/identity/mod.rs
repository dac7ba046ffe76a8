//! Ids, methods, and who acts in a request.

mod allowed_method;
mod assurance_level;
mod attempt_id;
mod audience;
mod authentication;
mod authenticator_id;
mod caller;
mod client_grants;
mod copied_claims;
mod login;
mod method;
mod no_organization;
mod organization_id;
mod request_id;
mod scope;
mod session_id;
mod subject_id;

pub use allowed_method::AllowedMethod;
pub use assurance_level::AssuranceLevel;
pub use attempt_id::AttemptId;
pub use audience::Audience;
pub use authentication::Authentication;
pub use authenticator_id::AuthenticatorId;
pub use caller::{Actor, Caller, Client, Identity, Operator, TokenKey};
pub use client_grants::{ClientGrant, ClientGrants, ClientRefusal, ClientRight, GrantedOrganizations};
pub use copied_claims::CopiedClaims;
pub use login::{Login, LogoutKeys, Logouts};
pub use method::Method;
pub use no_organization::NoOrganization;
pub use organization_id::OrganizationId;
pub use request_id::RequestId;
pub use scope::Scope;
pub use session_id::SessionId;
pub use subject_id::SubjectId;
pub(crate) use subject_id::is_visible_ascii;
