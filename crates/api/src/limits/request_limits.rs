//! The limits of all requests.

use std::sync::Arc;

use portcullis_domain::{CallerKey, Clock, OrganizationId, ProofRate, Result};
use prometheus_client::registry::Registry;

use super::concurrency_limit::{ConcurrencyLimit, Permit};
use super::fair_queue::Bounds;
use super::limit_metrics::LimitMetrics;
use super::requester::{OrganizationKey, Requester, RequesterFacts};
use super::self_service::SelfService;
use super::work::{Deadline, run};
use crate::error_response::ApiError;

/// The most waiting requests of a subject.
const SUBJECT_WAITING: usize = 256;

/// The most waiting requests.
const WAITING: usize = 4096;

/// The places in which requests work on the database, each with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// For the gate's look-ups alone.
    pub look_ups: usize,
    /// For all other requests.
    pub requests: usize,
}

impl Default for Places {
    fn default() -> Self {
        Self { look_ups: 4, requests: 12 }
    }
}

impl Places {
    /// An organization has a quarter of all, of which each subject may have four, all but one of them in sessions that
    /// never verified.
    fn of_requests(self) -> Bounds {
        let quarter = (self.requests + self.look_ups) / 4;
        let organization = quarter.max(2).min(self.requests.saturating_sub(1)).max(1);
        let subject = organization.min(4);
        Bounds {
            places: self.requests.max(1),
            organization,
            subject,
            unverified: subject.saturating_sub(1).max(1),
            session: subject.min(2),
            subject_waiting: SUBJECT_WAITING,
            waiting: WAITING,
        }
    }

    /// A look-up is one statement that waits for no other: turns are enough.
    fn of_look_ups(self) -> Bounds {
        let all = self.look_ups.max(1);
        Bounds {
            places: all,
            organization: all,
            subject: all,
            unverified: all,
            session: all,
            subject_waiting: SUBJECT_WAITING,
            waiting: WAITING,
        }
    }
}

/// Finds out what the limits need to know of a caller.
pub(crate) trait CallerLookUp: Send + Sync {
    /// Returns what is cached. Never blocks.
    fn cached(&self, key: &CallerKey) -> Option<RequesterFacts>;

    /// Reads it, in one statement; `None` if the caller acts in no organization. Blocks.
    fn read(&self, key: &CallerKey) -> Result<Option<RequesterFacts>>;

    /// Whether a caller was found in this organization before. Never blocks.
    fn has_found(&self, organization: &OrganizationId) -> bool;
}

/// The limits of all requests.
pub(crate) struct RequestLimits {
    requests: Arc<ConcurrencyLimit>,
    look_ups: Arc<ConcurrencyLimit>,
    callers: Arc<dyn CallerLookUp>,
    self_service: Arc<SelfService>,
}

impl RequestLimits {
    pub(crate) fn new(places: Places, callers: Arc<dyn CallerLookUp>, clock: Arc<dyn Clock>) -> Self {
        Self {
            requests: Arc::new(ConcurrencyLimit::new("requests", places.of_requests())),
            look_ups: Arc::new(ConcurrencyLimit::new("gate", places.of_look_ups())),
            callers,
            self_service: Arc::new(SelfService::new(clock)),
        }
    }

    /// Fails with `Overloaded` if a request of this requester could not even wait.
    pub(crate) fn check(&self, requester: &Requester) -> Result<(), ApiError> {
        self.requests.check(&self.placed(requester.clone()))
    }

    /// Takes a place for a request, waiting for it if need be.
    pub(crate) async fn admit(&self, requester: Requester, deadline: Deadline) -> Result<Permit, ApiError> {
        let requester = self.placed(requester);
        let requester =
            if self.requests.has_room_for(&requester) { requester } else { self.learn(requester, deadline).await };
        self.requests.acquire(requester, deadline.begin_by).await
    }

    /// Takes a place for a look-up of the gate, waiting for it if need be.
    pub(crate) async fn admit_look_up(&self, requester: Requester, deadline: Deadline) -> Result<Permit, ApiError> {
        self.look_ups.acquire(self.placed(requester), deadline.begin_by).await
    }

