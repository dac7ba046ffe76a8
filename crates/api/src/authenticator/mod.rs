//! What a member does with their own authenticators, over HTTP.

mod bodies;
mod magic_link;
mod own;
mod passkey;
mod qr_code;
mod self_service;
mod standing;
mod tokens;

pub(crate) use bodies::{
    LinkBody, LoginBody, MethodBody, NameBody, ProofBody, RefreshBody, RegistrationBody, ResetBody, SetupBody,
};
pub(crate) use magic_link::{activate_link, activate_page, link_script, login_page, send_link};
pub(crate) use own::{count_codes, end_session, list, remove, rename, renew_codes, sessions};
pub(crate) use passkey::{auth_options, complete_registration};
pub(crate) use self_service::{disable, enable, primary, reset, set_up, verify_setup};
pub(crate) use standing::{methods, status};
pub(crate) use tokens::{public_keys, refresh, verify_login};
