//! What can the subject prove?

mod attempts;
#[expect(clippy::module_inception, reason = "the aggregate bears the folder's name")]
mod authenticator;
mod authenticator_id;
mod authenticator_name;
mod authenticator_repository;
mod confirm_totp;
mod get_status;
mod list_methods;
pub mod magic_link;
mod method;
mod own_authenticators;
pub mod passkey;
pub mod recovery_code;
mod reset_mfa;
mod self_service;
mod session_binding;
mod set_enabled;
mod set_primary;
mod set_up_totp;
pub mod totp;
mod verify_login;

pub use attempts::{AttemptLimit, AttemptRepository};
pub use authenticator::{Authenticator, Credential, AuthenticatorState};
pub use authenticator_id::AuthenticatorId;
pub(crate) use authenticator_id::new_uuid;
pub use authenticator_name::AuthenticatorName;
pub use authenticator_repository::{AuthenticatorRepository, SealedSecret};
pub use confirm_totp::ConfirmTotp;
pub use get_status::{GetStatus, MfaStatus};
pub use list_methods::{ListMethods, MethodStatus};
pub use method::Method;
pub use own_authenticators::{ListAuthenticators, ListAuthenticatorsOf, RemoveAuthenticator, RenameAuthenticator};
pub use reset_mfa::ResetMfa;
pub(crate) use self_service::{CallerState, caller_of};
pub use session_binding::SessionBinding;
pub use set_enabled::SetEnabled;
pub use set_primary::SetPrimary;
pub use set_up_totp::{SetUpTotp, TotpSetup};
pub use verify_login::{Proof, VerifyLogin};
