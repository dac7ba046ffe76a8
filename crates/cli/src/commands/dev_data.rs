//! The demo organization of `serve --dev`, its members, and their tokens.

use std::sync::Arc;

use jiff::SignedDuration;
use portcullis_adapters::SystemRandom;
use portcullis_adapters::database::DieselStore;
use portcullis_adapters::jwt::{HmacSigner, TokenContent};
use portcullis_domain::{
    Actor, AddMember, AddressSource, CreateOrganization, EmailAddress, Error, GracePeriod, MemberDetails, MemberKind,
    Operator, OrganizationId, OrganizationName, Resource, Result, Role, Sealer, SubjectId,
};

use crate::compose;

/// The demo organization.
pub(super) const ORGANIZATION: &str = "demo";

/// The demo's subjects with their roles; the outsider is no member.
const PEOPLE: [(&str, Option<Role>); 4] =
    [("owner", Some(Role::Owner)), ("member", Some(Role::User)), ("billing", Some(Role::Billing)), ("outsider", None)];

/// Creates the demo organization and its members, unless they exist.
pub(super) fn populate(store: &Arc<DieselStore>, sealer: Arc<dyn Sealer>) -> Result<()> {
    let organization = OrganizationId::parse(ORGANIZATION)?;
    let operator = Operator { name: "serve --dev".to_owned(), organization: organization.clone() };
    let create = CreateOrganization { store: store.clone(), clock: compose::clock(), grace: GracePeriod::default() };
    unless_exists(create.execute(&operator, &OrganizationName::parse("Demo")?).map(drop), Resource::Organization)?;
    let add = AddMember { store: store.clone(), clock: compose::clock(), sealer };
    for (name, role) in PEOPLE {
        let Some(role) = role else { continue };
        let details = MemberDetails {
            subject: SubjectId::parse(name)?,
            email: Some(EmailAddress::parse(format!("{name}@demo.example"))?),
            address_source: AddressSource::Given,
            role,
            kind: MemberKind::Person,
        };
        let actor = Actor::operator(&operator.name, organization.clone());
        unless_exists(add.execute(&actor, details, None).map(drop), Resource::Membership)?;
    }
    Ok(())
}

fn unless_exists(created: Result<()>, resource: Resource) -> Result<()> {
    match created {
        Err(Error::AlreadyExists(existing)) if existing == resource => Ok(()),
        other => other,
    }
}

/// Signs a token for each of the people, valid for twelve hours.
pub(super) fn tokens(signer: &HmacSigner) -> Result<Vec<(&'static str, String)>> {
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
