//! The issuer's keys that count now: fixed at the start, or read from the issuer again and again, beside the requests.
//!
//! A request never waits for the issuer: it is judged by what was read last. A token that no key verifies asks for
//! another look, and is refused meanwhile. What was read counts for a bounded time, and then nothing does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use portcullis_domain::{Error, Result};

use super::key_source::KeySource;
use super::verification_keys::VerificationKeys;
use crate::clock::monotonic_now;

/// How long to wait from a look that failed to the next.
const RETRY: Duration = Duration::from_secs(5);

/// How long to wait between two looks that tokens of unknown keys ask for: anybody can write one.
const BETWEEN_MISSES: Duration = Duration::from_mins(1);

/// How often the issuer's keys are read, and for how long they count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshInterval {
    /// From one look to the next. A key that the issuer dropped counts no longer than this, while the issuer answers.
    pub refresh: Duration,
    /// From the last look that succeeded until its keys count no longer.
    pub keep: Duration,
}

/// The issuer's keys.
pub struct IssuerKeys {
    followed: Option<(KeySource, RefreshInterval)>,
    state: Mutex<State>,
    changed: Condvar,
    generation: AtomicU64,
}

#[derive(Default)]
struct State {
    known: Option<Known>,
    /// When the next look is due; at once while nothing is known.
    due: Option<Instant>,
    /// When a token of an unknown key last asked for a look.
    missed: Option<Instant>,
}

struct Known {
    keys: Arc<VerificationKeys>,
    /// As they were published; empty for those that are fixed.
    text: String,
    read_at: Instant,
}

impl IssuerKeys {
    /// Keys that stay.
    pub fn fixed(keys: VerificationKeys) -> Self {
        let known = Known { keys: Arc::new(keys), text: String::new(), read_at: monotonic_now() };
        Self::new(None, Some(known))
    }

    /// Keys that are read from `source` whenever [`refresh`](Self::refresh) is called; none before.
    pub fn followed(source: KeySource, interval: RefreshInterval) -> Self {
        Self::new(Some((source, interval)), None)
    }

    fn new(followed: Option<(KeySource, RefreshInterval)>, known: Option<Known>) -> Self {
        let state = State { known, ..State::default() };
        Self { followed, state: Mutex::new(state), changed: Condvar::new(), generation: AtomicU64::new(0) }
    }

    /// Reads the keys anew, if they are not fixed. Waits for the issuer, for a bounded time.
    pub fn refresh(&self) -> Result<()> {
        let Some((source, interval)) = &self.followed else { return Ok(()) };
        // they count from when they were asked for, not from when a slow answer was through
        let asked = monotonic_now();
        self.locked().due = Some(asked + RETRY.min(interval.refresh));
        let text = source.fetch()?;
        let (keys, unusable) = VerificationKeys::published(&text)?;
        for error in unusable {
            log::warn!(cause = error.to_string().as_str(); "a key of the issuer is left out");
        }
        self.take(text, keys, asked, *interval);
        Ok(())
    }

