//! What is true: values and pure rules. Takes `now`, knows no port and no store.
//!
//! A folder uses only folders above it in this order: `page`, `sealed`, `opaque_token`; `identity` (ids and methods),
//! `policy`, `membership`, `organization`; `session`, `authenticator`; `access`; `audit`; `outbox`.

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
