//! Counts failed proofs and computes pauses.

use jiff::{SignedDuration, Timestamp};

/// Failures until a pause.
const GUESSES: u32 = 5;

/// Failures in a row until only a reset helps. NIST SP 800-63B-4, section 3.2.2, allows 100.
const LAST_GUESS: u32 = 100;

/// The first pause; each later one is twice as long.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(15);

/// The longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// A member's failures in a row, over all methods that can be guessed. The count belongs to one membership: nothing in
/// another organization clears it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AttemptLimit {
    /// The number of failures, including the attempt in progress.
    pub failures: u32,
    /// The end of the pause.
    pub locked_until: Option<Timestamp>,
}

impl AttemptLimit {
    /// Counts an attempt before its outcome is known, or returns the end of the pause.
    pub fn attempt(self, now: Timestamp) -> std::result::Result<Self, Timestamp> {
        if let Some(until) = self.locked_until.filter(|until| now < *until) {
            return Err(until);
        }
        let failures = self.failures.saturating_add(1);
        let locked_until = if failures >= LAST_GUESS {
            Some(Timestamp::MAX)
        } else if failures.is_multiple_of(GUESSES) {
            Some(now.saturating_add(pause(failures / GUESSES)).unwrap_or(Timestamp::MAX))
        } else {
            None
        };
        Ok(Self { failures, locked_until })
    }

    /// Counts an attempt whose failure is added already, as [`attempt`](Self::attempt) does.
    pub(crate) fn incremented(self, now: Timestamp) -> std::result::Result<Self, Timestamp> {
        Self { failures: self.failures.saturating_sub(1), ..self }.attempt(now)
    }

    /// Reverts one attempt that was counted as `counted` and succeeded, and nothing else.
    pub(crate) fn take_back(self, counted: Self) -> Self {
        let failures = self.failures.saturating_sub(1);
        Self { failures, locked_until: self.locked_until.filter(|until| Some(*until) != counted.locked_until) }
    }
}

fn pause(nth: u32) -> SignedDuration {
    let doubled = 1_i32.checked_shl(nth.saturating_sub(1)).unwrap_or(i32::MAX);
    FIRST_PAUSE.checked_mul(doubled).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(minutes * 60).unwrap()
    }

    #[test]
    fn pauses_double_up_to_an_hour() {
        let mut limit = AttemptLimit::default();
        let mut now = at(0);
        for minutes in [15, 30, 60, 60, 60] {
            for guess in 1..=5 {
                limit = limit.attempt(now).unwrap();
                assert_eq!(limit.locked_until.is_some(), guess == 5);
            }
            let until = now + SignedDuration::from_mins(minutes);
            assert_eq!(limit.attempt(now), Err(until));
            assert_eq!(limit.attempt(until - SignedDuration::from_micros(1)), Err(until));
            assert!(limit.attempt(until).is_ok());
            now = until;
        }
    }

    #[test]
    fn hundred_failures_in_a_row_lock() {
        let mut limit = AttemptLimit { failures: 99, locked_until: None };
        limit = limit.attempt(at(0)).unwrap();
        assert_eq!(limit.attempt(at(1_000_000)), Err(Timestamp::MAX));
    }

    #[test]
    fn attempt_is_reverted_alone() {
        let count = |limit: AttemptLimit| limit.attempt(at(0)).unwrap();
        let four = (0..4).fold(AttemptLimit::default(), |limit, _| count(limit));
        let five = count(four);
        assert_eq!(five.take_back(five), four);
        // a concurrent attempt was the fifth
        let kept = five.take_back(four);
        assert_eq!((kept.failures, kept.locked_until), (4, five.locked_until));
    }

    #[test]
    fn clock_jumping_back_unlocks_nothing() {
        let mut limit = AttemptLimit::default();
        for _ in 0..5 {
            limit = limit.attempt(at(100)).unwrap();
        }
        assert!(limit.attempt(at(0)).is_err());
    }
}
