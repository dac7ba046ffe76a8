//! `portcullis serve --dev`: everything made on the spot, to try it out.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use jiff::SignedDuration;
use portcullis_adapters::SystemRandom;
use portcullis_adapters::database::{self, DieselStore, Patience};
use portcullis_adapters::jwt::{HmacSigner, TokenContent};
use portcullis_domain::{
    Actor, AddMember, CreateOrganization, EmailAddress, Error, GracePeriod, MemberDetails, MemberKind, Operator,
    OrganizationId, OrganizationName, Resource, Result, Role, SubjectId,
};

use super::{init, token};
use crate::settings::{Settings, Sources};
use crate::{compose, observing, private_file, serving};

const ISSUER: &str = "https://idp.portcullis.invalid";
const AUDIENCE: &str = "portcullis";
const ORGANIZATION: &str = "demo";

/// Who is there to try it as, and as what; the outsider belongs nowhere.
const PEOPLE: [(&str, Option<Role>); 4] =
    [("owner", Some(Role::Owner)), ("member", Some(Role::User)), ("billing", Some(Role::Billing)), ("outsider", None)];

/// Whether these settings are those that the demo left for the other commands.
pub(super) fn is_the_demos(settings: &Settings<'_>) -> bool {
    settings.0.get("issuer").is_some_and(|given| given.value == ISSUER)
}

pub(super) fn run(sources: &Sources) -> Result<ExitCode> {
    let given = Settings(sources);
    let url = given.database_url()?;
    let Some(file) = url.file().map(Path::to_owned) else {
        return Err(Error::invalid("DATABASE_URL", "must be a SQLite file with --dev"));
    };
    let address = given.bind()?;
    if !address.ip().is_loopback() {
        return Err(Error::invalid("PORTCULLIS_BIND", "must be on loopback with --dev: its tokens are printed"));
    }
    for name in [
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
    ] {
        if let Some(given) = sources.get(name) {
            return Err(Error::invalid(&*given.place, "must not be set with --dev, which makes its own"));
        }
    }

    let folder = file.parent().map(Path::to_owned).unwrap_or_default();
    let own = own_settings(sources, &file, &folder, address);
    let settings = Settings(&own);
    if file.exists() {
        refuse_somebodys(&settings, &file)?;
    }
    database::migrate(&url)?;
    let store = compose::store(&settings, Patience::SERVING)?;
    store.mark_for_development()?;
    write_files(&own, &folder)?;
    populate(&store)?;
    let signer = token::signer(&settings)?;
    let tokens = tokens(&signer)?;
    let (services, background) = compose::services(&settings, Arc::clone(&store))?;
    background.prepare()?;
    let issuer_keys = Arc::clone(&background.issuer_keys);
    background.begin();
    observing::begin(&settings, &services, store, issuer_keys)?;
    serving::listen(settings.listening()?, services, |bound| tell(&folder, bound, &tokens))
}

/// The settings that the demo makes for itself.
fn own_settings(sources: &Sources, file: &Path, folder: &Path, address: SocketAddr) -> Sources {
    let mut own = sources.clone();
    let secret = folder.join("portcullis-dev.secret");
    let key = folder.join("portcullis-dev.key");
    for (name, value) in [
        ("database_url", format!("sqlite://{}", file.display())),
        ("issuer", ISSUER.to_owned()),
        ("audience", AUDIENCE.to_owned()),
        ("jwt_secret_file", secret.display().to_string()),
        ("encryption_key_file", key.display().to_string()),
        ("public_url", format!("http://localhost:{}", address.port())),
    ] {
        own.put(name, value, "--dev".to_owned());
    }
    own
}

fn settings_file(folder: &Path) -> PathBuf {
    folder.join("portcullis-dev.toml")
}

/// Refuses a database that is there and is not the demo's, before anything is written.
fn refuse_somebodys(settings: &Settings<'_>, file: &Path) -> Result<()> {
    let store = compose::store(settings, Patience::COMMAND)?;
    if !store.schema()?.applied.is_empty() && !store.is_for_development()? {
        let rule = format!("names {}, which was not made by --dev", file.display());
        return Err(Error::invalid("DATABASE_URL", rule));
    }
    Ok(())
}

