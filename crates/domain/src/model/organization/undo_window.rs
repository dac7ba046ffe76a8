//! The window in which enforcing MFA can be undone.

use jiff::{SignedDuration, Timestamp};

use crate::model::identity::SubjectId;
use crate::model::session::SessionBinding;

/// How long the window stays open.
const OPEN: SignedDuration = SignedDuration::from_hours(1);

/// How much earlier a request may have begun than the call that opened the window: requests wait for the organization in any
/// order, and the clocks of replicas differ.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(1);

/// Opened by the call that enforced MFA, if its subject held no active authenticator then: an administrator who tries
/// enforcement out is not shut out by it. It is closed for good by any change of the policy, and when the subject is
/// demoted or removed, or loses the authenticators that were enrolled since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoWindow {
    /// The subject of the call.
    pub subject: SubjectId,
    /// The session of the call; empty if its token named none.
    pub session: SessionBinding,
    /// The time of the call.
    pub since: Timestamp,
    /// The version of the policy that the call made.
    pub policy_version: u64,
}

impl UndoWindow {
    /// Whether `subject` opened it, in this session, less than an hour before `now`, when the request began.
    pub(crate) fn is_open_for(&self, subject: &SubjectId, session: &SessionBinding, now: Timestamp) -> bool {
        let age = now.duration_since(self.since);
        self.subject == *subject && self.session == *session && age > -TOLERANCE && age < OPEN
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::at_once("owner", "provider s1", 0, true)]
    #[case::within_the_hour("owner", "provider s1", 3599, true)]
    #[case::after_an_hour("owner", "provider s1", 3600, false)]
    #[case::begun_before_it("owner", "provider s1", -59, true)]
    #[case::clock_jumped_back("owner", "provider s1", -60, false)]
    #[case::another_subject("admin", "provider s1", 0, false)]
    #[case::another_session("owner", "provider s2", 0, false)]
    #[case::no_session("owner", "", 0, false)]
    fn undo_window_is_the_subjects_in_the_session_for_an_hour(
        #[case] subject: &str,
        #[case] session: &str,
        #[case] seconds: i64,
        #[case] open: bool,
    ) {
        let since = Timestamp::UNIX_EPOCH;
        let of = |subject: &str, session: &str| (SubjectId::parse(subject).unwrap(), SessionBinding::restore(session));
        let (owner, opened_in) = of("owner", "provider s1");
        let window = UndoWindow { subject: owner, session: opened_in, since, policy_version: 2 };
        let (subject, session) = of(subject, session);
        assert_eq!(window.is_open_for(&subject, &session, since + SignedDuration::from_secs(seconds)), open);
    }
}
