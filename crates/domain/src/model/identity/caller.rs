//! Who acts: a caller or client with a verified token, or an operator at the command line.

use std::collections::BTreeSet;

use derive_more::Display;
use jiff::Timestamp;

use super::{
    Audience, Authentication, CopiedClaims, Delegate, GrantedOrganizations, Login, OrganizationId, RequestId, Scope,
    SubjectId,
};
use crate::model::identity::SessionId;

/// The subject of a request, as the verified token describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The issuer (`iss`). Only issuer and subject together identify.
    pub issuer: String,
    /// The subject (`sub`).
    pub subject: SubjectId,
    /// The organization that the token names.
    pub organization: Option<OrganizationId>,
    /// The e-mail address that the token names, if its issuer verified it. It does not identify.
    pub email: Option<String>,
    /// Whether the token names an e-mail address, verified or not.
    pub names_address: bool,
    /// The session of ours that the token belongs to, if it is a full-access token.
    pub mfa_session: Option<SessionId>,
    /// The names of ours to which the token is addressed.
    pub audience: Audience,
    /// The claims that our own tokens copy.
    pub copied: Option<CopiedClaims>,
    /// The scopes of a client's token.
    pub scopes: BTreeSet<Scope>,
    /// The party that acts for the subject, if the token names one.
    pub delegate: Option<Delegate>,
    /// Whether the token makes its subject a member of the organization that it names.
    pub joins: bool,
    /// The pseudonyms under which the subject would be found in the organization after an erasure, if the token joins.
    pub pseudonyms: Vec<SubjectId>,
    /// The token, for the audit log, counters and limits.
    pub token: TokenKey,
    /// How the subject authenticated.
    pub authentication: Authentication,
    /// The login that the token comes from.
    pub login: Login,
    /// When the token expires.
    pub expires_at: Timestamp,
}

/// Distinguishes a token from every other.
#[derive(Debug, Display, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKey {
    /// Its id (`jti`).
    #[display("token {_0}")]
    Id(String),
    /// A digest of its claims, where it has no id.
    #[display("digest {_0}")]
    Digest(String),
}

impl TokenKey {
    /// The token's id, if it has one.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Id(id) => Some(id),
            Self::Digest(_) => None,
        }
    }
}

/// A person with access to the installation, who acts on one organization at the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The name of the system account.
    pub name: String,
    /// The organization that the operator acts on.
    pub organization: OrganizationId,
}

/// A machine with a token, which provisions an organization's members for the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The issuer of its token.
    pub issuer: String,
    /// Its subject at the identity provider.
    pub client: SubjectId,
    /// Its token's id (`jti`), for the audit log.
    pub token_id: Option<String>,
    /// The organization that the client acts on.
    pub organization: OrganizationId,
    /// The organizations that it may provision; the one that it acts on is one of them.
    pub granted: GrantedOrganizations,
    /// The login that its token comes from.
    pub login: Login,
}

/// Who acts.
#[expect(clippy::large_enum_variant, reason = "made once a request, and nearly always a caller")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A subject with a token.
    Caller(Caller),
    /// The operator of the installation: has every permission in the organization that the command names.
    Operator(Operator),
    /// A client with the right to provision: may manage members in the organization that the request names.
    Client(Client),
}

/// Who acts, in which request, from where: everything that the audit log records about the origin of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The identity.
    pub identity: Identity,
    /// The request.
    pub request: Option<RequestId>,
    /// The network address of the client.
    pub source: Option<String>,
}

impl Actor {
    /// The operator, acting on `organization`.
    pub fn operator(name: impl Into<String>, organization: OrganizationId) -> Self {
        Self { identity: Identity::Operator(Operator { name: name.into(), organization }), request: None, source: None }
    }
}
