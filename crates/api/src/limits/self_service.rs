//! The rate of self-service requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use portcullis_domain::{Clock, Error, ProofRate};
use prometheus_client::metrics::counter::Counter;

use super::call_rates::{CallRates, Exceeded, RateLimit};
use super::requester::Requester;
use crate::error_response::ApiError;

/// Counts self-service requests of this process.
pub(super) struct SelfService {
    clock: Arc<dyn Clock>,
    rates: Mutex<CallRates>,
    metrics: RateMetrics,
}

/// The numbers of requests beyond the rate.
#[derive(Debug, Default)]
pub(super) struct RateMetrics {
    session: Counter,
    unverified: Counter,
    subject: Counter,
}

impl SelfService {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, rates: Mutex::default(), metrics: RateMetrics::default() }
    }

    /// Whether it matters what is not known of the requester's session.
    pub(super) fn is_busy(&self, requester: &Requester) -> bool {
        self.lock().is_busy(requester)
    }

    /// Counts a request; fails if it is beyond the rate.
    pub(super) fn take(&self, requester: &Requester) -> Result<(), ApiError> {
        let now = self.clock.now();
        let taken = self.lock().take(requester, now);
        taken.map_err(|exceeded| self.reject(exceeded))
    }

    /// Counts a request that begins the use of a passkey; fails if it is beyond the rate of its session.
    pub(super) fn take_assertion(&self, requester: &Requester) -> Result<(), ApiError> {
        let now = self.clock.now();
        let taken = self.lock().take_assertion(requester, now);
        taken.map_err(|exceeded| self.reject(exceeded))
    }

    /// Counts a request that carries a proof, before the proof is checked: concurrent ones cannot exceed the rate.
    pub(super) fn take_proof(&self, requester: &Requester) -> ProofRate {
        let now = self.clock.now();
        let taken = self.lock().take(requester, now);
        match taken {
            Ok(()) => ProofRate::Within,
            Err(exceeded) => {
                self.metrics.of(exceeded.limit).inc();
                ProofRate::Exceeded(exceeded.pause)
            }
        }
    }

    fn reject(&self, exceeded: Exceeded) -> ApiError {
        self.metrics.of(exceeded.limit).inc();
        Error::RateLimited(exceeded.pause).into()
    }

    fn lock(&self) -> MutexGuard<'_, CallRates> {
        self.rates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn metrics(&self) -> &RateMetrics {
        &self.metrics
    }
}

impl RateMetrics {
    pub(super) fn of(&self, limit: RateLimit) -> &Counter {
        match limit {
            RateLimit::Session => &self.session,
            RateLimit::Unverified => &self.unverified,
            RateLimit::Subject => &self.subject,
        }
    }
}
