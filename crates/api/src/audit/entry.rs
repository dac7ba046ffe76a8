//! An audit entry as JSON.

use portcullis_domain::{AuditActor, AuditChange, AuditRecord, AuditTarget, AuditValue};
use serde::Serialize;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::values::{Moment, OutcomeName, Subject};

/// An entry of the audit log.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditEntry)]
pub(super) struct EntryView {
    /// The number of the entry, from 1 without gaps.
    sequence: u64,
    at: Moment,
    actor: ActorView,
    /// What was done: `policy.enforce`.
    action: String,
    target: TargetView,
    outcome: OutcomeName,
    changes: Vec<ChangeView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<String>,
    /// The id that the client sent with the request, unverified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    client_request_id: Option<String>,
    /// The address that the request came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    source: Option<String>,
    /// The version of the policy after the action.
    policy_version: u64,
}

/// The actor of an entry.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditActor)]
struct ActorView {
    #[schema(inline)]
    kind: ActorKind,
    /// The name of the subject, the client, the operator or the part of the system.
    name: String,
    /// The issuer of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    issuer: Option<String>,
    /// The id of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    token_id: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ActorKind {
    Subject,
    /// A machine with a token.
    Client,
    /// A person at the command line.
    Operator,
    /// The service itself.
    System,
}

/// What an entry is about.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditTarget)]
struct TargetView {
    #[schema(inline)]
    kind: TargetKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    subject: Option<Subject>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum TargetKind {
    Organization,
    Policy,
    Member,
}

/// A value before and after the action.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditChange)]
struct ChangeView {
    field: String,
    #[schema(inline)]
    before: ValueView,
    #[schema(inline)]
    after: ValueView,
}

/// Nothing, a flag or a text.
#[derive(Serialize)]
#[serde(untagged)]
enum ValueView {
    Nothing(()),
    Flag(bool),
    Text(String),
}

impl PartialSchema for ValueView {
    fn schema() -> RefOr<Schema> {
        let types = SchemaType::from_iter([Type::Null, Type::Boolean, Type::String]);
        ObjectBuilder::new().schema_type(types).into()
    }
}

impl ToSchema for ValueView {}

impl From<AuditValue> for ValueView {
    fn from(fact: AuditValue) -> Self {
        match fact {
            AuditValue::Null => Self::Nothing(()),
            AuditValue::Flag(flag) => Self::Flag(flag),
            AuditValue::Text(text) => Self::Text(text),
        }
    }
}

impl From<AuditActor> for ActorView {
    fn from(actor: AuditActor) -> Self {
        match actor {
            AuditActor::Subject { issuer, subject, token_id } => {
                Self { kind: ActorKind::Subject, name: subject.to_string(), issuer: Some(issuer), token_id }
            }
            AuditActor::Client { issuer, client, token_id } => {
                Self { kind: ActorKind::Client, name: client.to_string(), issuer: Some(issuer), token_id }
            }
            AuditActor::Operator { name } => Self { kind: ActorKind::Operator, name, issuer: None, token_id: None },
            AuditActor::System { name } => Self { kind: ActorKind::System, name, issuer: None, token_id: None },
        }
    }
}

impl From<AuditTarget> for TargetView {
    fn from(target: AuditTarget) -> Self {
        match target {
            AuditTarget::Organization => Self { kind: TargetKind::Organization, subject: None },
            AuditTarget::Policy => Self { kind: TargetKind::Policy, subject: None },
            AuditTarget::Member(subject) => Self { kind: TargetKind::Member, subject: Some(Subject(subject)) },
        }
    }
}

impl From<AuditChange> for ChangeView {
    fn from(change: AuditChange) -> Self {
        Self { field: change.field, before: change.before.into(), after: change.after.into() }
    }
}

impl From<AuditRecord> for EntryView {
    fn from(record: AuditRecord) -> Self {
        let entry = record.entry;
        Self {
            sequence: record.sequence,
            at: Moment(entry.at),
            actor: entry.actor.into(),
            action: entry.action,
            target: entry.target.into(),
            outcome: OutcomeName(entry.outcome),
            changes: entry.changes.into_iter().map(ChangeView::from).collect(),
            request_id: entry.request,
            client_request_id: entry.client_request,
            source: entry.source,
            policy_version: entry.policy_version,
        }
    }
}
