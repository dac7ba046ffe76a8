//! Who acts: a caller with a verified token, or an operator at the command line.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Authentication, CopiedClaims, OrganizationId, RequestId, Scope, SubjectId};
use crate::model::session::SessionId;

/// The subject of this request, as their verified token describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who vouches for the subject (`iss`). With the subject it identifies; neither does alone.
    pub issuer: String,
    /// Whom the token is about (`sub`).
    pub subject: SubjectId,
    /// The organization that the token names, if it names one.
    pub organization: Option<OrganizationId>,
    /// The address that the token names, if it names one. Never identifies anybody.
    pub email: Option<String>,
    /// The session of ours that the token is for, if it is one of our own full-access tokens.
    pub mfa_session: Option<SessionId>,
    /// What of their token ours is to repeat.
    pub copied: Option<CopiedClaims>,
    /// What their token may be used for, if it is a machine's.
    pub scopes: BTreeSet<Scope>,
    /// Whether their token makes them a member of the organization that it names, if that exists.
    pub joins: bool,
    /// The token's own id (`jti`), for the trail.
    pub token_id: Option<String>,
    /// How they authenticated.
    pub authentication: Authentication,
    /// From when on the token counts no longer.
    pub expires_at: Timestamp,
}

/// Somebody with access to the installation itself, who acts on one organization by the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Who, as far as it is known: the name of the system's account.
    pub name: String,
    /// The organization they act on.
    pub organization: OrganizationId,
}

/// A machine that says which members an organization has, for the product that they use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Who vouches for it.
    pub issuer: String,
    /// Its name for the identity provider.
    pub client: SubjectId,
    /// Its token's own id, for the trail.
    pub token_id: Option<String>,
    /// The organization it acts on.
    pub organization: OrganizationId,
}

/// Who acts.
#[expect(clippy::large_enum_variant, reason = "made once a request, and nearly always a caller")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A subject with a token.
    Caller(Caller),
    /// The operator of the installation: may do what any permission allows, in the organization they name.
    Operator(Operator),
    /// A machine with a token to provision: may manage members, in the organization it names.
    Client(Client),
}

/// Who acts, in which request, from where: all that the trail tells about the origin of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub identity: Identity,
    /// In which request.
    pub request: Option<RequestId>,
    /// From which network address.
    pub source: Option<String>,
}

impl Actor {
    /// The operator, acting on `organization`.
    pub fn operator(name: impl Into<String>, organization: OrganizationId) -> Self {
        Self { identity: Identity::Operator(Operator { name: name.into(), organization }), request: None, source: None }
    }
}
