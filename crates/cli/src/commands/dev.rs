//! `portcullis serve --dev`: a demo that creates its own database, keys and members.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use portcullis_adapters::database::{self, Timeouts};

use super::dev_files::{DemoFiles, SETTINGS_FILE};
use super::{dev_data, dev_guide, token};
use crate::compose;
use crate::config::database::Database;
use crate::config::{self, Config};
use crate::error::{Error, Result};
use crate::metrics_listener::MetricsListener;
use crate::server::Listener;
use crate::settings::Settings;

const ISSUER: &str = "https://idp.portcullis.invalid";
const AUDIENCE: &str = "portcullis";

/// The settings that the demo makes itself; real ones must not end up in it.
const OWN: [&str; 11] = [
    "issuer",
    "audience",
    "jwt_secret",
    "jwt_secret_file",
    "jwks_file",
    "jwks_url",
    "encryption_key",
    "encryption_key_file",
    "public_url",
    "tls_cert",
    "tls_key",
];

/// Whether this is the issuer of the settings that the demo wrote for the other commands.
pub(super) fn is_demo(issuer: &str) -> bool {
    issuer == ISSUER
}

pub(super) fn run(given: &Settings) -> Result<ExitCode> {
    let database = config::database::read(given)?;
    let Some(file) = database.url.file().map(Path::to_owned) else {
        return Err(database.unfit("must be a SQLite file with --dev"));
    };
    let address = config::listening::address(given)?;
    if !address.ip().is_loopback() {
        return Err(Error::invalid("PORTCULLIS_BIND", "must be on loopback with --dev: its tokens are printed"));
    }
    if let Some(given) = OWN.into_iter().find_map(|name| given.get(name)) {
        return Err(given.wrong("must not be set with --dev, which makes its own"));
    }
    let folder = file.parent().map(Path::to_owned).unwrap_or_default();
    let files = DemoFiles::read(&folder)?;
    let Config { listen, metrics, service, .. } = Config::read(&demo_settings(given, &files, address))?;
    let listener = Listener::bind(listen)?;
    let metrics = metrics.map(MetricsListener::bind).transpose()?;
    reject_production(&service.database, &file)?;

    database::migrate(&service.database.url)?;
    let store = compose::store(&service.database, Timeouts::SERVING)?;
    store.mark_for_development()?;
    files.write(&toml::Table::from_iter([
        ("database_url".to_owned(), format!("sqlite://{}", file.display()).into()),
        ("issuer".to_owned(), ISSUER.into()),
        ("audience".to_owned(), AUDIENCE.into()),
        ("public_url".to_owned(), (&*service.public_url).into()),
    ]))?;
    dev_data::populate(&store, compose::sealer(service.encryption.clone()))?;
    let signer = token::signer(&service.issuer_keys, service.token_rules.clone(), service.token_type)?;
    let tokens = dev_data::tokens(&signer)?;
    let (services, background) = compose::services(service, Arc::clone(&store));
    background.load_own_keys()?;
    let mail = background.mail_metrics.clone();
    let issuer_keys = background.start();
    if let Some(metrics) = metrics {
        outln!("metrics on http://{}/metrics", metrics.address());
        metrics.serve(&services, store, issuer_keys, &mail);
    }
    listener.serve(services, |bound| dev_guide::print(&folder, &folder.join(SETTINGS_FILE), bound, &tokens))?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the given settings with those of the demo.
fn demo_settings(given: &Settings, files: &DemoFiles, address: SocketAddr) -> Settings {
    let mut settings = given.clone();
    for (name, value) in [
        ("issuer", ISSUER.to_owned()),
        ("audience", AUDIENCE.to_owned()),
        ("jwt_secret", files.secret()),
        ("encryption_key", files.encryption_key()),
        ("public_url", format!("http://localhost:{}", address.port())),
    ] {
        settings.put(name, value, "--dev".to_owned());
    }
    if settings.get("docs").is_none() {
        settings.put("docs", "on".to_owned(), "--dev".to_owned());
    }
    settings
}

/// Fails if the database exists and was not made by `--dev`, before anything is written.
fn reject_production(database: &Database, file: &Path) -> Result<()> {
    if !file.exists() {
        return Ok(());
    }
    let store = compose::store(database, Timeouts::COMMAND)?;
    if !store.schema()?.applied.is_empty() && !store.is_for_development()? {
        let rule = format!("names {}, which was not made by --dev", file.display());
        return Err(database.unfit(rule));
    }
    Ok(())
}
