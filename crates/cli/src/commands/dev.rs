//! `portcullis serve --dev`: everything made on the spot, to try it out.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use jiff::SignedDuration;
use portcullis_adapters::SystemRandom;
use portcullis_adapters::database::{self, DieselStore};
use portcullis_adapters::jwt::{HmacSigner, TokenContent};
use portcullis_domain::error::Resource;
use portcullis_domain::identity::{Actor, Operator, SubjectId};
use portcullis_domain::membership::{AddMember, EmailAddress, Kind, MemberDetails, Role};
use portcullis_domain::organization::{CreateOrganization, OrganizationId, OrganizationName};
use portcullis_domain::page::PageSize;
use portcullis_domain::policy::GracePeriod;
use portcullis_domain::{Error, Result, Store};

use super::{init, serve, token};
use crate::compose;
use crate::settings::{Settings, Sources};

const ISSUER: &str = "https://idp.portcullis.invalid";
const AUDIENCE: &str = "portcullis";
const ORGANIZATION: &str = "demo";

/// Who is there to try it as, and as what; the outsider belongs nowhere.
const PEOPLE: [(&str, Option<Role>); 4] =
    [("owner", Some(Role::Owner)), ("member", Some(Role::User)), ("billing", Some(Role::Billing)), ("outsider", None)];

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
    for name in ["issuer", "audience", "jwt_secret", "jwt_secret_file", "jwks_file"] {
        if let Some(given) = sources.get(name) {
            return Err(Error::invalid(&*given.place, "must not be set with --dev, which makes its own"));
        }
    }

    let folder = file.parent().map(Path::to_owned).unwrap_or_default();
    database::migrate(&url)?;
    let own = own_settings(sources, &file, &folder)?;
    let settings = Settings(&own);
    let store = compose::store(&settings)?;
    claim(&store, &file)?;
    populate(&store)?;
    let signer = token::signer(&settings)?;
    let tokens = tokens(&signer)?;
    let services = compose::services(&settings, store)?;
    serve::listen(address, settings.pool()?.get(), services, |bound| tell(&folder, bound, &tokens))
}

/// The settings that the demo makes for itself, kept as a file for the other commands.
fn own_settings(sources: &Sources, file: &Path, folder: &Path) -> Result<Sources> {
    let secret = folder.join("jwt.secret");
    if !secret.exists() {
        write_private(&secret, &format!("{}\n", init::fresh_secret()?))?;
    }
    let made = [
        ("database_url", format!("sqlite://{}", file.display())),
        ("issuer", ISSUER.to_owned()),
        ("audience", AUDIENCE.to_owned()),
        ("jwt_secret_file", secret.display().to_string()),
    ];
    let mut page = toml::Table::new();
    let mut own = sources.clone();
    for (name, value) in made {
        page.insert(name.to_owned(), value.clone().into());
        own.put(name, value, "--dev".to_owned());
    }
    let text = format!("# Made by `portcullis serve --dev`; for the other commands: portcullis --config …\n{page}");
    write_private(&settings_file(folder), &text)?;
    Ok(own)
}

fn settings_file(folder: &Path) -> PathBuf {
    folder.join("portcullis.toml")
}

/// Marks the database as one for development, unless it holds somebody's tenants already.
fn claim(store: &Arc<DieselStore>, file: &Path) -> Result<()> {
    if store.is_for_development()? {
        return Ok(());
    }
    let dynamic: &dyn Store = &**store;
    let inhabited = !dynamic.read(|tx| tx.organizations().page(None, PageSize::new(1)?))?.items.is_empty();
    if inhabited {
        let rule = format!("names {}, which holds organizations and was not made by --dev", file.display());
        return Err(Error::invalid("DATABASE_URL", rule));
    }
    store.mark_for_development()
}

/// The demo organization and its members, unless they are there.
fn populate(store: &Arc<DieselStore>) -> Result<()> {
    let organization = OrganizationId::parse(ORGANIZATION)?;
    let operator = Operator { name: "serve --dev".to_owned(), organization: organization.clone() };
    let create = CreateOrganization { store: store.clone(), clock: compose::clock(), grace: GracePeriod::default() };
    unless_there(create.execute(&operator, OrganizationName::parse("Demo")?).map(drop), Resource::Organization)?;
    let add = AddMember { store: store.clone(), clock: compose::clock() };
    for (name, role) in PEOPLE {
        let Some(role) = role else { continue };
        let details = MemberDetails {
            subject: SubjectId::parse(name)?,
            email: Some(EmailAddress::parse(format!("{name}@demo.example"))?),
            role,
            kind: Kind::Person,
        };
        let actor = Actor::operator(&operator.name, organization.clone());
        unless_there(add.execute(&actor, details), Resource::Membership)?;
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
    println!("Everything is in {}; delete it to begin anew.\n", folder.display());
}

/// Writes a file that its owner alone may read.
pub(super) fn write_private(path: &Path, text: &str) -> Result<()> {
    let failed =
        |error: std::io::Error| Error::invalid(path.display().to_string(), format!("cannot be written: {error}"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(failed)
}
