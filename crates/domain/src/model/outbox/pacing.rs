//! When a notice may leave.

use jiff::{SignedDuration, Timestamp};

/// For how long further notices on one topic wait after one has left, to leave together.
pub(crate) const FOLDING: SignedDuration = SignedDuration::from_mins(10);

/// Returns when a notice may leave that is considered at `now`. `last` is when the last one on its topic to its recipient
/// left or, in the future, when those that wait will leave. A clock that jumped back delays no notice by more than
/// [`FOLDING`].
pub(crate) fn release_of(last: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let later = |moment: Timestamp| moment.saturating_add(FOLDING).unwrap_or(Timestamp::MAX);
    match last {
        None => now,
        Some(waiting) if waiting > now => waiting.min(later(now)),
        Some(left) => later(left).max(now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_notice_leaves_at_once_and_others_together() {
        let at = |minutes: i64| Timestamp::from_second(minutes * 60).unwrap();
        for (last, now, expected) in [
            (None, 100, 100),
            (Some(100), 100, 110),
            (Some(100), 109, 110),
            (Some(110), 109, 110),
            (Some(100), 110, 110),
            (Some(100), 500, 500),
            // a clock that jumped back
            (Some(1000), 100, 110),
        ] {
            assert_eq!(release_of(last.map(at), at(now)), at(expected), "{last:?} {now}");
        }
    }
}
