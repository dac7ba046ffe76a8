//! What the handlers call.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use portcullis_domain::{
    ActivateMagicLink, AllowedMethod, CheckPermission, Clock, ConfirmPasskey, ConfirmTotp, CountRecoveryCodes,
    DecideOwnAccess, EndSession, EnforceMfa, GetStatus, GracePeriod, IdentityVerifier, ListAuthenticators, ListMethods,
    ListSessions, MagicLinkSender, Method, Random, RefreshSession, RelyingParty, RemoveAuthenticator,
    RenameAuthenticator, RenewRecoveryCodes, RequestAssertion, ResetMfa, Result, Sealer, SendMagicLink, SetEnabled,
    SetPrimary, SetUpMagicLink, SetUpPasskey, SetUpTotp, StepUpRule, Store, SubjectId, TokenIssuer, VerifyLogin,
};
use prometheus_client::registry::Registry;

use crate::access::{Freshness, GateCounts, GateProfiles, Keeper, pause};
use crate::administration::Administration;
use crate::admission::Admission;
use crate::client::TrustedProxies;
use crate::cors::CorsOrigins;
use crate::health::Readiness;
use crate::metrics::{Answers, GateAnswers};

/// The ports that everything is built on.
#[derive(Clone)]
pub struct Ports {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Whom a bearer token speaks for.
    pub identity: Arc<dyn IdentityVerifier>,
    /// Who signs tokens of our own.
    pub issuer: Arc<dyn TokenIssuer>,
    /// How secrets are kept.
    pub sealer: Arc<dyn Sealer>,
    /// Who speaks WebAuthn; nobody, where there are no passkeys.
    pub relying_party: Option<Arc<dyn RelyingParty>>,
    /// Who sends links; nobody, where no mail is sent.
    pub magic_link_sender: Option<MagicLinkSender>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where secrets and ids come from.
    pub random: Arc<dyn Random>,
}

/// What an operator decided about the installation.
#[derive(Debug, Clone)]
pub struct Rules {
    /// What administrators must have proved before they change what others are held to.
    pub step_up: StepUpRule,
    /// Whether the identity provider's own MFA is understood here.
    pub identity_provider: bool,
    /// How single routes are held at the gate.
    pub profiles: GateProfiles,
    /// Within which time a change that another process made is honoured.
    pub staleness: Duration,
    /// The machines that may ask what others may, if their tokens have the scope.
    pub deciders: BTreeSet<SubjectId>,
    /// The grace period that new organizations begin with.
    pub grace: GracePeriod,
    /// How much may be under way at once, running on a blocking thread or waiting for one. More is refused.
    pub at_once: usize,
    /// Whose word on where a request came from is believed.
    pub proxies: TrustedProxies,
    /// Which pages of other origins may call the API.
    pub cors: CorsOrigins,
    /// Whether browsers are told to come by TLS alone, because what is served is behind TLS of our own.
    pub tls: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            step_up: StepUpRule::default(),
            identity_provider: false,
            profiles: GateProfiles::default(),
            staleness: Duration::from_secs(1),
            deciders: BTreeSet::new(),
            grace: GracePeriod::default(),
            at_once: 128,
            proxies: TrustedProxies::default(),
            cors: CorsOrigins::default(),
            tls: false,
        }
    }
}

