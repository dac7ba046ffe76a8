//! `portcullis check`: what is right and what is wrong, in words, never a secret.

use std::process::ExitCode;

use portcullis_adapters::database::Patience;
use portcullis_api::Rules;
use portcullis_domain::{Error, Result};

use super::dev;
use crate::compose;
use crate::settings::{Settings, TokenKeys};

pub(super) fn run(settings: &Settings<'_>) -> ExitCode {
    let findings = [
        ("listen", settings.bind().map(|address| address.to_string())),
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
        ("keys", settings.token_keys().map(|keys| describe(&keys))),
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

fn gate(rules: &Rules) -> String {
    let profiles: Vec<_> = rules.profiles.names().collect();
    let provider = if rules.identity_provider { "understood" } else { "worth nothing" };
    format!(
        "profiles {}; what others change counts within {} s; the identity provider's own MFA is {provider}",
        profiles.join(", "),
        rules.staleness.as_secs()
    )
}

fn describe(keys: &TokenKeys) -> String {
    match keys {
        TokenKeys::Secrets(secrets) => format!("{} HS256 secret(s)", secrets.len()),
        TokenKeys::Public(keys) => format!("{} public key(s): {keys}", keys.len()),
    }
}

fn database(settings: &Settings<'_>) -> Result<String> {
    let url = settings.database_url()?;
    let store = compose::store(settings, Patience::COMMAND)?;
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
