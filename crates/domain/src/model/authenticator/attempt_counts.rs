//! Counts wrong codes and limits further ones.
//!
//! A thief of the password and the member are the same subject, so no limit stops the subject everywhere: sessions in which
//! the member verified go on, whatever happens in the others.

use jiff::{SignedDuration, Timestamp};

use crate::model::identity::AttemptId;

/// Failures in a row of one session until its pause, and until each further one.
const FAILURES_PER_PAUSE: u32 = 5;

/// The first pause; each later one is twice as long.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(15);

/// The longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// Failures since its last right proof that a session which verified may have before the limits over all sessions hold for
/// it too.
const FAILURES_OF_A_VERIFIED_SESSION: u32 = 10;

/// Failures in a row over all sessions of a member. NIST SP 800-63B-4, section 3.2.2, allows 100.
const FAILURES_IN_A_ROW: u32 = 100;

/// Attempts of a member in an hour, over all sessions that never verified.
const ATTEMPTS_PER_HOUR: usize = 20;

/// Attempts of a member in a day, over all sessions that never verified.
const ATTEMPTS_PER_DAY: usize = 50;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The counts that an attempt is judged by, with the attempt itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttemptCounts {
    /// Those of the session.
    pub session: SessionAttempts,
    /// Those of the membership, over all sessions.
    pub member: MemberAttempts,
}

/// The failures of one session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SessionAttempts {
    /// The failures since the last right proof in the session.
    pub failures: u32,
    /// The end of the session's pause.
    pub paused_until: Option<Timestamp>,
    /// The last right proof in the session.
    pub verified_at: Option<Timestamp>,
}

/// The failures of a membership. Nothing in another organization clears them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberAttempts {
    /// The failures since the last right proof in any session.
    pub failures: u32,
    /// The attempts of the last day in sessions that never verified, and all attempts whose outcome is not known yet;
    /// oldest first.
    pub recent: Vec<AttemptId>,
    /// The last right proof in any session.
    pub verified_at: Option<Timestamp>,
}

/// A limit that an attempt was the last within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptLimit {
    /// The session is paused.
    Session,
    /// Sessions that never verified are paused, for an hour or a day.
    UnverifiedSessions,
    /// Codes are refused in sessions that never verified until a right proof, or until the member is unlocked.
    InARow,
}

impl AttemptLimit {
    /// The stable name, for the audit log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::UnverifiedSessions => "unverified_sessions",
            Self::InARow => "in_a_row",
        }
    }
}

/// An attempt within the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AllowedAttempt {
    /// Whether its failure counts in the rate over all sessions that never verified.
    pub(crate) rated: bool,
    /// The limit that its failure reaches.
    pub(crate) reaches: Option<AttemptLimit>,
}

impl AttemptCounts {
    /// Counts a right proof that was given elsewhere at `at`, for instance to the identity provider. It clears what a proof
    /// clears, once: an older one than the last known clears nothing.
    pub(crate) fn verify(&mut self, at: Timestamp) {
        // the attempt itself stays counted
        if self.session.verified_at < Some(at) {
            self.session = SessionAttempts { failures: 1, paused_until: None, verified_at: Some(at) };
        }
        if self.member.verified_at < Some(at) {
            self.member.failures = 1;
            self.member.verified_at = Some(at);
        }
    }

    /// Judges the attempt that is counted already, and begins the pause that its failure leads to. An error names the moment
    /// until which attempts are rejected. `verified` says whether the session ever verified, other than by a mailed link.
    pub(crate) fn judge(&mut self, verified: bool, now: Timestamp) -> Result<AllowedAttempt, Timestamp> {
        let bound = !verified || self.session.failures > FAILURES_OF_A_VERIFIED_SESSION;
        let paused = self.session.paused_until.filter(|until| now < *until);
        let rated = self.member.rate_limited_until(now).filter(|_| bound);
        let locked = (bound && self.member.failures > FAILURES_IN_A_ROW).then_some(Timestamp::MAX);
        if let Some(until) = [paused, rated, locked].into_iter().flatten().max() {
            return Err(until);
        }
        self.member.recent.retain(|attempt| is_within(*attempt, DAY, now));
        let begins_pause = self.session.failures.is_multiple_of(FAILURES_PER_PAUSE);
        self.session.paused_until = begins_pause
            .then(|| now.saturating_add(pause(self.session.failures / FAILURES_PER_PAUSE)).unwrap_or(Timestamp::MAX));
        let reaches = if bound && self.member.failures == FAILURES_IN_A_ROW {
            Some(AttemptLimit::InARow)
        } else if bound && self.member.exhausts_the_rate(now) {
            Some(AttemptLimit::UnverifiedSessions)
        } else {
            begins_pause.then_some(AttemptLimit::Session)
        };
        Ok(AllowedAttempt { rated: bound, reaches })
    }
}