/// The use cases behind the routes, and the ports that the edge itself needs.
#[derive(Clone)]
pub struct Services {
    /// What the edge itself needs.
    pub ports: Ports,
    /// What is known of callers at the gate.
    pub(crate) keeper: Arc<Keeper>,
    /// How single routes are held there.
    pub(crate) profiles: Arc<GateProfiles>,
    /// How often what was answered there.
    pub(crate) gate_counts: Arc<GateCounts>,
    /// How often what was answered elsewhere.
    pub(crate) answers: Arc<Answers>,
    staleness: Duration,
    /// How much may be under way at once.
    pub(crate) admission: Arc<Admission>,
    /// Whether the store can be reached.
    pub(crate) readiness: Arc<Readiness>,
    /// Whose word on where a request came from is believed.
    pub(crate) proxies: Arc<TrustedProxies>,
    /// Which pages of other origins may call.
    pub(crate) cors: Arc<CorsOrigins>,
    /// Whether it is served by TLS of our own.
    pub(crate) tls: bool,
    /// What those who administer can call.
    pub administration: Arc<Administration>,
    /// Who may ask what others may.
    pub(crate) deciders: Arc<BTreeSet<SubjectId>>,
    /// `POST /mfa/organization/enforce`.
    pub enforce_mfa: Arc<EnforceMfa>,
    /// What a request whose body cannot be read is told.
    pub check_permission: Arc<CheckPermission>,
    /// `GET /mfa/status`.
    pub get_status: Arc<GetStatus>,
    /// `GET /mfa/methods`.
    pub list_methods: Arc<ListMethods>,
    /// `POST /mfa/setup`.
    pub set_up_totp: Arc<SetUpTotp>,
    /// The same for passkeys.
    pub set_up_passkey: Arc<SetUpPasskey>,
    /// The same for links.
    pub set_up_magic_link: Arc<SetUpMagicLink>,
    /// `POST /mfa/magic-link/send`.
    pub send_magic_link: Arc<SendMagicLink>,
    /// `POST /mfa/magic-link/activate`.
    pub activate_magic_link: Arc<ActivateMagicLink>,
    /// `POST /mfa/verify-setup`.
    pub confirm_totp: Arc<ConfirmTotp>,
    /// The same for passkeys, and `POST /mfa/passkey/complete-registration`.
    pub confirm_passkey: Arc<ConfirmPasskey>,
    /// `POST /mfa/passkey/auth-options`.
    pub request_assertion: Arc<RequestAssertion>,
    /// `POST /mfa/enable` and `/mfa/disable`.
    pub set_enabled: Arc<SetEnabled>,
    /// `POST /mfa/primary`.
    pub set_primary: Arc<SetPrimary>,
    /// `POST /mfa/reset`.
    pub reset_mfa: Arc<ResetMfa>,
    /// `POST /mfa/verify-login`.
    pub verify_login: Arc<VerifyLogin>,
    /// `GET /mfa/decision`.
    pub decide_own_access: Arc<DecideOwnAccess>,
    /// `GET /mfa/authenticators`.
    pub list_authenticators: Arc<ListAuthenticators>,
    /// `PATCH /mfa/authenticators/{id}`.
    pub rename_authenticator: Arc<RenameAuthenticator>,
    /// `DELETE /mfa/authenticators/{id}`.
    pub remove_authenticator: Arc<RemoveAuthenticator>,
    /// `GET /mfa/recovery-codes`.
    pub count_recovery_codes: Arc<CountRecoveryCodes>,
    /// `POST /mfa/recovery-codes`.
    pub renew_recovery_codes: Arc<RenewRecoveryCodes>,
    /// `GET /mfa/sessions`.
    pub list_sessions: Arc<ListSessions>,
    /// `DELETE /mfa/sessions/{id}`.
    pub end_session: Arc<EndSession>,
    /// `POST /mfa/refresh` and `/user/refresh`.
    pub refresh_session: Arc<RefreshSession>,
}

impl Services {
    /// Looks for what other processes changed. Until it has, and while the last look is older than the rules allow, the
    /// gate reads everything anew. To be called every [`pause`](Self::pause), by one thread.
    pub fn follow_changes(&self) -> Result<()> {
        self.keeper.follow()
    }

    /// How long to wait between two looks for what others changed.
    pub fn pause(&self) -> Duration {
        pause(self.staleness)
    }

    /// How often the gate answered what so far: profile, `allowed`, `denied`, `failed` or `reported`, how often.
    pub fn gate_counts(&self) -> impl Iterator<Item = (&str, &'static str, u64)> {
        self.gate_counts.read()
    }

    /// How long ago what other processes changed was last looked for with success; never, before the first time.
    pub fn last_look(&self) -> Option<Duration> {
        self.keeper.last_look()
    }

    /// Registers what is counted of answers.
    pub fn register(&self, registry: &mut Registry) {
        self.answers.register(registry);
        registry.register_collector(Box::new(GateAnswers(Arc::clone(&self.gate_counts))));
    }

