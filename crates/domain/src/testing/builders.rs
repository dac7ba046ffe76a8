//! Builders of organizations, members and callers, and queries for assertions.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::PlainSealer;
use crate::Result;
use crate::model::audit::AuditRecord;
use crate::model::identity::AllowedMethod;
use crate::model::identity::{
    Actor, Audience, Authentication, Caller, Client, Delegate, GrantedOrganizations, Identity, Login, OrganizationId,
    RequestId, Scope, SubjectId,
};
use crate::model::identity::{SessionId, TokenKey};
use crate::model::membership::{AddressSource, EmailAddress, MemberDetails, MemberKind, Membership, Role};
use crate::model::organization::{Organization, OrganizationName};
use crate::model::page::PageSize;
use crate::model::policy::{AllowedMethods, GracePeriod, MfaPolicy, PolicyRecord};
use crate::ports::{AuditFilter, Fingerprint, Sealer, Store};

/// Builds an organization with members.
#[derive(Debug, Clone)]
pub struct OrganizationBuilder {
    organization: Organization,
    members: Vec<Membership>,
}

/// Begins an organization without members that does not enforce MFA.
pub fn an_organization(id: &str) -> OrganizationBuilder {
    let (id, name) = (certain(OrganizationId::parse(id)), certain(OrganizationName::parse(id)));
    let organization = Organization::new(id, name, MfaPolicy::new(GracePeriod::default()), long_ago());
    OrganizationBuilder { organization, members: Vec::new() }
}

impl OrganizationBuilder {
    /// Adds a person who entered the organization.
    #[must_use]
    pub fn with_member(self, subject: &str, role: Role) -> Self {
        self.with(subject, role, MemberKind::Person, |membership| membership.entered(long_ago()))
    }

    /// Adds a person who was given the membership at this moment (RFC 3339) and did not enter.
    #[must_use]
    pub fn with_given_member(self, subject: &str, role: Role, moment: &str) -> Self {
        match moment.parse() {
            Ok(given_at) => {
                self.with(subject, role, MemberKind::Person, |membership| Membership { given_at, ..membership })
            }
            Err(error) => panic!("{moment}: {error}"),
        }
    }

    /// Adds a machine identity.
    #[must_use]
    pub fn with_service(self, subject: &str) -> Self {
        self.with(subject, Role::User, MemberKind::Service, |membership| membership)
    }

    /// Adds a person whose membership has ended.
    #[must_use]
    pub fn with_former_member(self, subject: &str, role: Role) -> Self {
        self.with(subject, role, MemberKind::Person, |membership| membership.removed(long_ago()))
    }

    /// Enforces MFA since this moment (RFC 3339).
    #[must_use]
    pub fn enforcing_since(self, moment: &str) -> Self {
        match moment.parse() {
            Ok(at) => {
                let policy = self.organization.base_policy().enforce(true, at);
                Self { organization: self.organization.with_policy(policy), ..self }
            }
            Err(error) => panic!("{moment}: {error}"),
        }
    }

    /// Allows only these methods.
    #[must_use]
    pub fn allowing(self, methods: &[AllowedMethod]) -> Self {
        let methods = certain(AllowedMethods::new(methods.iter().copied()));
        let record = PolicyRecord { methods, ..self.organization.base_policy().record().clone() };
        Self { organization: self.organization.with_policy(MfaPolicy::restore(record)), ..self }
    }

    /// Adds the members to the saved organization with this id, without audit entries.
    pub fn join(&self, store: &dyn Store) -> Result<()> {
        store.transaction(|tx| {
            self.members.iter().try_for_each(|member| tx.memberships().insert(&self.organization.id, member))
        })
    }

    /// Saves the organization and its members without audit entries: the initial state precedes the test.
    pub fn save(&self, store: &dyn Store) -> Result<()> {
        store.transaction(|tx| {
            tx.organizations().insert(&self.organization)?;
            self.members.iter().try_for_each(|member| tx.memberships().insert(&self.organization.id, member))
        })
    }

    fn with(mut self, subject: &str, role: Role, kind: MemberKind, end: impl Fn(Membership) -> Membership) -> Self {
        let subject = certain(SubjectId::parse(subject));
        let email = EmailAddress::parse(format!("{subject}@example.com")).ok();
        let member = Membership::new(
            MemberDetails { subject, email, address_source: AddressSource::Given, role, kind },
            long_ago(),
        );
        self.members.push(end(certain(member)));
        self
    }
}

/// Builds a caller.
#[derive(Debug, Clone)]
pub struct CallerBuilder(Caller);

/// Begins a caller whose token names no organization.
pub fn a_caller(subject: &str) -> CallerBuilder {
    CallerBuilder(Caller {
        issuer: "https://idp.example".to_owned(),
        subject: certain(SubjectId::parse(subject)),
        organization: None,
        email: None,
        names_address: false,
        mfa_session: None,
        audience: Audience::new(vec!["portcullis".to_owned()]),
        copied: None,
        scopes: BTreeSet::new(),
        joins: false,
        delegate: None,
        pseudonyms: Vec::new(),
        token: TokenKey::Id("token-1".to_owned()),
        authentication: Authentication::default(),
        login: Login::default(),
        expires_at: Timestamp::MAX,
    })
}

