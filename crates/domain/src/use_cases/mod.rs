//! Use cases, by subject.

pub mod access;
pub mod acting;
pub mod audit;
pub mod authenticator;
pub mod authorize;
pub mod caller_state;
pub mod enter_by_token;
pub mod guard;
mod join_by_token;
pub mod membership;
pub mod opaque_token;
pub mod organization;
pub mod outbox;
pub mod policy;
pub mod record;
pub mod record_refusal;
pub mod retention;
pub mod sealing;
pub mod session;
pub mod session_evidence;
pub mod tombstone;
mod undo_watch;
