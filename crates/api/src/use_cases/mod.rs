//! The use cases behind the routes, by subject.

mod authenticator;
mod policy;
mod provisioning;
mod reports;
mod session;

use std::sync::Arc;

use jiff::SignedDuration;
use portcullis_domain::{
    AllowedMethod, ClientGrants, Clock, GracePeriod, IdentityVerifier, MagicLinkSender, Method, Random, RelyingParty,
    Sealer, StepUpRule, Store, TokenIssuer,
};

use self::authenticator::AuthenticatorUseCases;
use self::policy::PolicyUseCases;
use self::provisioning::ProvisioningUseCases;
use self::reports::ReportUseCases;
use self::session::SessionUseCases;
use crate::limits::RequestLimits;

/// The ports that the service is built on.
#[derive(Clone)]
pub struct Ports {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Verifies bearer tokens.
    pub identity: Arc<dyn IdentityVerifier>,
    /// Signs full-access tokens.
    pub issuer: Arc<dyn TokenIssuer>,
    /// Encrypts secrets.
    pub sealer: Arc<dyn Sealer>,
    /// Implements WebAuthn; `None` disables passkeys.
    pub relying_party: Option<Arc<dyn RelyingParty>>,
    /// Sends links by mail; `None` disables them.
    pub magic_link_sender: Option<MagicLinkSender>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub random: Arc<dyn Random>,
}

/// The operator's rules for use cases.
pub(crate) struct UseCaseRules {
    pub(crate) step_up: StepUpRule,
    pub(crate) identity_provider: bool,
    pub(crate) grace: GracePeriod,
    pub(crate) logout_memory: SignedDuration,
    pub(crate) clients: ClientGrants,
}

/// The use cases behind the routes, with the limits for dispatching to them.
pub(crate) struct UseCases {
    pub(crate) policy: PolicyUseCases,
    pub(crate) provisioning: ProvisioningUseCases,
    pub(crate) reports: ReportUseCases,
    pub(crate) authenticator: AuthenticatorUseCases,
    pub(crate) session: SessionUseCases,
    /// The rights of clients.
    pub(crate) clients: ClientGrants,
    pub(crate) limits: Arc<RequestLimits>,
}

impl UseCases {
    pub(crate) fn new(ports: &Ports, rules: UseCaseRules, limits: Arc<RequestLimits>) -> Self {
        let passkeys = ports.relying_party.as_ref().map(|_| Method::Passkey);
        let links = ports.magic_link_sender.as_ref().map(|_| Method::MagicLink);
        let supported: Vec<_> = [Some(Method::Totp), passkeys, links].into_iter().flatten().collect();
        let own = supported.iter().map(|method| method.counts_as());
        let allowed = own.chain(rules.identity_provider.then_some(AllowedMethod::IdentityProvider)).collect();
        Self {
            policy: PolicyUseCases::new(ports, rules.step_up, allowed),
            provisioning: ProvisioningUseCases::new(ports, rules.grace),
            reports: ReportUseCases::new(ports, rules.step_up),
            authenticator: AuthenticatorUseCases::new(ports, rules.step_up, supported),
            session: SessionUseCases::new(ports, rules.step_up, rules.logout_memory),
            clients: rules.clients,
            limits,
        }
    }
}
