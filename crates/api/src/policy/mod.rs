//! What the organization demands, over HTTP.

mod enforce_mfa;

pub(crate) use enforce_mfa::{EnforceBody, enforce_mfa};
