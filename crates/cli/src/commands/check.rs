//! `portcullis check`: reports the state of the configuration, the database and the keys, without any secret.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::SignedDuration;
use portcullis_adapters::database::{DieselStore, Timeouts, Transport};
use portcullis_adapters::jwt::TokenRules;
use portcullis_adapters::{SealingKeys, SmtpMailer};
use portcullis_domain::{ClientGrants, StepUpRule};

use super::{dev, keys};
use crate::compose;
use crate::config::administration::Administration;
use crate::config::database::Database;
use crate::config::edge::Edge;
use crate::config::gate::Gate;
use crate::config::issuer_keys::ConfiguredKeys;
use crate::config::log::Log;
use crate::config::logout::Logout;
use crate::config::{
    address_memory, administration, clients, database, edge, encryption, files, gate, issuer_keys, listening, log,
    logout, mail, metrics, passkeys, public_url, token_rules,
};
use crate::error::{Error, Result};
use crate::logging::LogFormat;
use crate::server::TlsFiles;
use crate::settings::Settings;

/// What holds without a list of clients.
pub(super) const SCOPE_PROVISIONS: &str = "PORTCULLIS_CLIENTS is not set: any token with the scope \
    portcullis.provision provisions every organization, which the next version no longer allows";

pub(super) fn run(settings: &Settings) -> ExitCode {
    let is_demo = token_rules::issuer(settings).is_ok_and(|issuer| dev::is_demo(&issuer));
    let mut report = Report { code: ExitCode::SUCCESS };
    report.add("settings", settings.sound().map(|()| "all are known".to_owned()));
    report.add("log", log::read(settings).map(|log| describe_log(&log)));
    report.add("listen", listening::address(settings).map(|address| address.to_string()));
    report.add("connections", listening::connections(settings).map(|most| format!("at most {most}")));
    report.add("tls", listening::tls(settings).and_then(|files| describe_tls(files.as_ref())));
    report.add("edge", edge::read(settings).map(|edge| describe_edge(&edge)));
    let metrics = metrics::read(settings);
    let describe = |address: SocketAddr| format!("on http://{address}/metrics");
    report.add("metrics", metrics.map(|address| address.map_or("none".to_owned(), describe)));
    let rules = token_rules::read(settings);
    let email_claim = rules.as_ref().ok().map(describe_email_claim);
    report.add("tokens", rules.map(|rules| describe_rules(&rules)));
    if let Some(email_claim) = email_claim {
        report.add("e-mail claim", Ok(email_claim));
    }
    report.add("token type", token_rules::token_type(settings).map(|kind| kind.to_string()));
    report.add("keys", issuer_keys::read(settings).and_then(describe_keys));
    report.add("logout", logout::read(settings).map(|logout| describe_logout(&logout)));
    report.add("files", files::for_service(settings).map(|exposed| describe_files(&exposed)));
    report.add("encryption", encryption::read(settings).map(|keys| format!("{} key(s)", keys.len())));
    report.add("own tokens", public_url::read(settings).map(|url| format!("of {url}")));
    let passkeys = passkeys::read(settings);
    report.add("passkeys", passkeys.map(|party| party.map_or("none: no domain".to_owned(), |party| party.to_string())));
    report.add("mail", mail::read(settings).map(|mail| describe_mail(mail.as_ref())));
    report.add("gate", gate::read(settings).map(|gate| describe_gate(&gate)));
    report.add("clients", clients::read(settings).map(|clients| describe_clients(&clients)));
    let administration = administration::read(settings);
    if let Ok(rules) = &administration {
        report.add("new organizations", Ok(format!("{} days of grace", rules.grace.get())));
    }
    let administration = administration.and_then(|rules| describe_administration(settings, &rules, is_demo));
    report.add("administration", administration);
    report.add("audit log", address_memory::read(settings).map(describe_address_memory));
    let database = database::read(settings).and_then(|database| open_database(&database, is_demo));
    let (store, database) = database.map_or_else(|error| (None, Err(error)), |(store, found)| (Some(store), Ok(found)));
    report.add("database", database);
    if let (Some(store), Ok(encryption)) = (store, encryption::read(settings)) {
        report.add("stored secrets", describe_stored(store, encryption));
    }
    report.code
}

/// The printed report.
struct Report {
    code: ExitCode,
}

impl Report {
    /// Prints what was found out about a subject.
    fn add(&mut self, subject: &str, finding: Result<impl Into<Finding>>) {
        match finding.map(Into::into) {
            Ok(Finding::Right(words)) => outln!("ok     {subject}: {words}"),
            Ok(Finding::Note(words)) => outln!("note   {subject}: {words}"),
            Err(error) => {
                outln!("wrong  {subject}: {error}");
                self.code = ExitCode::FAILURE;
            }
        }
    }
}

/// What is right, or works and should be known.
enum Finding {
    Right(String),
    Note(String),
}

impl From<String> for Finding {
    fn from(words: String) -> Self {
        Self::Right(words)
    }
}

