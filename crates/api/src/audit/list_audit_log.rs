//! `GET /mfa/organization/audit`

use deserr::Deserr;
use portcullis_domain::{AuditFilter, Permission};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::entry::EntryView;
use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Query};
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::{EntryNumber, Moment, OutcomeName, PageLimit, PlainText, Subject};
use crate::violations::Violations;

/// The audit log of the caller's organization.
pub const AUDIT: Route = Route {
    path: "/mfa/organization/audit",
    access: Access::Member(Permission::ReadAudit),
    texts: ADMINISTRATORS_ONLY,
    handler: || Endpoint::of(list_audit_log),
    documentation: Some(Documentation {
        id: "listAudit",
        summary: "List the audit log of the caller's organization, newest entries first",
        description: "Entries are numbered from 1 without gaps, in the order of their commits.",
        examples: &[(
            "entries",
            r#"{"success":true,"data":{"entries":[{"sequence":7,"at":"2026-01-01T10:20:30Z","actor":{"kind":"subject","name":"alice","issuer":"https://idp.example","tokenId":"t-1"},"action":"policy.enforce","target":{"kind":"policy"},"outcome":"changed","changes":[{"field":"enforced","before":false,"after":true}],"requestId":"0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a","source":"192.0.2.1","policyVersion":2}],"next":7}}"#,
        )],
    }),
    ..PUBLIC
};

/// The entries to list.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
struct AuditQuery {
    /// The entries of this action: `policy.enforce`.
    #[deserr(default)]
    #[param(inline)]
    action: Option<PlainText>,
    /// The entries of the subject, client, operator or part of the system of this name.
    #[deserr(default)]
    #[param(inline)]
    actor: Option<PlainText>,
    /// The entries about this member.
    #[deserr(default)]
    #[param(inline)]
    member: Option<Subject>,
    /// The entries with this outcome.
    #[deserr(default)]
    #[param(inline)]
    outcome: Option<OutcomeName>,
    /// The entries from this moment on, as in RFC 3339.
    #[deserr(default)]
    #[param(inline)]
    from: Option<Moment>,
    /// The entries before this moment, as in RFC 3339.
    #[deserr(default)]
    #[param(inline)]
    until: Option<Moment>,
    /// The `next` of the page before: entries with a lower number.
    #[deserr(default)]
    #[param(inline)]
    before: Option<EntryNumber>,
    /// The number of entries on a page: 1 to 1000, by default 100.
    #[deserr(default)]
    #[param(inline)]
    limit: Option<PageLimit>,
}

/// A page of the audit log.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditPage)]
struct AuditView {
    entries: Vec<EntryView>,
    /// The `before` of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<u64>,
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn list_audit_log(
    Acting(actor): Acting,
    Query(query): Query<AuditQuery>,
    dispatcher: Dispatcher,
) -> Result<Data<AuditView>, ApiError> {
    let page = dispatcher
        .run(move |all| {
            let filter = AuditFilter {
                action: query.action.map(|action| action.0),
                actor: query.actor.map(|actor| actor.0),
                member: query.member.map(|member| member.0),
                outcome: query.outcome.map(|outcome| outcome.0),
                from: query.from.map(|from| from.0),
                until: query.until.map(|until| until.0),
            };
            let (before, limit) = (query.before.map(|before| before.0), PageLimit::or_default(query.limit));
            all.reports.audit_log.execute(&actor, &filter, before, limit)
        })
        .await?;
    Ok(Data(AuditView { entries: page.items.into_iter().map(EntryView::from).collect(), next: page.next }))
}