    /// Counts a self-service request; fails with `RateLimited` if it is beyond the rate.
    pub(crate) async fn take(&self, requester: Requester, deadline: Deadline) -> Result<(), ApiError> {
        let requester = self.learn_for_rate(requester, deadline).await;
        self.self_service.take(&requester)
    }

    /// Counts a request that begins the use of a passkey, for its session alone; fails with `RateLimited` beyond its rate.
    pub(crate) fn take_assertion(&self, requester: &Requester) -> Result<(), ApiError> {
        self.self_service.take_assertion(requester)
    }

    /// Counts a request with a proof. Whether it is within the rate matters only if the proof is wrong.
    pub(crate) async fn take_proof(&self, requester: Requester, deadline: Deadline) -> ProofRate {
        let requester = self.learn_for_rate(requester, deadline).await;
        self.self_service.take_proof(&requester)
    }

    /// Finds out what the rate needs to know of the requester: the organization, and of a subject with many requests also
    /// whether the session has verified.
    async fn learn_for_rate(&self, requester: Requester, deadline: Deadline) -> Requester {
        let Some(key) = &requester.unknown else { return requester };
        if let Some(facts) = self.callers.cached(key) {
            return requester.learned(Some(facts));
        }
        // the rate is the subject's in the named organization, whether that exists or not
        let mut counted = requester.clone();
        counted.place(|_| true);
        let is_named = counted.organization != OrganizationKey::Unknown;
        if is_named && (counted.unknown.is_none() || !self.self_service.is_busy(&counted)) {
            return counted;
        }
        self.learn(requester, deadline).await
    }

    /// Finds out the requester's organization, and whether the session has verified. A caller who cannot be looked up
    /// counts as unknown.
    async fn learn(&self, requester: Requester, deadline: Deadline) -> Requester {
        let Some(key) = &requester.unknown else { return requester };
        if let Some(facts) = self.callers.cached(key) {
            return requester.learned(Some(facts));
        }
        let (callers, key) = (Arc::clone(&self.callers), key.clone());
        let Ok(permit) = self.admit_look_up(requester.clone(), deadline).await else { return requester };
        match run(permit, deadline, move || callers.read(&key)).await {
            Ok(facts) => requester.learned(facts),
            Err(_) => requester,
        }
    }

    fn placed(&self, mut requester: Requester) -> Requester {
        requester.place(|named| self.callers.has_found(named));
        requester
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        let queues = [Arc::clone(&self.requests), Arc::clone(&self.look_ups)];
        registry.register_collector(Box::new(LimitMetrics { queues, self_service: Arc::clone(&self.self_service) }));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use portcullis_domain::testing::FixedClock;

    use super::*;

    /// Nobody is found but members of acme.
    struct Acme;

    impl CallerLookUp for Acme {
        fn cached(&self, _: &CallerKey) -> Option<RequesterFacts> {
            None
        }

        fn read(&self, key: &CallerKey) -> Result<Option<RequesterFacts>> {
            let organization = key.organization.clone().filter(|named| named.as_str() == "acme");
            Ok(organization.map(|organization| RequesterFacts { organization, verified: false }))
        }

        fn has_found(&self, organization: &OrganizationId) -> bool {
            organization.as_str() == "acme"
        }
    }

    #[test]
    fn organizations_that_do_not_exist_share_one_part_of_the_places() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        let limits = RequestLimits::new(Places { look_ups: 4, requests: 12 }, Arc::new(Acme), clock);
        runtime.block_on(async {
            let mut places = Vec::new();
            for n in 0..12 {
                let requester = Requester::naming(&format!("made-up-{n}"), &format!("subject-{n}"));
                places.extend(limits.admit(requester, Deadline::after(Duration::from_millis(20))).await);
            }
            assert_eq!(places.len(), 4, "a quarter of all, as one organization has");
            for n in 0..4 {
                let requester = Requester::naming("acme", &format!("member-{n}"));
                places.push(limits.admit(requester, Deadline::after(Duration::from_millis(20))).await.unwrap());
            }
        });
    }
}