fn describe_log(log: &Log) -> String {
    let format = match log.format {
        LogFormat::Text => "text",
        LogFormat::Json => "json",
    };
    format!("{} as {format}", log.filter)
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

/// Returns where the address of a caller is read from. Without a claim that says whether it is verified it is not used.
fn describe_email_claim(rules: &TokenRules) -> Finding {
    let email = &rules.names.email;
    match &rules.names.email_verified {
        Some(verified) => Finding::Right(format!("{email}, if {verified} says that it is verified")),
        None => Finding::Note(format!(
            "{email} is not used, because no claim says whether it is verified (PORTCULLIS_CLAIM_EMAIL_VERIFIED)"
        )),
    }
}

fn describe_logout(logout: &Logout) -> String {
    let (audiences, days) = (logout.audiences.join(", "), logout.memory.as_hours() / 24);
    format!("/backchannel-logout accepts logout tokens for {audiences}; logouts count for {days} days")
}

fn describe_files(exposed: &[String]) -> Finding {
    match exposed {
        [] => Finding::Right("no other account can read secrets or write settings and keys".to_owned()),
        exposed => Finding::Note(format!("WARNING: {}", exposed.join("; "))),
    }
}

fn describe_gate(gate: &Gate) -> String {
    let profiles: Vec<_> = gate.profiles.names().collect();
    format!("profiles {}; follows changes by other replicas within {} s", profiles.join(", "), gate.staleness.as_secs())
}

fn describe_mail(mailer: Option<&SmtpMailer>) -> Finding {
    let Some(mailer) = mailer else { return Finding::Right("none: no notices and no links are sent".to_owned()) };
    let greeting = mailer.greeting();
    match mailer.unencrypted_server() {
        Some(server) => Finding::Note(format!("by SMTP as {greeting}, WITHOUT ENCRYPTION to {server} (tls=none)")),
        None => Finding::Right(format!("by SMTP as {greeting}")),
    }
}

/// What administrative requests require. `off` is for tests.
fn describe_administration(settings: &Settings, rules: &Administration, is_demo: bool) -> Result<Finding> {
    let words = match rules.step_up {
        StepUpRule::Off if is_demo => "never requires a verification".to_owned(),
        StepUpRule::Off => return settings.value("step_up")?.named(Err(off_is_for_tests())),
        StepUpRule::Guarded(age) => format!("guarded, changes by a verification within {} s", age.get()),
        StepUpRule::Always(age) => format!("always verified, changes within {} s", age.get()),
    };
    Ok(match rules.new_word {
        None => Finding::Right(words),
        Some(new) => Finding::Note(format!("{words}; PORTCULLIS_STEP_UP has an old word, which is now {new}")),
    })
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

fn describe_clients(clients: &ClientGrants) -> Finding {
    if clients.scope_provisions() {
        return Finding::Note(SCOPE_PROVISIONS.to_owned());
    }
    if clients.iter().next().is_none() {
        return Finding::Right("none: no client may provision, ask for decisions or act for persons".to_owned());
    }
    let subjects: BTreeSet<_> = clients.iter().map(|grant| grant.client.as_str()).collect();
    Finding::Right(format!("{} listed: {}", subjects.len(), subjects.into_iter().collect::<Vec<_>>().join(", ")))
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

/// Opens the database, and describes it.
fn open_database(database: &Database, is_demo: bool) -> Result<(Arc<DieselStore>, Finding)> {
    let url = &database.url;
    let store = compose::store(database, Timeouts::COMMAND)?;
    let status = store.schema()?;
    if status.is_behind() {
        let pending = status.pending.join(", ");
        return Err(Error::unavailable(format!("{url}: the schema is behind by {pending}; run `portcullis migrate`")));
    }
    let mut words = match &database.transport {
        Transport::Local => url.to_string(),
        Transport::Verified => format!("{url}, by verified TLS"),
        Transport::Unverified(servers) => {
            format!("{url}, WITHOUT VERIFIED TLS to {} (PORTCULLIS_DATABASE_TLS=off)", servers.join(", "))
        }
    };
    words.push_str(", schema up to date");
    match (store.is_for_development()?, is_demo) {
        (true, false) => {
            return Err(database.unfit("names a database of `serve --dev`; its keys and tokens are not secret"));
        }
        (true, true) => words.push_str(", for development only"),
        (false, _) => {}
    }
    let finding = match &database.transport {
        Transport::Unverified(_) => Finding::Note(words),
        Transport::Local | Transport::Verified => Finding::Right(words),
    };
    Ok((store, finding))
}

/// Fails if secrets in the database need an encryption key that is not configured.
fn describe_stored(store: Arc<DieselStore>, encryption: SealingKeys) -> Result<String> {
    let missing = keys::missing(store, encryption)?;
    if missing.is_empty() {
        return Ok("all open with the configured keys".to_owned());
    }
    let missing = missing.join(", ");
    Err(Error::invalid(
        "PORTCULLIS_ENCRYPTION_KEY",
        format!("lacks keys that secrets in the database need: {missing} (`portcullis keys list`)"),
    ))
}
