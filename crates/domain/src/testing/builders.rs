//! Builders of organizations, members and callers, and queries for assertions.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::Result;
use crate::model::audit::AuditRecord;
use crate::model::identity::AllowedMethod;
use crate::model::identity::SessionId;
use crate::model::identity::{
    Actor, Authentication, Caller, Client, Identity, OrganizationId, RequestId, Scope, SubjectId,
};
use crate::model::membership::{EmailAddress, MemberDetails, MemberKind, Membership, Role};
use crate::model::organization::{Organization, OrganizationName};
use crate::model::page::PageSize;
use crate::model::policy::{AllowedMethods, GracePeriod, MfaPolicy, PolicyRecord};
use crate::ports::{AuditFilter, Fingerprint, Store};

/// An organization that is yet to be saved.
#[derive(Debug, Clone)]
pub struct OrganizationBuilder {
    organization: Organization,
    members: Vec<Membership>,
}

/// An organization without members that does not enforce MFA.
pub fn an_organization(id: &str) -> OrganizationBuilder {
    let (id, name) = (certain(OrganizationId::parse(id)), certain(OrganizationName::parse(id)));
    let organization = Organization::new(id, name, MfaPolicy::new(GracePeriod::default()), long_ago());
    OrganizationBuilder { organization, members: Vec::new() }
}

impl OrganizationBuilder {
    /// With this person in it.
    #[must_use]
    pub fn with_member(self, subject: &str, role: Role) -> Self {
        self.with(subject, role, MemberKind::Person, |membership| membership)
    }

    /// With this machine in it.
    #[must_use]
    pub fn with_service(self, subject: &str) -> Self {
        self.with(subject, Role::User, MemberKind::Service, |membership| membership)
    }

    /// With this person in it once, but no more.
    #[must_use]
    pub fn with_former_member(self, subject: &str, role: Role) -> Self {
        self.with(subject, role, MemberKind::Person, |membership| membership.removed(long_ago()))
    }

    /// Demanding MFA since then, written as RFC 3339 has it.
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

    /// Allowing these methods alone.
    #[must_use]
    pub fn allowing(self, methods: &[AllowedMethod]) -> Self {
        let methods = certain(AllowedMethods::new(methods.iter().copied()));
        let record = PolicyRecord { methods, ..self.organization.base_policy().record().clone() };
        Self { organization: self.organization.with_policy(MfaPolicy::restore(record)), ..self }
    }

    /// Adds the members to the saved organization of that id, without audit entries.
    pub fn join(&self, store: &dyn Store) -> Result<()> {
        store.transaction(|tx| {
            self.members.iter().try_for_each(|member| tx.memberships().insert(&self.organization.id, member))
        })
    }

    /// Saves it without audit entries: the initial state precedes the test.
    pub fn save(&self, store: &dyn Store) -> Result<()> {
        store.transaction(|tx| {
            tx.organizations().insert(&self.organization)?;
            self.members.iter().try_for_each(|member| tx.memberships().insert(&self.organization.id, member))
        })
    }

    fn with(mut self, subject: &str, role: Role, kind: MemberKind, end: impl Fn(Membership) -> Membership) -> Self {
        let subject = certain(SubjectId::parse(subject));
        let email = EmailAddress::parse(format!("{subject}@example.com")).ok();
        let member = Membership::new(MemberDetails { subject, email, role, kind }, long_ago());
        self.members.push(end(certain(member)));
        self
    }
}

/// A caller who is yet to act.
#[derive(Debug, Clone)]
pub struct CallerBuilder(Caller);

/// A caller whose token names no organization.
pub fn a_caller(subject: &str) -> CallerBuilder {
    CallerBuilder(Caller {
        issuer: "https://idp.example".to_owned(),
        subject: certain(SubjectId::parse(subject)),
        organization: None,
        email: None,
        mfa_session: None,
        copied: None,
        scopes: BTreeSet::new(),
        joins: false,
        token_id: Some("token-1".to_owned()),
        authentication: Authentication::default(),
        expires_at: Timestamp::MAX,
    })
}

impl CallerBuilder {
    /// Whose token names this organization.
    #[must_use]
    pub fn of(mut self, organization: &str) -> Self {
        self.0.organization = Some(certain(OrganizationId::parse(organization)));
        self
    }

    /// Whose token is of this session of the identity provider.
    #[must_use]
    pub fn in_session(mut self, session: &str) -> Self {
        self.0.authentication.session = Some(session.to_owned());
        self
    }

    /// Whose token is our own, of this session of ours.
    #[must_use]
    pub fn in_our_session(mut self, session: SessionId) -> Self {
        self.0.mfa_session = Some(session);
        self
    }

    /// Whose token may be used for this.
    #[must_use]
    pub fn with_scope(mut self, scope: Scope) -> Self {
        self.0.scopes.insert(scope);
        self
    }

    /// Whose token makes them a member where it names an organization.
    #[must_use]
    pub fn joining(mut self) -> Self {
        self.0.joins = true;
        self
    }

    /// The caller alone.
    pub fn build(self) -> Caller {
        self.0
    }

    /// The caller in the request `request-1` from the network address 192.0.2.1.
    pub fn acting(self) -> Actor {
        Actor {
            identity: Identity::Caller(self.0),
            request: Some(certain(RequestId::parse("request-1"))),
            source: Some("192.0.2.1".to_owned()),
        }
    }
}

/// What stands in for a digest: for tokens that are plain names and no secrets.
pub fn plain_fingerprint(token: &str) -> Fingerprint {
    let mut fingerprint = Fingerprint::default();
    for (nth, byte) in token.bytes().enumerate() {
        if let Some(place) = fingerprint.get_mut(nth % 32) {
            *place = place.wrapping_mul(31).wrapping_add(byte);
        }
    }
    fingerprint
}

/// The operator `root`, acting on this organization.
pub fn an_operator_of(organization: &str) -> Actor {
    Actor::operator("root", certain(OrganizationId::parse(organization)))
}

/// A machine with a token to provision, acting on this organization.
pub fn a_client_of(organization: &str) -> Actor {
    let client = Client {
        issuer: "https://idp.example".to_owned(),
        client: certain(SubjectId::parse("back-end")),
        token_id: Some("token-2".to_owned()),
        organization: certain(OrganizationId::parse(organization)),
    };
    Actor { identity: Identity::Client(client), request: None, source: None }
}

/// The organization as it is stored.
pub fn the_organization(store: &dyn Store, id: &str) -> Organization {
    let id = certain(OrganizationId::parse(id));
    match certain(store.read(|tx| tx.organizations().find(&id))) {
        Some(organization) => organization,
        None => panic!("there is no organization {id}"),
    }
}

/// Its audit records, oldest first.
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

/// Its audit log, oldest first, each entry as `action outcome`.
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
