//! `portcullis check`: what is right and what is wrong, in words, never a secret.

use std::process::ExitCode;

use portcullis_adapters::database::Timeouts;
use portcullis_adapters::jwt::IssuerKeys;
use portcullis_api::Rules;
use portcullis_domain::{Error, Result};

use super::dev;
use crate::compose;
use crate::serving::{Listening, TlsFiles};
use crate::settings::{Settings, TokenKeys};

pub(super) fn run(settings: &Settings<'_>) -> ExitCode {
    let findings = [
        ("listen", settings.listening().map(|listening| listen(&listening))),
        ("tls", settings.tls().and_then(|files| tls(files.as_ref()))),
        ("edge", edge(settings)),
        (
            "metrics",
            settings
                .metrics_bind()
                .map(|address| address.map_or("none".to_owned(), |address| format!("on http://{address}/metrics"))),
        ),
        (
            "tokens",
            settings.token_rules().map(|rules| format!("of {} for {}", rules.issuer, rules.audiences.join(", "))),
        ),
        ("token type", settings.token_type().map(|kind| format!("{kind:?}"))),
        ("keys", settings.token_keys().and_then(describe)),
        ("sealing", settings.sealing_keys().map(|keys| format!("{} key(s)", keys.len()))),
        ("own tokens", settings.own_rules().map(|rules| format!("of {}", rules.issuer))),
        (
            "passkeys",
            settings.relying_party().map(|party| party.map_or("none: no domain".to_owned(), |party| party.to_string())),
        ),
        (
            "mail",
            settings
                .mailer()
                .map(|mailer| mailer.map_or("none: no notices and no links go out", |_| "by SMTP").to_owned()),
        ),
        ("gate", settings.rules().map(|rules| gate(&rules))),
        ("new organizations", settings.default_grace().map(|grace| format!("{} days of grace", grace.get()))),
        ("database", database(settings)),
    ];
    let mut code = ExitCode::SUCCESS;
    for (subject, finding) in findings {
        match finding {
            Ok(words) => println!("ok     {subject}: {words}"),
            Err(error) => {
                println!("wrong  {subject}: {error}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

fn listen(listening: &Listening) -> String {
    format!("{}, at most {} connections", listening.address, listening.connections)
}

fn tls(files: Option<&TlsFiles>) -> Result<String> {
    let Some(files) = files else { return Ok("none: a proxy in front has to have it".to_owned()) };
    files.read()?;
    Ok(format!("of our own, with {}", files.certificate.display()))
}

fn edge(settings: &Settings<'_>) -> Result<String> {
    let (proxies, origins) = (settings.trusted_proxies()?, settings.cors_origins()?);
    let of = |words: &str, none: bool| if none { "nobody".to_owned() } else { words.to_owned() };
    let believed = of(&format!("{} trusted proxies", proxies.len()), proxies.is_empty());
    let pages = of(&origins.as_slice().join(", "), origins.as_slice().is_empty());
    Ok(format!("{believed} is believed on where requests come from; pages of {pages} may call from a browser"))
}

fn gate(rules: &Rules) -> String {
    let profiles: Vec<_> = rules.profiles.names().collect();
    let provider = if rules.identity_provider { "understood" } else { "worth nothing" };
    format!(
        "profiles {}; what others change counts within {} s; the identity provider's own MFA is {provider}",
        profiles.join(", "),
        rules.staleness.as_secs()
    )
}

fn describe(keys: TokenKeys) -> Result<String> {
    Ok(match keys {
        TokenKeys::Secrets(secrets) => format!("{} HS256 secret(s)", secrets.len()),
        TokenKeys::Public(keys) => format!("{} public key(s): {keys}", keys.len()),
        TokenKeys::Published(source, interval) => {
            let (refresh, keep) = (interval.refresh.as_secs(), interval.keep.as_secs());
            let location = source.location().clone();
            // as the service reads them
            let followed = IssuerKeys::fetched(source, interval);
            followed.refresh()?;
            let keys = followed.current()?;
            let count = keys.len();
            format!("{count} public key(s): {keys}; of {location}, read every {refresh} s, kept for {keep} s")
        }
    })
}

fn database(settings: &Settings<'_>) -> Result<String> {
    let url = settings.database_url()?;
    let store = compose::store(settings, Timeouts::COMMAND)?;
    let status = store.schema()?;
    if status.is_behind() {
        let pending = status.pending.join(", ");
        return Err(Error::unavailable(format!("{url}: the schema is behind by {pending}; run `portcullis migrate`")));
    }
    match (store.is_for_development()?, dev::is_the_demos(settings)) {
        (true, false) => Err(Error::invalid("DATABASE_URL", "names a database that `serve --dev` made; take another")),
        (true, true) => Ok(format!("{url}, schema up to date, for development alone")),
        (false, _) => Ok(format!("{url}, schema up to date")),
    }
}