impl MemberAttempts {
    /// The end of the time in which the rate allows no more attempts, if the last one is one too many.
    fn rate_limited_until(&self, now: Timestamp) -> Option<Timestamp> {
        [(ATTEMPTS_PER_HOUR, HOUR), (ATTEMPTS_PER_DAY, DAY)]
            .into_iter()
            .filter_map(|(most, window)| {
                // the attempt itself is the newest; the one that `most` others follow must leave the window first
                let leaving = self.within(window, now).rev().nth(most)?;
                Some(leaving.made_at().saturating_add(window).unwrap_or(Timestamp::MAX))
            })
            .max()
    }

    /// Whether the rate allows no attempt after the last one.
    fn exhausts_the_rate(&self, now: Timestamp) -> bool {
        self.within(HOUR, now).count() == ATTEMPTS_PER_HOUR || self.within(DAY, now).count() == ATTEMPTS_PER_DAY
    }

    fn within(&self, window: SignedDuration, now: Timestamp) -> impl DoubleEndedIterator<Item = AttemptId> {
        self.recent.iter().copied().filter(move |attempt| is_within(*attempt, window, now))
    }
}

/// Whether the attempt was made less than `window` ago. A clock that jumps back forgets none.
fn is_within(attempt: AttemptId, window: SignedDuration, now: Timestamp) -> bool {
    now.duration_since(attempt.made_at()) < window
}

