//! One act and its end.

use derive_more::Display;
use jiff::Timestamp;

use crate::model::identity::SubjectId;
use crate::{Error, Result};

/// What somebody did, or tried, and how it ended. Holds no secret and no request body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When, in UTC.
    pub at: Timestamp,
    /// Who.
    pub actor: AuditActor,
    /// The stable name of the act: `policy.enforce`.
    pub action: String,
    /// What it was done to.
    pub target: AuditTarget,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// Each value that is another now.
    pub changes: Vec<AuditChange>,
    /// In which request.
    pub request: Option<String>,
    /// From which network address.
    pub source: Option<String>,
    /// The version of the organization's policy that the act left in force.
    pub policy_version: u64,
}

/// An entry as the trail numbers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its place in the organization's trail, from 1, without gaps, in the order of the commits.
    pub sequence: u64,
    /// What happened.
    pub entry: AuditEntry,
}

/// An entry on its way into the trail. Only [`record`](crate::use_cases::record::record()) makes one.
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
    /// A subject with a token.
    Subject {
        /// Who vouched for them.
        issuer: String,
        /// Whom the token was about.
        subject: SubjectId,
        /// The token's id (`jti`).
        token_id: Option<String>,
    },
    /// Somebody at the command line.
    Operator {
        /// The name of the system's account.
        name: String,
    },
}

/// What was acted on, within the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditTarget {
    /// The organization itself.
    Organization,
    /// Its policy.
    Policy,
    /// One member.
    Member(SubjectId),
}

/// How an act ended.
#[derive(Debug, Display, Clone, Copy, PartialEq, Eq)]
pub enum AuditOutcome {
    /// Something is another now.
    #[display("changed")]
    Changed,
    /// It was so already.
    #[display("unchanged")]
    Unchanged,
    /// The actor may not.
    #[display("refused")]
    Refused,
}

impl AuditOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Changed, Self::Unchanged, Self::Refused];

    /// The outcome of exactly this name.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.to_string() == name)
            .ok_or_else(|| Error::invalid("outcome", "must be changed, unchanged or refused"))
    }
}

/// One value before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditChange {
    /// Its name.
    pub field: String,
    /// What it was.
    pub before: AuditValue,
    /// What it is.
    pub after: AuditValue,
}

/// A value in the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditValue {
    /// There is none.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A text, a time in RFC 3339 among them.
    Text(String),
}
