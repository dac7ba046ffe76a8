//! `portcullis check`: reports the state of the configuration, the database and the keys, without any secret.

use std::collections::BTreeSet;
use std::process::ExitCode;

use jiff::SignedDuration;
use portcullis_adapters::database::{Timeouts, Transport};
use portcullis_adapters::jwt::TokenRules;
use portcullis_domain::{ClientGrants, StepUpRule};

use super::dev;
use crate::compose;
use crate::config::administration::Administration;
use crate::config::database::Database;
use crate::config::edge::Edge;
use crate::config::gate::Gate;
use crate::config::issuer_keys::ConfiguredKeys;
use crate::config::{
    address_memory, administration, clients, database, edge, encryption, files, gate, issuer_keys, listening, mail,
    metrics, passkeys, public_url, token_rules,
};
use crate::error::{Error, Result};
use crate::server::TlsFiles;
use crate::settings::Settings;

/// What holds without a list of clients.
pub(super) const SCOPE_PROVISIONS: &str = "PORTCULLIS_CLIENTS is not set: any token with the scope \
    portcullis.provision provisions every organization, which the next version no longer allows";

pub(super) fn run(settings: &Settings) -> ExitCode {
    let is_demo = token_rules::issuer(settings).is_ok_and(|issuer| dev::is_demo(&issuer));
    let findings = [
        (
            "listen",
            listening::read(settings)
                .map(|listening| format!("{}, at most {} connections", listening.address, listening.connections)),
        ),
        ("tls", listening::tls(settings).and_then(|files| describe_tls(files.as_ref()))),
        ("edge", edge::read(settings).map(|edge| describe_edge(&edge))),
        (
            "metrics",
            metrics::read(settings)
                .map(|address| address.map_or("none".to_owned(), |address| format!("on http://{address}/metrics"))),
        ),
        ("tokens", token_rules::read(settings).map(|rules| describe_rules(&rules))),
        ("token type", token_rules::token_type(settings).map(|kind| kind.to_string())),
        ("keys", issuer_keys::read(settings).and_then(describe_keys)),
        ("files", files::for_service(settings).map(|exposed| describe_files(&exposed))),
        ("encryption", encryption::read(settings).map(|keys| format!("{} key(s)", keys.len()))),
        ("own tokens", public_url::read(settings).map(|url| format!("of {url}"))),
        (
            "passkeys",
            passkeys::read(settings).map(|party| party.map_or("none: no domain".to_owned(), |party| party.to_string())),
        ),
        (
            "mail",
            mail::read(settings)
                .map(|server| server.map_or("none: no notices and no links are sent", |_| "by SMTP").to_owned()),
        ),
        ("gate", gate::read(settings).map(|gate| describe_gate(&gate))),
        ("clients", clients::read(settings).map(|clients| describe_clients(&clients))),
        (
            "new organizations",
            administration::read(settings).map(|rules| format!("{} days of grace", rules.grace.get())),
        ),
        ("audit log", address_memory::read(settings).map(describe_address_memory)),
        (
            "administration",
            administration::read(settings).and_then(|rules| describe_administration(settings, &rules, is_demo)),
        ),
        ("database", database::read(settings).and_then(|database| describe_database(&database, is_demo))),
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

fn describe_tls(files: Option<&TlsFiles>) -> Result<String> {
    let Some(files) = files else { return Ok("none: a proxy in front must terminate TLS".to_owned()) };
    files.read()?;
    Ok(format!("on, with {}", files.certificate.display()))
}

fn describe_edge(edge: &Edge) -> String {
    let origins = edge.cors.as_slice();
    let origins = if origins.is_empty() { "none".to_owned() } else { origins.join(", ") };
    let docs = if edge.docs { "served" } else { "not served" };
    format!("trusted proxies: {}; CORS origins: {origins}; /docs {docs}", edge.proxies.len())
}

fn describe_rules(rules: &TokenRules) -> String {
    let mfa = if rules.names.mfa.is_empty() { "does not count" } else { "counts" };
    format!("of {} for {}; the identity provider's own MFA {mfa}", rules.issuer, rules.audiences.join(", "))
}

fn describe_files(exposed: &[String]) -> String {
    match exposed {
        [] => "no other account can read secrets or write settings and keys".to_owned(),
        exposed => format!("WARNING: {}", exposed.join("; ")),
    }
}

fn describe_gate(gate: &Gate) -> String {
    let profiles: Vec<_> = gate.profiles.names().collect();
    format!("profiles {}; follows changes by other replicas within {} s", profiles.join(", "), gate.staleness.as_secs())
}

/// What administrative requests require. `off` is for tests.
fn describe_administration(settings: &Settings, rules: &Administration, is_demo: bool) -> Result<String> {
    let words = match rules.step_up {
        StepUpRule::Off if is_demo => "never requires a verification".to_owned(),
        StepUpRule::Off => return settings.value("step_up")?.named(Err(off_is_for_tests())),
        StepUpRule::Guarded(age) => format!("guarded, changes by a verification within {} s", age.get()),
        StepUpRule::Always(age) => format!("always verified, changes within {} s", age.get()),
    };
    let renamed = rules.new_word.map(|new| format!("; PORTCULLIS_STEP_UP has an old word, which is now {new}"));
    Ok(words + &renamed.unwrap_or_default())
}

fn describe_address_memory(kept_for: Option<SignedDuration>) -> String {
    kept_for.map_or_else(
        || "network and e-mail addresses are kept as long as the entries".to_owned(),
        |kept| format!("network and e-mail addresses are removed after {} days", kept.as_hours() / 24),
    )
}

fn off_is_for_tests() -> portcullis_domain::Error {
    portcullis_domain::Error::invalid("step_up", "must be guarded or always: off is for tests")
}

fn describe_clients(clients: &ClientGrants) -> String {
    if clients.scope_provisions() {
        return SCOPE_PROVISIONS.to_owned();
    }
    if clients.iter().next().is_none() {
        return "none: no client may provision, ask for decisions or act for persons".to_owned();
    }
    let subjects: BTreeSet<_> = clients.iter().map(|grant| grant.client.as_str()).collect();
    format!("{} listed: {}", subjects.len(), subjects.into_iter().collect::<Vec<_>>().join(", "))
}

fn describe_keys(keys: ConfiguredKeys) -> Result<String> {
    Ok(match keys {
        ConfiguredKeys::Secrets(secrets) => format!("{} HS256 secret(s)", secrets.len()),
        ConfiguredKeys::Public(keys) => format!("{} public key(s): {keys}", keys.len()),
        ConfiguredKeys::Published(source, interval) => {
            let (refresh, keep) = (interval.refresh.as_secs(), interval.keep.as_secs());
            let location = source.location().clone();
            // fetched as the service does
            let fetched = compose::issuer_keys(ConfiguredKeys::Published(source, interval));
            fetched.refresh()?;
            let keys = fetched.current()?;
            let count = keys.len();
            format!("{count} public key(s): {keys}; of {location}, fetched every {refresh} s, used for {keep} s")
        }
    })
}

fn describe_database(database: &Database, is_demo: bool) -> Result<String> {
    let url = &database.url;
    let store = compose::store(database, Timeouts::COMMAND)?;
    let status = store.schema()?;
    if status.is_behind() {
        let pending = status.pending.join(", ");
        return Err(Error::unavailable(format!("{url}: the schema is behind by {pending}; run `portcullis migrate`")));
    }
    let transport = match &database.transport {
        Transport::Local => String::new(),
        Transport::Verified => ", by verified TLS".to_owned(),
        Transport::Unverified(servers) => {
            format!(", WITHOUT VERIFIED TLS to {} (PORTCULLIS_DATABASE_TLS=off)", servers.join(", "))
        }
    };
    match (store.is_for_development()?, is_demo) {
        (true, false) => Err(database.unfit("names a database of `serve --dev`; its keys and tokens are not secret")),
        (true, true) => Ok(format!("{url}{transport}, schema up to date, for development only")),
        (false, _) => Ok(format!("{url}{transport}, schema up to date")),
    }
}
