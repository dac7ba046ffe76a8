//! use_cases/access

mod decide_own_access;
mod list_standings;
mod member_facts;

pub use decide_own_access::{DecideOwnAccess};
pub(crate) use list_standings::{each_standing};
pub use list_standings::{Filter, ListStandings, MemberStanding};
pub use member_facts::{ReadFacts};