fn pause(nth: u32) -> SignedDuration {
    let doubled = 1_i32.checked_shl(nth.saturating_sub(1)).unwrap_or(i32::MAX);
    FIRST_PAUSE.checked_mul(doubled).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Result;
    use crate::ports::Random as _;
    use crate::testing::SeededRandom;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
    }

    /// The counts of a member whose attempts are all wrong, each in one of several sessions.
    struct Guesser {
        member: MemberAttempts,
        random: SeededRandom,
    }

    impl Guesser {
        fn new() -> Self {
            Self { member: MemberAttempts::default(), random: SeededRandom::new(1) }
        }

        /// One more attempt; a rejected one is not counted.
        fn attempt(&mut self, session: &mut SessionAttempts, now: Timestamp) -> Result<AllowedAttempt, Timestamp> {
            let mut counts = AttemptCounts { session: *session, member: self.member.clone() };
            counts.session.failures += 1;
            counts.member.failures += 1;
            counts.member.recent.push(AttemptId::new(now, &self.random).unwrap());
            let allowed = counts.judge(session.verified_at.is_some(), now)?;
            if !allowed.rated {
                counts.member.recent.pop();
            }
            (*session, self.member) = (counts.session, counts.member);
            Ok(allowed)
        }

        /// An attempt in a session of its own, which never verified.
        fn attempt_elsewhere(&mut self, now: Timestamp) -> Result<AllowedAttempt, Timestamp> {
            self.attempt(&mut SessionAttempts::default(), now)
        }
    }

    fn verified() -> SessionAttempts {
        SessionAttempts { verified_at: Some(at(-1_000_000)), ..SessionAttempts::default() }
    }

    #[test]
    fn pauses_of_a_session_double_up_to_an_hour() {
        for mut session in [SessionAttempts::default(), verified()] {
            let (mut guesser, mut now) = (Guesser::new(), at(0));
            for minutes in [15, 30, 60, 60] {
                for guess in 1..=5 {
                    let allowed = guesser.attempt(&mut session, now).unwrap();
                    assert_eq!(allowed.reaches == Some(AttemptLimit::Session), guess == 5, "{guess}");
                }
                let until = now + SignedDuration::from_mins(minutes);
                assert_eq!(guesser.attempt(&mut session, now), Err(until));
                assert_eq!(guesser.attempt(&mut session, until - SignedDuration::from_micros(1)), Err(until));
                assert!(guesser.attempt_elsewhere(now).is_ok(), "another session is not paused");
                now = until;
            }
        }
    }

    #[test]
    fn unverified_sessions_share_twenty_an_hour_and_fifty_a_day() {
        let mut guesser = Guesser::new();
        for (hour, allowed) in [(0, 20), (1, 20), (2, 10), (23, 0)] {
            for nth in 1..=allowed {
                let reaches = guesser.attempt_elsewhere(at(60 * hour)).unwrap().reaches;
                let last = nth == allowed;
                assert_eq!(reaches, last.then_some(AttemptLimit::UnverifiedSessions), "{hour} {nth}");
            }
            let refused = guesser.attempt_elsewhere(at(60 * hour)).unwrap_err();
            assert_eq!(refused, if hour < 2 { at(60 * hour + 60) } else { at(24 * 60) }, "{hour}");
        }
        assert!(guesser.attempt_elsewhere(at(24 * 60)).is_ok());
        assert!(guesser.member.recent.len() <= ATTEMPTS_PER_DAY, "older ones are dropped");
    }

    #[test]
    fn rate_holds_in_every_hour() {
        let mut guesser = Guesser::new();
        for minute in 0..60 {
            assert_eq!(guesser.attempt_elsewhere(at(minute)).is_ok(), minute < 20, "{minute}");
        }
        assert!(guesser.attempt_elsewhere(at(60)).is_ok(), "the first has left the hour");
        assert_eq!(guesser.attempt_elsewhere(at(60)), Err(at(61)));
        // a clock that jumps back opens nothing
        assert_eq!(guesser.attempt_elsewhere(at(0)), Err(at(61)));
    }

    #[test]
    fn hundred_failures_in_a_row_lock_unverified_sessions() {
        let mut guesser = Guesser::new();
        guesser.member.failures = 99;
        assert_eq!(guesser.attempt_elsewhere(at(0)).unwrap().reaches, Some(AttemptLimit::InARow));
        assert_eq!(guesser.attempt_elsewhere(at(1_000_000)), Err(Timestamp::MAX));
        let mut own = verified();
        assert!(guesser.attempt(&mut own, at(1_000_000)).is_ok(), "a session that verified");
    }

    #[test]
    fn verified_session_is_bound_after_ten_failures() {
        let (mut guesser, mut session) = (Guesser::new(), verified());
        for _ in 0..20 {
            assert!(guesser.attempt_elsewhere(at(0)).is_ok());
        }
        assert!(guesser.attempt_elsewhere(at(0)).is_err());
        for nth in 1..=10 {
            session.paused_until = None;
            assert!(!guesser.attempt(&mut session, at(0)).unwrap().rated, "{nth}");
        }
        session.paused_until = None;
        assert_eq!(guesser.attempt(&mut session, at(0)), Err(at(60)));
        assert!(guesser.attempt(&mut session, at(60)).unwrap().rated);
    }

    #[test]
    fn proof_elsewhere_clears_once() {
        let mut counts = AttemptCounts::default();
        let failed = |counts: &mut AttemptCounts| {
            (counts.session.failures, counts.member.failures) = (7, 70);
            counts.session.paused_until = Some(at(9));
        };
        failed(&mut counts);
        counts.verify(at(1));
        assert_eq!((counts.session.failures, counts.member.failures, counts.session.paused_until), (1, 1, None));
        failed(&mut counts);
        counts.verify(at(1));
        assert_eq!((counts.session.failures, counts.member.failures), (7, 70), "the same proof again");
        counts.session.verified_at = None;
        counts.verify(at(1));
        assert_eq!((counts.session.failures, counts.member.failures), (1, 70), "in another session");
        counts.verify(at(2));
        assert_eq!(counts.member.failures, 1, "a newer proof");
    }

    #[test]
    fn attempt_without_a_time_counts_as_recent() {
        let unversioned = AttemptId::parse("00000000-0000-4000-8000-000000000000").unwrap();
        assert!(is_within(unversioned, HOUR, at(0)));
        let mut bytes = [0; 10];
        SeededRandom::new(1).fill(&mut bytes).unwrap();
        assert_eq!(AttemptId::new(at(3), &SeededRandom::new(1)).unwrap().made_at(), at(3));
    }
}