    fn take(&self, text: String, keys: VerificationKeys, asked: Instant, interval: RefreshInterval) {
        let mut state = self.locked();
        state.due = Some(asked + interval.refresh);
        if state.known.as_ref().is_none_or(|known| known.text != text) {
            log::info!(keys = keys.to_string().as_str(); "the issuer's keys were read");
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
        state.known = Some(Known { keys: Arc::new(keys), text, read_at: asked });
        self.changed.notify_all();
    }

    /// Whether they are read from the issuer, so that somebody has to.
    pub fn are_fetched(&self) -> bool {
        self.followed.is_some()
    }

    /// Waits until it is time for the next look: because time has passed, or because a token asked for it.
    pub fn wait(&self) {
        let mut state = self.locked();
        while let Some(left) = state.due.and_then(|due| due.checked_duration_since(monotonic_now())) {
            if left.is_zero() {
                return;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until there are keys, but no longer than `most`.
    pub fn wait_for_first(&self, most: Duration) {
        let unknown = |state: &mut State| state.known.is_none();
        drop(self.changed.wait_timeout_while(self.locked(), most, unknown));
    }

    /// The keys that count, or why none does.
    pub fn current(&self) -> Result<Arc<VerificationKeys>> {
        self.at(monotonic_now())
    }

    fn at(&self, moment: Instant) -> Result<Arc<VerificationKeys>> {
        self.counting(&self.locked(), moment).map(|known| Arc::clone(&known.keys))
    }

    fn counting<'a>(&self, state: &'a State, moment: Instant) -> Result<&'a Known> {
        let known = state.known.as_ref().ok_or_else(|| Error::unavailable("no key of the issuer was ever loaded"))?;
        if self.followed.as_ref().is_some_and(|(_, interval)| moment.duration_since(known.read_at) >= interval.keep) {
            return Err(Error::unavailable("the issuer's keys could not be read for too long"));
        }
        Ok(known)
    }

    /// Asks for a look: a token came that no key verifies. At most once in a while.
    pub(super) fn miss(&self) {
        self.miss_at(monotonic_now());
    }

    fn miss_at(&self, moment: Instant) {
        let mut state = self.locked();
        let recently = state.missed.is_some_and(|before| moment.duration_since(before) < BETWEEN_MISSES);
        if self.are_fetched() && !recently {
            state.missed = Some(moment);
            state.due = Some(moment);
            self.changed.notify_all();
        }
    }

    /// How long ago the keys were read; `None` for those that are fixed, and while there are none.
    pub fn age(&self) -> Option<Duration> {
        self.followed.as_ref()?;
        self.locked().known.as_ref().map(|known| monotonic_now().duration_since(known.read_at))
    }

    /// Another number whenever the keys became others; `None` while none counts.
    pub(super) fn generation(&self) -> Option<u64> {
        self.generation_at(monotonic_now())
    }

    fn generation_at(&self, moment: Instant) -> Option<u64> {
        // fixed ones never end, and this is asked before every answer of the gate
        if self.are_fetched() && self.counting(&self.locked(), moment).is_err() {
            return None;
        }
        Some(self.generation.load(Ordering::Acquire))
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::key_source::KeyLocation;

    const INTERVAL: RefreshInterval = RefreshInterval { refresh: Duration::from_mins(5), keep: Duration::from_hours(1) };

    const ONE: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"one","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;

    fn followed() -> IssuerKeys {
        let location = KeyLocation::new("https://idp.example", Some("https://idp.example/keys")).unwrap();
        IssuerKeys::fetched(KeySource::new(location, None).unwrap(), INTERVAL)
    }

    fn take(keys: &IssuerKeys, text: &str, moment: Instant) {
        keys.take(text.to_owned(), VerificationKeys::from_jwks(text).unwrap(), moment, INTERVAL);
    }

    fn is_due(keys: &IssuerKeys, moment: Instant) -> bool {
        keys.locked().due.is_none_or(|due| due <= moment)
    }

    fn just_before(moment: Instant) -> Instant {
        moment.checked_sub(Duration::from_nanos(1)).unwrap()
    }

    #[test]
    fn without_a_key_nothing_is_decided() {
        let keys = followed();
        assert!(matches!(keys.current(), Err(Error::Unavailable(_))));
        assert!(is_due(&keys, monotonic_now()), "the first look is due at once");
        assert_eq!(keys.age(), None);
    }

    #[test]
    fn keys_count_for_as_long_as_they_are_kept_and_not_a_moment_longer() {
        let (keys, start) = (followed(), monotonic_now());
        take(&keys, ONE, start);
        assert!(keys.age().is_some_and(|age| age < INTERVAL.refresh));
        assert!(keys.at(just_before(start + INTERVAL.keep)).is_ok());
        assert!(matches!(keys.at(start + INTERVAL.keep), Err(Error::Unavailable(_))));
        take(&keys, ONE, start + INTERVAL.keep);
        assert!(keys.at(start + INTERVAL.keep).is_ok());
    }

    #[test]
    fn what_was_verified_by_other_keys_is_verified_again() {
        let (keys, start) = (followed(), monotonic_now());
        take(&keys, ONE, start);
        let before = keys.generation();
        take(&keys, ONE, start);
        assert_eq!(keys.generation(), before, "the same keys");
        take(&keys, &ONE.replace("one", "two"), start);
        assert_ne!(keys.generation(), before, "other keys");
        assert_eq!(keys.generation_at(start + INTERVAL.keep), None, "none at all");
    }

    #[test]
    fn unknown_keys_ask_for_a_look_once_a_minute() {
        let (keys, start) = (followed(), monotonic_now());
        take(&keys, ONE, start);
        assert!(!is_due(&keys, start));
        keys.miss_at(start + Duration::from_secs(1));
        assert!(is_due(&keys, start + Duration::from_secs(1)), "the first asks at once");
        take(&keys, ONE, start + Duration::from_secs(2));
        for second in 2..61 {
            keys.miss_at(start + Duration::from_secs(second));
            assert!(!is_due(&keys, start + Duration::from_secs(second)), "{second}");
        }
        keys.miss_at(start + Duration::from_secs(61));
        assert!(is_due(&keys, start + Duration::from_secs(61)));
    }

    #[test]
    fn the_start_waits_for_the_first_keys_but_not_for_ever() {
        let keys = followed();
        keys.wait_for_first(Duration::from_millis(1));
        assert!(keys.current().is_err());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let (_never, time_passes) = std::sync::mpsc::channel::<()>();
                let _ = time_passes.recv_timeout(Duration::from_millis(50));
                take(&keys, ONE, monotonic_now());
            });
            keys.wait_for_first(Duration::from_secs(10));
            assert!(keys.current().is_ok());
        });
    }

    #[test]
    fn after_a_look_that_failed_there_is_a_pause_and_then_another() {
        // nobody listens on the port of a listener that is gone
        let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let location = KeyLocation::new("https://idp.example", Some(&format!("http://{nowhere}/keys"))).unwrap();
        let keys = IssuerKeys::fetched(KeySource::new(location, None).unwrap(), INTERVAL);
        let before = monotonic_now();
        assert!(keys.refresh().is_err());
        let after = monotonic_now();
        assert!(!is_due(&keys, just_before(before + RETRY)));
        assert!(is_due(&keys, after + RETRY));
    }

    #[test]
    fn keys_are_read_again_when_their_time_has_come() {
        let (keys, start) = (followed(), monotonic_now());
        take(&keys, ONE, start);
        assert!(!is_due(&keys, just_before(start + INTERVAL.refresh)));
        assert!(is_due(&keys, start + INTERVAL.refresh));
    }

    #[test]
    fn fixed_keys_are_for_good_and_nobody_is_asked_for_others() {
        let keys = IssuerKeys::fixed(VerificationKeys::from_jwks(ONE).unwrap());
        keys.miss();
        assert!(keys.at(monotonic_now() + INTERVAL.keep * 100).is_ok());
        assert!(keys.locked().due.is_none());
        assert_eq!((keys.age(), keys.generation()), (None, Some(0)));
        assert!(keys.refresh().is_ok());
    }
}