impl CallerBuilder {
    /// Names this organization in the token.
    #[must_use]
    pub fn of(mut self, organization: &str) -> Self {
        self.0.organization = Some(certain(OrganizationId::parse(organization)));
        self
    }

    /// Names this session of the identity provider in the token.
    #[must_use]
    pub fn in_session(mut self, session: &str) -> Self {
        self.0.authentication.session = Some(session.to_owned());
        self
    }

    /// Makes the token a full-access token of this MFA session.
    #[must_use]
    pub fn in_our_session(mut self, session: SessionId) -> Self {
        self.0.mfa_session = Some(session);
        self
    }

    /// Adds a scope to the token.
    #[must_use]
    pub fn with_scope(mut self, scope: Scope) -> Self {
        self.0.scopes.insert(scope);
        self
    }

    /// Names a party in the token that acts for its subject, and is not granted to.
    #[must_use]
    pub fn delegated_to(mut self, name: &str) -> Self {
        self.0.delegate = Some(Delegate { name: name.to_owned(), granted: GrantedOrganizations::NONE });
        self
    }

    /// Names a party in the token that the operator lets act for its subject everywhere.
    #[must_use]
    pub fn delegated_to_client(mut self, name: &str) -> Self {
        self.0.delegate = Some(Delegate { name: name.to_owned(), granted: GrantedOrganizations::All });
        self
    }

    /// Lets the token make its subject a member of the organization that it names.
    #[must_use]
    pub fn joining(mut self) -> Self {
        self.0.joins = true;
        self
    }

    /// Names this verified address in the token.
    #[must_use]
    pub fn at_address(mut self, email: &str) -> Self {
        self.0.email = Some(email.to_owned());
        self
    }

    /// Names the time of the login in the token.
    #[must_use]
    pub fn logged_in_at(mut self, at: Timestamp) -> Self {
        self.0.login.at = Some(at);
        self
    }

    /// Names the end of the identity provider's session in the token.
    #[must_use]
    pub fn until(mut self, session_expires_at: Timestamp) -> Self {
        self.0.authentication.session_expires_at = Some(session_expires_at);
        self
    }

    /// Returns the caller.
    pub fn build(mut self) -> Caller {
        if self.0.mfa_session.is_none() {
            let (sealer, session): (&dyn Sealer, _) = (&PlainSealer, self.0.authentication.session.as_deref());
            self.0.login.keys = certain(sealer.logout_keys(&self.0.subject, session));
            if let (true, Some(organization)) = (self.0.joins, &self.0.organization) {
                self.0.pseudonyms = certain(sealer.pseudonyms(organization, &self.0.subject));
            }
        }
        self.0
    }

    /// Returns the caller as the actor of request `request-1` from the network address 192.0.2.1.
    pub fn acting(self) -> Actor {
        Actor {
            identity: Identity::Caller(self.build()),
            request: Some(certain(RequestId::parse("request-1"))),
            source: Some("192.0.2.1".to_owned()),
        }
    }
}

/// A simple digest for tokens that are plain names and no secrets.
pub fn plain_fingerprint(token: &str) -> Fingerprint {
    let mut fingerprint = Fingerprint::default();
    for (nth, byte) in token.bytes().enumerate() {
        if let Some(place) = fingerprint.get_mut(nth % 32) {
            *place = place.wrapping_mul(31).wrapping_add(byte);
        }
    }
    fingerprint
}

/// Returns the operator `root`, acting on this organization.
pub fn an_operator_of(organization: &str) -> Actor {
    Actor::operator("root", certain(OrganizationId::parse(organization)))
}

/// Returns a client that may provision every organization, acting on this one.
pub fn a_client_of(organization: &str) -> Actor {
    let client = Client {
        issuer: "https://idp.example".to_owned(),
        client: certain(SubjectId::parse("back-end")),
        token_id: Some("token-2".to_owned()),
        organization: certain(OrganizationId::parse(organization)),
        granted: GrantedOrganizations::All,
        login: Login::default(),
    };
    Actor { identity: Identity::Client(client), request: None, source: None }
}

/// Returns the stored organization.
pub fn the_organization(store: &dyn Store, id: &str) -> Organization {
    let id = certain(OrganizationId::parse(id));
    match certain(store.read(|tx| tx.organizations().find(&id))) {
        Some(organization) => organization,
        None => panic!("no organization {id}"),
    }
}

/// Returns the organization's audit records, oldest first.
pub fn the_audit_records_of(store: &dyn Store, organization: &str) -> Vec<AuditRecord> {
    let id = certain(OrganizationId::parse(organization));
    let mut records = certain(store.read(|tx| {
        let mut all = Vec::new();
        let mut before = None;
        loop {
            let page = tx.audit().page(&id, &AuditFilter::default(), before, PageSize::MAX)?;
            all.extend(page.items);
            before = page.next;
            if before.is_none() {
                return Ok(all);
            }
        }
    }));
    records.reverse();
    records
}

/// Returns the organization's audit log, oldest first, each entry as `action outcome`.
pub fn the_audit_log_of(store: &dyn Store, organization: &str) -> Vec<String> {
    let text = |record: &AuditRecord| format!("{} {}", record.entry.action, record.entry.outcome);
    the_audit_records_of(store, organization).iter().map(text).collect()
}

pub(super) fn long_ago() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

pub(super) fn certain<T, E: std::fmt::Display>(result: std::result::Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}