/// The secret, and the settings for the other commands, unless they are there.
fn write_files(own: &Sources, folder: &Path) -> Result<()> {
    let mut page = toml::Table::new();
    for name in ["database_url", "issuer", "audience", "jwt_secret_file", "encryption_key_file", "public_url"] {
        if let Some(given) = own.get(name) {
            page.insert(name.to_owned(), given.value.clone().into());
        }
    }
    let missing = |name| own.get(name).map(|given| Path::new(&given.value)).filter(|path| !path.exists());
    if let Some(secret) = missing("jwt_secret_file") {
        private_file::create(secret, &format!("{}\n", init::fresh_secret()?))?;
    }
    if let Some(key) = missing("encryption_key_file") {
        private_file::create(key, &format!("{}\n", init::fresh_key()?))?;
    }
    let settings = settings_file(folder);
    let text = format!("# Made by `portcullis serve --dev`, for the other commands.\n{page}");
    match std::fs::read_to_string(&settings) {
        Ok(known) if known == text => return Ok(()),
        // of an earlier start, or version
        Ok(_) => std::fs::remove_file(&settings).map_err(Error::unavailable)?,
        Err(_) => {}
    }
    private_file::create(&settings, &text)
}

/// The demo organization and its members, unless they are there.
fn populate(store: &Arc<DieselStore>) -> Result<()> {
    let organization = OrganizationId::parse(ORGANIZATION)?;
    let operator = Operator { name: "serve --dev".to_owned(), organization: organization.clone() };
    let create = CreateOrganization { store: store.clone(), clock: compose::clock(), grace: GracePeriod::default() };
    unless_there(create.execute(&operator, &OrganizationName::parse("Demo")?).map(drop), Resource::Organization)?;
    let add = AddMember { store: store.clone(), clock: compose::clock() };
    for (name, role) in PEOPLE {
        let Some(role) = role else { continue };
        let details = MemberDetails {
            subject: SubjectId::parse(name)?,
            email: Some(EmailAddress::parse(format!("{name}@demo.example"))?),
            role,
            kind: MemberKind::Person,
        };
        let actor = Actor::operator(&operator.name, organization.clone());
        unless_there(add.execute(&actor, details, None), Resource::Membership)?;
    }
    Ok(())
}

fn unless_there(done: Result<()>, resource: Resource) -> Result<()> {
    match done {
        Err(Error::AlreadyExists(there)) if there == resource => Ok(()),
        other => other,
    }
}

/// A token for each of the people, for twelve hours.
fn tokens(signer: &HmacSigner) -> Result<Vec<(&'static str, String)>> {
    let now = compose::clock().now();
    PEOPLE
        .iter()
        .map(|(name, role)| {
            let content = TokenContent {
                subject: SubjectId::parse(*name)?,
                organization: role.map(|_| OrganizationId::parse(ORGANIZATION)).transpose()?,
                email: Some(format!("{name}@demo.example")),
                session: Some(format!("demo-{name}")),
                scope: None,
                lifetime: SignedDuration::from_hours(12),
            };
            Ok((*name, signer.sign(&content, now, &SystemRandom)?))
        })
        .collect()
}

fn tell(folder: &Path, address: SocketAddr, tokens: &[(&str, String)]) {
    println!("\nPortcullis, to try out: http://localhost:{}\n", address.port());
    println!("Organization `{ORGANIZATION}`, with tokens for twelve hours:\n");
    for (name, token) in tokens {
        println!("{name}\n  {token}\n");
    }
    let owner = tokens.first().map_or("", |(_, token)| token);
    println!("Require MFA of everybody in it:\n");
    println!("curl -X POST http://localhost:{}/mfa/organization/enforce \\", address.port());
    println!("  -H 'Authorization: Bearer {owner}' \\");
    println!("  -H 'Content-Type: application/json' -d '{{\"enforced\":true}}'\n");
    println!("The API to read: http://localhost:{}/docs", address.port());
    println!(
        "Other commands:  portcullis --config {} policy show --organization demo",
        settings_file(folder).display()
    );
    let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    println!("Everything is in {}; delete it to begin anew.\n", shown.display());
}
