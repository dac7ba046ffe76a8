//! What happened in an organization, for those who administer it.

use std::sync::Arc;

use actix_web::web::{Data, ReqData};
use actix_web::{HttpRequest, HttpResponse};
use portcullis_domain::{AuditActor, AuditFilter, AuditOutcome, AuditRecord, AuditTarget, AuditValue};
use serde::Serialize;

use crate::Services;
use crate::acting::Acting;
use crate::answer::data;
use crate::parameters::Parameters;
use crate::refusal::ApiError;
use crate::routes::Route;
use crate::submission::admitted;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntryView {
    sequence: u64,
    at: String,
    actor: ActorView,
    action: String,
    target: TargetView,
    outcome: String,
    changes: Vec<ChangeView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    policy_version: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ActorView {
    kind: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_id: Option<String>,
}

#[derive(Serialize)]
struct TargetView {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
}

#[derive(Serialize)]
struct ChangeView {
    field: String,
    before: FactView,
    after: FactView,
}

#[derive(Serialize)]
#[serde(untagged)]
enum FactView {
    Nothing(()),
    Flag(bool),
    Text(String),
}

impl From<AuditValue> for FactView {
    fn from(fact: AuditValue) -> Self {
        match fact {
            AuditValue::Null => Self::Nothing(()),
            AuditValue::Flag(flag) => Self::Flag(flag),
            AuditValue::Text(text) => Self::Text(text),
        }
    }
}

impl From<AuditRecord> for EntryView {
    fn from(record: AuditRecord) -> Self {
        let entry = record.entry;
        let actor = match entry.actor {
            AuditActor::Subject { issuer, subject, token_id } => {
                ActorView { kind: "subject", name: subject.to_string(), issuer: Some(issuer), token_id }
            }
            AuditActor::Client { issuer, client, token_id } => {
                ActorView { kind: "client", name: client.to_string(), issuer: Some(issuer), token_id }
            }
            AuditActor::Operator { name } => ActorView { kind: "operator", name, issuer: None, token_id: None },
            AuditActor::System { name } => ActorView { kind: "system", name, issuer: None, token_id: None },
        };
        let target = match entry.target {
            AuditTarget::Organization => TargetView { kind: "organization", subject: None },
            AuditTarget::Policy => TargetView { kind: "policy", subject: None },
            AuditTarget::Member(subject) => TargetView { kind: "member", subject: Some(subject.to_string()) },
        };
        let change = |change: portcullis_domain::AuditChange| ChangeView {
            field: change.field,
            before: change.before.into(),
            after: change.after.into(),
        };
        Self {
            sequence: record.sequence,
            at: entry.at.to_string(),
            actor,
            action: entry.action,
            target,
            outcome: entry.outcome.to_string(),
            changes: entry.changes.into_iter().map(change).collect(),
            request_id: entry.request,
            source: entry.source,
            policy_version: entry.policy_version,
        }
    }
}

#[derive(Serialize)]
struct TrailView {
    entries: Vec<EntryView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The trail, the newest entries first, those that the parameters ask for.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn list(
    Acting(actor): Acting,
    request: HttpRequest,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = Parameters::of(&request).and_then(|parameters| {
        let filter = AuditFilter {
            action: parameters.text("action")?.map(str::to_owned),
            actor: parameters.text("actor")?.map(str::to_owned),
            member: parameters.subject("member")?,
            outcome: parameters.parsed("outcome", AuditOutcome::parse)?,
            from: parameters.moment("from")?,
            until: parameters.moment("until")?,
        };
        Ok((filter, parameters.read("before", "the number of an entry")?, parameters.limit()?))
    });
    let use_case = Arc::clone(&services.administration.read_trail);
    let page = admitted(&services, &route, actor, command, move |actor, (filter, before, size)| {
        use_case.execute(actor, &filter, before, size)
    })
    .await?;
    Ok(data(TrailView { entries: page.items.into_iter().map(EntryView::from).collect(), next: page.next }))
}

#[derive(Serialize)]
struct DayView {
    day: String,
    members: u64,
}

/// How many members confirmed an authenticator, day by day.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn enrolments(
    Acting(actor): Acting,
    request: HttpRequest,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = Parameters::of(&request).and_then(|parameters| parameters.read("days", "a number of days"));
    let use_case = Arc::clone(&services.administration.count_enrolments);
    let days = admitted(&services, &route, actor, command, move |actor, days: Option<u32>| {
        use_case.execute(actor, days.unwrap_or(30))
    })
    .await?;
    Ok(data(days.into_iter().map(|(day, members)| DayView { day, members }).collect::<Vec<_>>()))
}
