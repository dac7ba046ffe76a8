//! Pauses between attempts to use a mail server that accepts nothing.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// The pause after the first failure. It doubles with each further one, up to [`LONGEST`].
const FIRST: SignedDuration = SignedDuration::from_secs(5);

/// The longest pause: links must leave soon after the server is back.
const LONGEST: SignedDuration = SignedDuration::from_mins(1);

/// The state of the mail server, shared by the workers of a process: after a failure none of them uses it for a while.
#[derive(Debug, Default)]
pub struct ServerPause(Mutex<Option<Pause>>);

#[derive(Debug, Clone, Copy)]
struct Pause {
    length: SignedDuration,
    ends_at: Timestamp,
}

impl ServerPause {
    /// Whether the server is not to be used. A clock that jumped back does not lengthen a pause.
    pub(super) fn lasts(&self, now: Timestamp) -> bool {
        let pause = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pause.is_some_and(|pause| now < pause.ends_at && pause.ends_at.duration_since(now) <= pause.length)
    }

    /// Begins a pause, unless one lasts: workers that fail together count once.
    pub(super) fn begin(&self, now: Timestamp) {
        if self.lasts(now) {
            return;
        }
        let mut pause = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let length = pause.map_or(FIRST, |last| last.length.checked_mul(2).unwrap_or(LONGEST).min(LONGEST));
        *pause = Some(Pause { length, ends_at: now.saturating_add(length).unwrap_or(Timestamp::MAX) });
    }

    /// Forgets the failures: the server accepts mail.
    pub(super) fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute() {
        let at = |seconds: i64| Timestamp::from_second(seconds).unwrap();
        let pause = ServerPause::default();
        let mut now = 1000;
        assert!(!pause.lasts(at(now)));
        for length in [5, 10, 20, 40, 60, 60] {
            pause.begin(at(now));
            pause.begin(at(now + 1));
            assert!(pause.lasts(at(now + length - 1)), "{length}");
            assert!(!pause.lasts(at(now - 1)), "a clock that jumped back");
            now += length;
            assert!(!pause.lasts(at(now)), "{length}");
        }
        pause.end();
        pause.begin(at(now));
        assert!(pause.lasts(at(now + 4)) && !pause.lasts(at(now + 5)));
    }
}
