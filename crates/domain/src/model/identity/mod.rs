//! Ids, methods, and who acts in a request.

mod assurance_level;
mod authentication;
mod authenticator_id;
mod caller;
mod copied_claims;
mod method;
mod organization_id;
mod request_id;
mod scope;
mod subject_id;

pub use assurance_level::AssuranceLevel;
pub use authentication::Authentication;
pub use authenticator_id::AuthenticatorId;
pub(crate) use authenticator_id::new_uuid;
pub use caller::{Actor, Caller, Client, Identity, Operator};
pub use copied_claims::CopiedClaims;
pub use method::Method;
pub use organization_id::OrganizationId;
pub use request_id::RequestId;
pub use scope::Scope;
pub use subject_id::SubjectId;
pub(crate) use subject_id::is_visible_ascii;
