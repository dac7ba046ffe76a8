//! Wires adapters into use cases.

use std::sync::Arc;

use portcullis_adapters::database::{DieselStore, PoolSize, Timeouts};
use portcullis_adapters::jwt::{IssuerKeys, JwtIdentityVerifier, JwtTokenIssuer, VerificationKeys};
use portcullis_adapters::{KeyringSealer, SealingKeys, SystemClock, SystemRandom};
use portcullis_api::{Places, Ports, Rules, Services};
use portcullis_domain::{
    Clock, DeliverMail, MagicLinkSender, Mailer, PurgeExpired, RecordWrongProofs, RelyingParty, RemoveAddresses,
    ReplaceErased, Sealer, ServerPause, Store,
};

use crate::background::Background;
use crate::config::database::Database;
use crate::config::issuer_keys::ConfiguredKeys;
use crate::config::{ServiceConfig, token_rules};
use crate::error::Result;
use crate::mail_metrics::MailMetrics;

/// Returns the store of the configured database. A SQLite file must exist: only `migrate` creates one.
pub(crate) fn store(database: &Database, timeouts: Timeouts) -> Result<Arc<DieselStore>> {
    if let Some(file) = database.url.file().filter(|file| !file.exists()) {
        let rule = format!("names {}, which does not exist; `portcullis migrate` creates it", file.display());
        return Err(database.unfit(rule));
    }
    Ok(Arc::new(DieselStore::new(&database.url, database.pool, timeouts)))
}

/// Returns the store of a command that cannot run without its database.
pub(crate) fn ready_store(database: &Database) -> Result<Arc<DieselStore>> {
    let store = store(database, Timeouts::COMMAND)?;
    store.ready()?;
    Ok(store)
}

/// Returns the system's clock.
pub(crate) fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// Returns the identity provider's keys. Published ones have yet to be fetched.
pub(crate) fn issuer_keys(keys: ConfiguredKeys) -> IssuerKeys {
    match keys {
        ConfiguredKeys::Secrets(secrets) => IssuerKeys::fixed(VerificationKeys::from_secrets(&secrets)),
        ConfiguredKeys::Public(keys) => IssuerKeys::fixed(keys),
        ConfiguredKeys::Published(source, interval) => IssuerKeys::fetched(source, interval),
    }
}

/// Returns what encrypts secrets, in the form of the installation.
pub(crate) fn sealer(keys: SealingKeys) -> Arc<dyn Sealer> {
    Arc::new(KeyringSealer::new(keys, Arc::new(SystemRandom)))
}

/// Returns what encrypts secrets with derived keys, whatever the installation did before.
pub(crate) fn deriving_sealer(keys: SealingKeys) -> Arc<dyn Sealer> {
    Arc::new(KeyringSealer::deriving(keys, Arc::new(SystemRandom)))
}

/// Returns the use cases behind the routes, and the background tasks.
pub(crate) fn services(config: ServiceConfig, store: Arc<DieselStore>) -> (Services, Background) {
    let rules = Rules {
        step_up: config.administration.step_up,
        identity_provider: !config.token_rules.names.mfa.is_empty(),
        profiles: config.gate.profiles,
        staleness: config.gate.staleness,
        clients: config.clients,
        grace: config.administration.grace,
        places: places(config.database.pool),
        logout_memory: config.logout.memory,
        proxies: config.edge.proxies,
        cors: config.edge.cors,
        tls: config.edge.strict_transport,
        docs: config.edge.docs,
    };
    let random = Arc::new(SystemRandom);
    let sealer = sealer(config.encryption);
    let own_rules = token_rules::own(&config.token_rules, &config.public_url);
    let own = Arc::new(JwtTokenIssuer::new(store.clone(), sealer.clone(), own_rules));
    let issuer_keys = Arc::new(issuer_keys(config.issuer_keys));
    let identity = Arc::new(JwtIdentityVerifier {
        keys: issuer_keys.clone(),
        rules: config.token_rules,
        token_type: config.token_type,
        own: Some(own.clone()),
        sealer: sealer.clone(),
        logout_audiences: config.logout.audiences,
    });
    let mailer = config.mail.map(|mailer| -> Arc<dyn Mailer> { Arc::new(mailer) });
    let pages = portcullis_api::link_pages(&config.public_url);
    let magic_link_sender =
        mailer.as_ref().map(|_| MagicLinkSender { random: random.clone(), sealer: sealer.clone(), pages });
    let mail = DeliverMail {
        store: store.clone(),
        clock: clock(),
        mailer,
        sealer: sealer.clone(),
        pause: ServerPause::default(),
    };
    let purge = PurgeExpired { store: store.clone(), clock: clock() };
    let wrong_proofs = RecordWrongProofs { store: store.clone(), clock: clock() };
    let remove_addresses =
        config.address_memory.map(|kept_for| RemoveAddresses { store: store.clone(), clock: clock(), kept_for });
    let replace_erased = ReplaceErased { store: store.clone() };
    let keys = own.clone();
    let relying_party = config.passkeys.map(|party| -> Arc<dyn RelyingParty> { Arc::new(party) });
    let ports =
        Ports { store, identity, issuer: own, sealer, relying_party, magic_link_sender, clock: clock(), random };
    let services = Services::new(ports, rules);
    let mail_metrics = MailMetrics::default();
    let background = Background {
        clock: clock(),
        keys,
        issuer_keys,
        mail,
        mail_metrics,
        purge,
        wrong_proofs,
        replace_erased,
        remove_addresses,
        services: services.clone(),
    };
    (services, background)
}

/// Returns how many requests may work on the database at a time: each has a connection.
fn places(pool: PoolSize) -> Places {
    let number = |connections| usize::try_from(connections).unwrap_or(usize::MAX);
    Places { look_ups: number(pool.look_ups()), requests: number(pool.requests()) }
}
