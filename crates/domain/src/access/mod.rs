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
pub use decide::{Decision, DenialReason, Facts, Judgement, AllowReason, decide, judge};
pub use decide_own_access::DecideOwnAccess;
pub use demand::RouteRequirement;
pub use evidence::{Evidence, Means};
pub(crate) use list_standings::each_member_status;
pub use list_standings::{MemberFilter, ListMemberStatuses, MemberStatus};
pub use member_facts::{CallerContext, MemberFacts, ReadMemberFacts};
pub(crate) use proved::{SessionEvidence, proved};
pub use standing::{MemberState, MemberSnapshot};
pub use standing_repository::MemberSnapshotRepository;
pub use step_up_rule::StepUpRule;
pub use watched_store::{ChangeSubscriber, PublishingStore};
