//! The service, composed from ports and the operator's rules.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use portcullis_domain::{ClientGrants, GracePeriod, Result, StepUpRule};
use prometheus_client::registry::Registry;

use crate::access::{CallerCache, Explanation, GateProfiles, GateState, Invalidation, poll_interval};
use crate::bearer::Authenticator;
use crate::cors::CorsOrigins;
use crate::dropped_writes::DroppedWrites;
use crate::edge_rules::EdgeRules;
use crate::health::Readiness;
use crate::http_metrics::HttpMetrics;
use crate::limits::{Places, RequestLimits};
use crate::trusted_proxies::TrustedProxies;
use crate::use_cases::{Ports, UseCaseRules, UseCases};

/// The operator's rules for the installation.
#[derive(Debug, Clone)]
pub struct Rules {
    /// When administrators must have verified their session.
    pub step_up: StepUpRule,
    /// Whether the identity provider's own MFA is recognised.
    pub identity_provider: bool,
    /// The profiles of the gate.
    pub profiles: GateProfiles,
    /// The time within which a change made by another process takes effect at the gate.
    pub staleness: Duration,
    /// The rights of clients.
    pub clients: ClientGrants,
    /// The grace period of new organizations.
    pub grace: GracePeriod,
    /// The most requests that work on the database at a time. Others wait.
    pub places: Places,
    /// How long logouts at the identity provider are stored.
    pub logout_memory: SignedDuration,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub proxies: TrustedProxies,
    /// The origins whose pages may call the API.
    pub cors: CorsOrigins,
    /// Whether connections are encrypted by this process, so that responses carry `Strict-Transport-Security`.
    pub tls: bool,
    /// Whether the page of the OpenAPI document is served.
    pub docs: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            step_up: StepUpRule::default(),
            identity_provider: false,
            profiles: GateProfiles::default(),
            staleness: Duration::from_secs(1),
            clients: ClientGrants::with_provisioning_by_scope(Vec::new()),
            grace: GracePeriod::default(),
            places: Places::default(),
            logout_memory: SignedDuration::from_hours(30 * 24),
            proxies: TrustedProxies::default(),
            cors: CorsOrigins::default(),
            tls: false,
            docs: false,
        }
    }
}

/// The whole service: use cases, the gate, and what the middleware needs. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    pub(crate) use_cases: Arc<UseCases>,
    pub(crate) gate: Arc<GateState>,
    pub(crate) edge: Arc<EdgeRules>,
    pub(crate) readiness: Arc<Readiness>,
    pub(crate) authenticator: Authenticator,
    pub(crate) docs: bool,
}

impl Services {
    /// Composes the service from ports and rules.
    pub fn new(ports: Ports, rules: Rules) -> Self {
        let invalidation = Arc::new(Invalidation::new(rules.staleness));
        ports.store.publisher().subscribe(invalidation.clone());
        ports.store.publisher().subscribe(Arc::new(DroppedWrites));
        let poll_interval = poll_interval(rules.staleness);
        let cache = Arc::new(CallerCache::new(
            Arc::clone(&ports.identity),
            Arc::clone(&ports.clock),
            Arc::clone(&ports.store),
            Arc::clone(&invalidation),
        ));
        let limits = Arc::new(RequestLimits::new(rules.places, cache.clone(), Arc::clone(&ports.clock)));
        let edge = Arc::new(EdgeRules {
            proxies: rules.proxies,
            cors: rules.cors,
            tls: rules.tls,
            clock: Arc::clone(&ports.clock),
            random: Arc::clone(&ports.random),
            metrics: HttpMetrics::default(),
        });
        let use_case_rules = UseCaseRules {
            step_up: rules.step_up,
            identity_provider: rules.identity_provider,
            grace: rules.grace,
            logout_memory: rules.logout_memory,
            clients: rules.clients,
        };
        Self {
            use_cases: Arc::new(UseCases::new(&ports, use_case_rules, Arc::clone(&limits))),
            gate: Arc::new(GateState::new(rules.profiles, cache, poll_interval, limits, Arc::clone(&edge))),
            edge,
            readiness: Arc::new(Readiness::new(Arc::clone(&ports.store), Arc::clone(&ports.identity))),
            authenticator: Authenticator {
                identity: ports.identity,
                clock: ports.clock,
                is_logged_out: Arc::new(move |login| invalidation.is_logged_out(login)),
            },
            docs: rules.docs,
        }
    }

    /// Reads the changes of other processes. Before the first success, and while the last one is older than
    /// [`Rules::staleness`], the gate's cache is off. Must be called by one thread, every
    /// [`poll_interval`](Self::poll_interval).
    pub fn poll_changes(&self) -> Result<()> {
        self.gate.poll_changes()
    }

    /// The time between two polls.
    pub fn poll_interval(&self) -> Duration {
        self.gate.poll_interval()
    }

    /// The age of the last successful poll; `None` before the first.
    pub fn last_poll_age(&self) -> Option<Duration> {
        self.gate.last_poll_age()
    }

    /// Returns the number of the gate's responses so far, by profile and outcome: `allowed`, `denied`, `failed` or
    /// `reported`.
    pub fn gate_counts(&self) -> impl Iterator<Item = (&str, &'static str, u64)> {
        self.gate.counts()
    }

    /// Registers the metrics of responses.
    pub fn register(&self, registry: &mut Registry) {
        self.edge.metrics.register(registry);
        self.gate.register(registry);
        self.use_cases.limits.register(registry);
    }

    /// Returns the gate's decision about the caller of `token` by a profile, with its reason. Bypasses the cache and
    /// writes nothing: a token that would add a member adds none.
    pub fn explain(&self, token: &str, profile: Option<&str>) -> Result<Explanation> {
        self.gate.explain(token, profile)
    }
}
