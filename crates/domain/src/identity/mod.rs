//! Who is asking?

mod assurance_level;
mod authentication;
mod caller;
mod copied_claims;
mod identity_verifier;
mod request_id;
mod scope;
mod subject_id;
mod token_issuer;

pub use assurance_level::AssuranceLevel;
pub use authentication::Authentication;
pub use caller::{Actor, Caller, Identity, Operator, Client};
pub use copied_claims::CopiedClaims;
pub use identity_verifier::{Fingerprint, IdentityVerifier};
pub use request_id::RequestId;
pub use scope::Scope;
pub use subject_id::SubjectId;
pub(crate) use subject_id::is_visible_ascii;
pub use token_issuer::{FullAccess, TokenIssuer};
