//! The wiring: adapters into use cases.

use std::sync::Arc;

use portcullis_adapters::database::{DieselStore, Patience};
use portcullis_adapters::jwt::{IssuerKeys, JwtIdentityVerifier, OwnTokens, VerificationKeys};
use portcullis_adapters::{KeyringSealer, SystemClock, SystemRandom};
use portcullis_api::{Ports, Services};
use portcullis_domain::{
    Clock, DeliverMail, Error, MagicLinkSender, Mailer, PurgeExpired, RelyingParty, Result, Sealer, Store,
};

use crate::background::Background;
use crate::settings::{Settings, TokenKeys};

/// The store that the settings name. A SQLite file that is not there is told at once: nothing would ever make it.
pub(crate) fn store(settings: &Settings<'_>, patience: Patience) -> Result<Arc<DieselStore>> {
    let url = settings.database_url()?;
    if let Some(file) = url.file().filter(|file| !file.exists()) {
        let rule = format!("names {}, which does not exist; `portcullis migrate` creates it", file.display());
        return Err(Error::invalid("DATABASE_URL", rule));
    }
    Ok(Arc::new(DieselStore::new(&url, settings.pool()?, patience)))
}

/// The same, for a command that is useless without it.
pub(crate) fn ready_store(settings: &Settings<'_>) -> Result<Arc<dyn Store>> {
    let store = store(settings, Patience::COMMAND)?;
    store.ready()?;
    Ok(store)
}

/// The system's clock.
pub(crate) fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// The keys of the issuer, which may have to be read first.
pub(crate) fn issuer_keys(settings: &Settings<'_>) -> Result<IssuerKeys> {
    Ok(match settings.token_keys()? {
        TokenKeys::Secrets(secrets) => IssuerKeys::fixed(VerificationKeys::from_secrets(&secrets)),
        TokenKeys::Public(keys) => IssuerKeys::fixed(keys),
        TokenKeys::Published(source, pace) => IssuerKeys::followed(source, pace),
    })
}

/// What seals secrets.
pub(crate) fn sealer(settings: &Settings<'_>) -> Result<Arc<dyn Sealer>> {
    Ok(Arc::new(KeyringSealer { keys: settings.sealing_keys()?, random: Arc::new(SystemRandom) }))
}

/// Whose tokens are believed: the issuer's, and our own.
pub(crate) fn identity(
    settings: &Settings<'_>,
    keys: Arc<IssuerKeys>,
    own: Arc<OwnTokens>,
) -> Result<JwtIdentityVerifier> {
    Ok(JwtIdentityVerifier { keys, rules: settings.token_rules()?, token_type: settings.token_type()?, own: Some(own) })
}

/// Everything behind the routes, and what is to be done beside them.
pub(crate) fn services(settings: &Settings<'_>, store: Arc<DieselStore>) -> Result<(Services, Background)> {
    let random = Arc::new(SystemRandom);
    let sealer = sealer(settings)?;
    let own = Arc::new(OwnTokens::new(store.clone(), sealer.clone(), settings.own_rules()?));
    let issuer_keys = Arc::new(issuer_keys(settings)?);
    let identity = Arc::new(identity(settings, issuer_keys.clone(), own.clone())?);
    let mailer = settings.mailer()?.map(|mailer| -> Arc<dyn Mailer> { Arc::new(mailer) });
    let base = settings.own_rules()?.issuer;
    let magic_link_sender =
        mailer.as_ref().map(|_| MagicLinkSender { random: random.clone(), sealer: sealer.clone(), base });
    let mail = DeliverMail { store: store.clone(), clock: clock(), mailer, sealer: sealer.clone() };
    let forget = PurgeExpired { store: store.clone(), clock: clock() };
    let keys = own.clone();
    let relying_party = settings.relying_party()?.map(|party| -> Arc<dyn RelyingParty> { Arc::new(party) });
    let ports =
        Ports { store, identity, issuer: own, sealer, relying_party, magic_link_sender, clock: clock(), random };
    let services = Services::over(ports, settings.rules()?);
    let background = Background { clock: clock(), keys, issuer_keys, mail, forget, services: services.clone() };
    Ok((services, background))
}
