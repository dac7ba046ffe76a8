//! One event in the audit log.

use derive_more::Display;
use jiff::Timestamp;

use crate::model::identity::{Identity, SubjectId};
use crate::model::violation::Violation;

/// Who did what, or tried to, and how it ended. Holds no secrets and no request bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The time of the event, in UTC.
    pub at: Timestamp,
    /// Who acted.
    pub actor: AuditActor,
    /// The stable name of the action: `policy.enforce`.
    pub action: String,
    /// What the event was about.
    pub target: AuditTarget,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// Each value that differs.
    pub changes: Vec<AuditChange>,
    /// The id of the request.
    pub request: Option<String>,
    /// The id that the client gave the request. Proves nothing.
    pub client_request: Option<String>,
    /// The network address of the request.
    pub source: Option<String>,
    /// The version of the organization's policy after the event.
    pub policy_version: u64,
}

/// An entry with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// The number within the organization's audit log: from 1, without gaps, in the order of the commits.
    pub sequence: u64,
    /// The entry.
    pub entry: AuditEntry,
}

/// An entry that may be appended. Only [`record`](crate::use_cases::record::record()) makes one.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'a>(&'a AuditEntry);

impl<'a> Recorded<'a> {
    pub(crate) fn new(entry: &'a AuditEntry) -> Self {
        Self(entry)
    }

    /// The entry.
    pub fn entry(self) -> &'a AuditEntry {
        self.0
    }
}

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditActor {
    /// A member, or another subject, with a token.
    Subject {
        /// The issuer of the token (`iss`).
        issuer: String,
        /// The subject of the token (`sub`).
        subject: SubjectId,
        /// The id of the token (`jti`).
        token_id: Option<String>,
    },
    /// A machine with a token.
    Client {
        /// The issuer of the token (`iss`).
        issuer: String,
        /// The subject of the token (`sub`).
        client: SubjectId,
        /// The id of the token (`jti`).
        token_id: Option<String>,
    },
    /// A person at the command line.
    Operator {
        /// The name of their account on the system.
        name: String,
    },
    /// The service itself, on behalf of no identified actor.
    System {
        /// The part that acted: `refresh`, `magic link`.
        name: String,
    },
}

impl AuditActor {
    /// The subject, client or account name, by which entries are filtered.
    pub fn name(&self) -> &str {
        match self {
            Self::Subject { subject: name, .. } | Self::Client { client: name, .. } => name.as_str(),
            Self::Operator { name } | Self::System { name } => name,
        }
    }
}

impl From<&Identity> for AuditActor {
    fn from(identity: &Identity) -> Self {
        match identity {
            Identity::Caller(caller) => Self::Subject {
                issuer: caller.issuer.clone(),
                subject: caller.subject.clone(),
                token_id: caller.token.id().map(str::to_owned),
            },
            Identity::Client(client) => Self::Client {
                issuer: client.issuer.clone(),
                client: client.client.clone(),
                token_id: client.token_id.clone(),
            },
            Identity::Operator(operator) => Self::Operator { name: operator.name.clone() },
        }
    }
}

/// What an event was about, within the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditTarget {
    /// The organization itself.
    Organization,
    /// Its policy.
    Policy,
    /// One member.
    Member(SubjectId),
}

/// How an event ended.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq)]
pub enum AuditOutcome {
    /// Something changed.
    #[display("changed")]
    Changed,
    /// The request repeated the current state.
    #[display("unchanged")]
    Unchanged,
    /// The actor lacked the permission or the proof.
    #[display("refused")]
    Refused,
}

impl AuditOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Changed, Self::Unchanged, Self::Refused];

    /// The outcome of exactly this name.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.to_string() == name)
            .ok_or_else(|| Violation::new("must be changed, unchanged or refused"))
    }
}

/// One value before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditChange {
    /// The name of the value.
    pub field: String,
    /// The value before.
    pub before: AuditValue,
    /// The value after.
    pub after: AuditValue,
}

/// A value in an audit entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditValue {
    /// No value.
    Null,
    /// A boolean.
    Flag(bool),
    /// A text. Times are in RFC 3339.
    Text(String),
}
