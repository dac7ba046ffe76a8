//! The minutes by which repeated events are folded.

use std::ops::Range;

use jiff::Timestamp;

const MINUTE: i64 = 60_000_000;

/// Returns the minute of a moment, whose end is excluded.
pub(crate) fn minute_of(at: Timestamp) -> Range<Timestamp> {
    let moment = |microsecond| Timestamp::from_microsecond(microsecond).unwrap_or(Timestamp::MAX);
    let start = at.as_microsecond().div_euclid(MINUTE).saturating_mul(MINUTE);
    moment(start)..moment(start.saturating_add(MINUTE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minute_begins_at_its_first_microsecond() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (moment, start, end) in [
            ("2026-01-01T10:20:30.123456Z", "2026-01-01T10:20:00Z", "2026-01-01T10:21:00Z"),
            ("2026-01-01T10:20:00Z", "2026-01-01T10:20:00Z", "2026-01-01T10:21:00Z"),
            ("2026-01-01T10:59:59.999999Z", "2026-01-01T10:59:00Z", "2026-01-01T11:00:00Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:00Z", "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(minute_of(at(moment)), at(start)..at(end), "{moment}");
        }
    }
}
