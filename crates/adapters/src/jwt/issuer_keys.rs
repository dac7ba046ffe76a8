//! The issuer's keys that are valid now: fixed, or fetched from the issuer in the background.
//!
//! A request never waits for the issuer; it is checked with the keys fetched last. A token that no key verifies requests a
//! refresh and is rejected meanwhile. Fetched keys are valid for a bounded time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use portcullis_domain::{Error, Result};

use super::key_source::KeySource;
use super::verification_keys::VerificationKeys;
use crate::clock::monotonic_now;

/// The pause after a failed fetch.
const RETRY: Duration = Duration::from_secs(5);

/// The shortest time between two refreshes requested by tokens of unknown keys, which any client can send.
const REQUEST_INTERVAL: Duration = Duration::from_mins(1);

/// How often the issuer's keys are fetched, and how long they are valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshInterval {
    /// The time between two fetches. While the issuer answers, a key it dropped is valid no longer than this.
    pub refresh: Duration,
    /// The time from the last successful fetch until its keys are no longer valid.
    pub keep: Duration,
}

/// The issuer's keys.
pub struct IssuerKeys {
    source: Option<(KeySource, RefreshInterval)>,
    state: Mutex<State>,
    changed: Condvar,
    generation: AtomicU64,
}

#[derive(Default)]
struct State {
    known: Option<Known>,
    /// When the next fetch is due: at once if `None`.
    due: Option<Instant>,
    /// When a token of an unknown key last requested a refresh.
    requested: Option<Instant>,
}

struct Known {
    keys: Arc<VerificationKeys>,
    /// The published text; empty for fixed keys.
    text: String,
    read_at: Instant,
}

impl IssuerKeys {
    /// Keys that never change.
    pub fn fixed(keys: VerificationKeys) -> Self {
        warn_of_left_out(&keys);
        let known = Known { keys: Arc::new(keys), text: String::new(), read_at: monotonic_now() };
        Self::new(None, Some(known))
    }

    /// Keys that each [`refresh`](Self::refresh) fetches from `source`; there are none before the first.
    pub fn fetched(source: KeySource, interval: RefreshInterval) -> Self {
        Self::new(Some((source, interval)), None)
    }

    fn new(source: Option<(KeySource, RefreshInterval)>, known: Option<Known>) -> Self {
        let state = State { known, ..State::default() };
        Self { source, state: Mutex::new(state), changed: Condvar::new(), generation: AtomicU64::new(0) }
    }

    /// Fetches the keys, unless they are fixed. Waits for the issuer, for a bounded time.
    pub fn refresh(&self) -> Result<()> {
        let Some((source, interval)) = &self.source else { return Ok(()) };
        // their time runs from the request, not from the end of a slow answer
        let requested_at = monotonic_now();
        self.lock().due = Some(requested_at + RETRY.min(interval.refresh));
        let text = source.fetch()?;
        let keys = VerificationKeys::from_jwks(&text)?;
        self.replace(text, keys, requested_at, *interval);
        Ok(())
    }

