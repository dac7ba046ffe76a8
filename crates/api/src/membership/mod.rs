//! Memberships: provisioning them, and the overview for administrators.

mod accept_membership;
mod count_members;
mod enter_organization;
mod list_members;
mod members_csv;
mod mint_enrolment_code;
mod put_member;
mod remove_member;

pub use accept_membership::ACCEPT_MEMBERSHIP;
pub use count_members::MEMBER_COUNTS;
pub use enter_organization::ENTER_ORGANIZATION;
pub use list_members::MEMBERS;
pub use mint_enrolment_code::{MINT_ENROLMENT_CODE, PROVISION_ENROLMENT_CODE};
pub use put_member::PUT_MEMBER;
pub(crate) use put_member::SubjectPath;
pub use remove_member::REMOVE_MEMBER;

use crate::error_response::{NO_TEXTS, Texts};

/// The texts of provisioning routes.
const PROVISIONING: Texts = Texts { not_found: "Organization not found", ..NO_TEXTS };