    /// Every use case, over these ports and by these rules.
    pub fn over(ports: Ports, rules: Rules) -> Self {
        let step_up = rules.step_up;
        let freshness = Arc::new(Freshness::new(rules.staleness));
        ports.store.publisher().subscribe(freshness.clone());
        let Ports { store, issuer, sealer, relying_party, magic_link_sender, clock, random, .. } = ports.clone();
        let passkeys = relying_party.as_ref().map(|_| Method::Passkey);
        let links = magic_link_sender.as_ref().map(|_| Method::MagicLink);
        let supported: Vec<_> = [Some(Method::Totp), passkeys, links].into_iter().flatten().collect();
        let own = supported.iter().map(|method| method.counts_as());
        let demands = own.chain(rules.identity_provider.then_some(AllowedMethod::IdentityProvider)).collect();
        let magic_link_sender = || magic_link_sender.clone();
        let relying_party = || relying_party.clone();
        let store = || Arc::clone(&store);
        let clock = || Arc::clone(&clock);
        let random = || Arc::clone(&random);
        let sealer = || Arc::clone(&sealer);
        let issuer = || Arc::clone(&issuer);
        let identity = Arc::clone(&ports.identity);
        let administration = Arc::new(Administration::over(&ports, &rules, demands));
        let Rules { profiles, staleness, deciders, at_once, proxies, cors, tls, .. } = rules;
        Self {
            administration,
            admission: Arc::new(Admission::of(at_once)),
            readiness: Arc::new(Readiness::of(store())),
            proxies: Arc::new(proxies),
            cors: Arc::new(cors),
            tls,
            keeper: Arc::new(Keeper::new(identity, clock(), store(), freshness)),
            gate_counts: Arc::new(GateCounts::of(profiles.names())),
            profiles: Arc::new(profiles),
            answers: Arc::default(),
            staleness,
            deciders: Arc::new(deciders),
            ports,
            enforce_mfa: Arc::new(EnforceMfa { store: store(), clock: clock(), step_up }),
            check_permission: Arc::new(CheckPermission { store: store(), clock: clock() }),
            get_status: Arc::new(GetStatus { store: store(), clock: clock() }),
            list_methods: Arc::new(ListMethods { store: store(), clock: clock(), supported }),
            set_up_totp: Arc::new(SetUpTotp { store: store(), clock: clock(), random: random(), sealer: sealer() }),
            set_up_passkey: Arc::new(SetUpPasskey {
                store: store(),
                clock: clock(),
                random: random(),
                relying_party: relying_party(),
            }),
            set_up_magic_link: Arc::new(SetUpMagicLink {
                store: store(),
                clock: clock(),
                random: random(),
                post: magic_link_sender(),
            }),
            send_magic_link: Arc::new(SendMagicLink { store: store(), clock: clock(), post: magic_link_sender() }),
            activate_magic_link: Arc::new(ActivateMagicLink { store: store(), clock: clock(), sealer: sealer() }),
            confirm_passkey: Arc::new(ConfirmPasskey {
                store: store(),
                clock: clock(),
                random: random(),
                relying_party: relying_party(),
            }),
            request_assertion: Arc::new(RequestAssertion {
                store: store(),
                clock: clock(),
                relying_party: relying_party(),
            }),
            confirm_totp: Arc::new(ConfirmTotp { store: store(), clock: clock(), random: random(), sealer: sealer() }),
            set_enabled: Arc::new(SetEnabled { store: store(), clock: clock() }),
            set_primary: Arc::new(SetPrimary { store: store(), clock: clock() }),
            reset_mfa: Arc::new(ResetMfa { store: store(), clock: clock(), step_up }),
            verify_login: Arc::new(VerifyLogin {
                store: store(),
                clock: clock(),
                random: random(),
                sealer: sealer(),
                relying_party: relying_party(),
                issuer: issuer(),
            }),
            decide_own_access: Arc::new(DecideOwnAccess { store: store(), clock: clock() }),
            list_authenticators: Arc::new(ListAuthenticators { store: store(), clock: clock() }),
            rename_authenticator: Arc::new(RenameAuthenticator { store: store(), clock: clock() }),
            remove_authenticator: Arc::new(RemoveAuthenticator { store: store(), clock: clock() }),
            count_recovery_codes: Arc::new(CountRecoveryCodes { store: store(), clock: clock() }),
            renew_recovery_codes: Arc::new(RenewRecoveryCodes {
                store: store(),
                clock: clock(),
                random: random(),
                sealer: sealer(),
            }),
            list_sessions: Arc::new(ListSessions { store: store(), clock: clock() }),
            end_session: Arc::new(EndSession { store: store(), clock: clock() }),
            refresh_session: Arc::new(RefreshSession {
                store: store(),
                clock: clock(),
                sealer: sealer(),
                issuer: issuer(),
            }),
        }
    }
}