    fn replace(&self, text: String, keys: VerificationKeys, read_at: Instant, interval: RefreshInterval) {
        let mut state = self.lock();
        state.due = Some(read_at + interval.refresh);
        if state.known.as_ref().is_none_or(|known| known.text != text) {
            log::info!(keys = keys.to_string().as_str(); "the issuer's keys were read");
            warn_of_left_out(&keys);
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
        state.known = Some(Known { keys: Arc::new(keys), text, read_at });
        self.changed.notify_all();
    }

    /// Whether the keys are fetched, so that a background task must refresh them.
    pub fn are_fetched(&self) -> bool {
        self.source.is_some()
    }

    /// Waits until the next fetch is due, by time or by request.
    pub fn wait_until_due(&self) {
        let mut state = self.lock();
        while let Some(left) = state.due.and_then(|due| due.checked_duration_since(monotonic_now())) {
            if left.is_zero() {
                return;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits for the first keys, at most for `timeout`.
    pub fn wait_for_first(&self, timeout: Duration) {
        let unknown = |state: &mut State| state.known.is_none();
        drop(self.changed.wait_timeout_while(self.lock(), timeout, unknown));
    }

    /// Returns the valid keys.
    pub fn current(&self) -> Result<Arc<VerificationKeys>> {
        self.current_at(monotonic_now())
    }

    fn current_at(&self, now: Instant) -> Result<Arc<VerificationKeys>> {
        self.valid(&self.lock(), now).map(|known| Arc::clone(&known.keys))
    }

    fn valid<'a>(&self, state: &'a State, now: Instant) -> Result<&'a Known> {
        let known = state.known.as_ref().ok_or_else(|| Error::unavailable("the issuer's keys were never fetched"))?;
        if self.source.as_ref().is_some_and(|(_, interval)| now.duration_since(known.read_at) >= interval.keep) {
            return Err(Error::unavailable("the issuer's keys are too old: fetching them keeps failing"));
        }
        Ok(known)
    }

    /// Requests a refresh, because no key verifies a token. Has an effect at most once a minute.
    pub(super) fn request_refresh(&self) {
        self.request_refresh_at(monotonic_now());
    }

    fn request_refresh_at(&self, now: Instant) {
        let mut state = self.lock();
        let recently = state.requested.is_some_and(|before| now.duration_since(before) < REQUEST_INTERVAL);
        if self.are_fetched() && !recently {
            state.requested = Some(now);
            state.due = Some(now);
            self.changed.notify_all();
        }
    }

    /// Returns the time since the keys were fetched; `None` for fixed keys and before the first fetch.
    pub fn age(&self) -> Option<Duration> {
        self.source.as_ref()?;
        self.lock().known.as_ref().map(|known| monotonic_now().duration_since(known.read_at))
    }

    /// Returns a number that changes with the keys; `None` while none are valid.
    pub(super) fn generation(&self) -> Option<u64> {
        self.generation_at(monotonic_now())
    }

    fn generation_at(&self, now: Instant) -> Option<u64> {
        // the gate calls this for each request: no lock for fixed keys, which are always valid
        if self.are_fetched() && self.valid(&self.lock(), now).is_err() {
            return None;
        }
        Some(self.generation.load(Ordering::Acquire))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn warn_of_left_out(keys: &VerificationKeys) {
    for key in keys.left_out() {
        log::warn!(key = key.as_str(); "a key of the issuer is left out");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::key_source::KeyLocation;

    const INTERVAL: RefreshInterval =
        RefreshInterval { refresh: Duration::from_mins(5), keep: Duration::from_hours(1) };

    const ONE: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"one","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;

    fn fetched() -> IssuerKeys {
        let location = KeyLocation::new("https://idp.example", Some("https://idp.example/keys")).unwrap();
        IssuerKeys::fetched(KeySource::new(location, None).unwrap(), INTERVAL)
    }

    fn replace(keys: &IssuerKeys, text: &str, moment: Instant) {
        keys.replace(text.to_owned(), VerificationKeys::from_jwks(text).unwrap(), moment, INTERVAL);
    }

    fn is_due(keys: &IssuerKeys, moment: Instant) -> bool {
        keys.lock().due.is_none_or(|due| due <= moment)
    }

    fn just_before(moment: Instant) -> Instant {
        moment.checked_sub(Duration::from_nanos(1)).unwrap()
    }

    #[test]
    fn keys_are_unavailable_before_the_first_fetch() {
        let keys = fetched();
        assert!(matches!(keys.current(), Err(Error::Unavailable(_))));
        assert!(is_due(&keys, monotonic_now()), "the first fetch is due at once");
        assert_eq!(keys.age(), None);
    }

    #[test]
    fn fetched_keys_are_valid_for_exactly_the_keep_time() {
        let (keys, start) = (fetched(), monotonic_now());
        replace(&keys, ONE, start);
        assert!(keys.age().is_some_and(|age| age < INTERVAL.refresh));
        assert!(keys.current_at(just_before(start + INTERVAL.keep)).is_ok());
        assert!(matches!(keys.current_at(start + INTERVAL.keep), Err(Error::Unavailable(_))));
        replace(&keys, ONE, start + INTERVAL.keep);
        assert!(keys.current_at(start + INTERVAL.keep).is_ok());
    }

    #[test]
    fn generation_changes_with_the_keys() {
        let (keys, start) = (fetched(), monotonic_now());
        replace(&keys, ONE, start);
        let before = keys.generation();
        replace(&keys, ONE, start);
        assert_eq!(keys.generation(), before, "the same keys");
        replace(&keys, &ONE.replace("one", "two"), start);
        assert_ne!(keys.generation(), before, "other keys");
        assert_eq!(keys.generation_at(start + INTERVAL.keep), None, "no valid keys");
    }

    #[test]
    fn unknown_keys_request_a_refresh_once_a_minute() {
        let (keys, start) = (fetched(), monotonic_now());
        replace(&keys, ONE, start);
        assert!(!is_due(&keys, start));
        keys.request_refresh_at(start + Duration::from_secs(1));
        assert!(is_due(&keys, start + Duration::from_secs(1)), "the first request counts at once");
        replace(&keys, ONE, start + Duration::from_secs(2));
        for second in 2..61 {
            keys.request_refresh_at(start + Duration::from_secs(second));
            assert!(!is_due(&keys, start + Duration::from_secs(second)), "{second}");
        }
        keys.request_refresh_at(start + Duration::from_secs(61));
        assert!(is_due(&keys, start + Duration::from_secs(61)));
    }

    #[test]
    fn wait_for_first_keys_is_bounded() {
        let keys = fetched();
        keys.wait_for_first(Duration::from_millis(1));
        assert!(keys.current().is_err());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let (_never, time_passes) = std::sync::mpsc::channel::<()>();
                let _ = time_passes.recv_timeout(Duration::from_millis(50));
                replace(&keys, ONE, monotonic_now());
            });
            keys.wait_for_first(Duration::from_secs(10));
            assert!(keys.current().is_ok());
        });
    }

    #[test]
    fn failed_fetch_is_retried_after_a_pause() {
        // the listener is dropped, so that the port refuses connections
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let location = KeyLocation::new("https://idp.example", Some(&format!("http://{closed}/keys"))).unwrap();
        let keys = IssuerKeys::fetched(KeySource::new(location, None).unwrap(), INTERVAL);
        let before = monotonic_now();
        assert!(keys.refresh().is_err());
        let after = monotonic_now();
        assert!(!is_due(&keys, just_before(before + RETRY)));
        assert!(is_due(&keys, after + RETRY));
    }

    #[test]
    fn next_fetch_is_due_after_the_refresh_interval() {
        let (keys, start) = (fetched(), monotonic_now());
        replace(&keys, ONE, start);
        assert!(!is_due(&keys, just_before(start + INTERVAL.refresh)));
        assert!(is_due(&keys, start + INTERVAL.refresh));
    }

    #[test]
    fn fixed_keys_never_expire_and_are_never_fetched() {
        let keys = IssuerKeys::fixed(VerificationKeys::from_jwks(ONE).unwrap());
        keys.request_refresh();
        assert!(keys.current_at(monotonic_now() + INTERVAL.keep * 100).is_ok());
        assert!(keys.lock().due.is_none());
        assert_eq!((keys.age(), keys.generation()), (None, Some(0)));
        assert!(keys.refresh().is_ok());
    }
}
