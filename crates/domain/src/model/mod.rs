//! What is true: values and pure rules. Knows no port and no store; takes `now`.

pub mod access;
pub mod audit;
pub mod authenticator;
pub mod identity;
pub mod membership;
pub mod opaque_token;
pub mod organization;
pub mod outbox;
pub mod page;
pub mod policy;
pub mod sealed;
pub mod session;

