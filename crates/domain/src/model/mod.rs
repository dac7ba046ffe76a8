//! Values and pure rules. Functions take `now` and use no port.
//!
//! A folder uses only folders above it in this order: `violation`, `rule`, `defect`, `page`, `sealed`, `opaque_token`; `identity` (ids and methods),
//! `policy`, `membership`; `session`, `organization`, `authenticator`; `access`; `audit`; `outbox`.

pub mod access;
pub mod audit;
pub mod authenticator;
pub mod defect;
pub mod identity;
pub mod membership;
pub mod opaque_token;
pub mod organization;
pub mod outbox;
pub mod page;
pub mod policy;
pub mod rule;
pub mod sealed;
pub mod session;
pub mod violation;
