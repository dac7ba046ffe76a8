//! May this request pass?

mod change_feed;
mod decide;
mod decide_own_access;
mod demand;
mod evidence;
mod list_standings;
mod member_facts;
mod proved;
mod standing;
mod standing_repository;
mod step_up_rule;
mod watched_store;

pub use change_feed::{Change, ChangeFeed, ChangeMark, Changes};
pub(crate) use decide::deadline;
pub use decide::{Decision, Denial, Facts, Judgement, Reason, decide, judge};
pub use decide_own_access::DecideOwnAccess;
pub use demand::Demand;
pub use evidence::{Evidence, Means};
pub(crate) use list_standings::each_standing;
pub use list_standings::{Filter, ListStandings, MemberStanding};
pub use member_facts::{Known, MemberFacts, ReadFacts};
pub(crate) use proved::{Proved, proved};
pub use standing::{MemberState, Standing};
pub use standing_repository::StandingRepository;
pub use step_up_rule::StepUpRule;
pub use watched_store::{ChangeWatcher, WatchedStore};
