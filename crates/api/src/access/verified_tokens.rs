//! Caches verified tokens by their digest.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use portcullis_domain::{Caller, CallerKey, Evidence, Fingerprint, IdentityVerifier, Result};
use quick_cache::sync::Cache;

use super::invalidation::{CACHED, monotonic_now};

/// The largest number of cached tokens.
const CAPACITY: usize = 100_000;

/// Verifies tokens, or takes them from the cache.
pub(super) struct VerifiedTokens {
    identity: Arc<dyn IdentityVerifier>,
    cached: Cache<Fingerprint, Arc<VerifiedToken>>,
}

/// What a decision needs of a verified token.
pub(crate) struct VerifiedToken {
    /// The key of the facts about its caller.
    pub(super) key: Arc<CallerKey>,
    /// Its expiry.
    pub(super) expires_at: Timestamp,
    /// When its subject logged in, as far as it says.
    pub(super) login_at: Option<Timestamp>,
    /// The identity provider's own MFA, if the token names it.
    pub(super) provider_evidence: Option<Evidence>,
    /// The generation of the keys before it was verified.
    generation: u64,
    verified_at: Instant,
}

impl VerifiedTokens {
    pub(super) fn new(identity: Arc<dyn IdentityVerifier>) -> Self {
        Self { identity, cached: Cache::new(CAPACITY) }
    }

    /// Returns a cached token, unless it has expired or the keys have changed. Never blocks.
    pub(super) fn get(&self, token: &str, now: Timestamp, moment: Instant) -> Option<Arc<VerifiedToken>> {
        let known = self.cached.get(&self.identity.fingerprint(token))?;
        let is_valid = now < known.expires_at
            && known.generation == self.identity.generation()
            && moment.duration_since(known.verified_at) <= CACHED;
        is_valid.then_some(known)
    }

    /// Verifies a token, without caching it.
    pub(super) fn verify(&self, token: &str, now: Timestamp) -> Result<(Caller, VerifiedToken)> {
        // before the verification: a key that is removed meanwhile invalidates the token
        let (generation, verified_at) = (self.identity.generation(), monotonic_now());
        let caller = self.identity.verify(token, now)?;
        let verified = VerifiedToken {
            key: Arc::new(CallerKey::from(&caller)),
            expires_at: caller.expires_at,
            login_at: caller.login.at,
            provider_evidence: Evidence::of_provider(&caller.authentication),
            generation,
            verified_at,
        };
        Ok((caller, verified))
    }

    pub(super) fn insert(&self, token: &str, verified: Arc<VerifiedToken>) {
        self.cached.insert(self.identity.fingerprint(token), verified);
    }
}
