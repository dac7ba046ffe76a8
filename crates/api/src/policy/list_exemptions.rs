//! `GET /mfa/organization/exemptions`

use deserr::Deserr;
use portcullis_domain::Permission;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::grant_exemption::ExemptionView;
use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Query};
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::values::{PageLimit, Subject};
use crate::violations::Violations;

/// The exempt members of the caller's organization.
pub const EXEMPTIONS: Route = Route {
    path: "/mfa/organization/exemptions",
    access: Access::Member(Permission::ReadMembers),
    texts: ADMINISTRATORS_ONLY,
    handler: || Endpoint::of(list_exemptions),
    documentation: Some(Documentation {
        id: "listMfaExemptions",
        summary: "List the members who are exempt now, by subject",
        description: "Expired exemptions are not listed; the audit log has them.",
        examples: &[(
            "exemptions",
            r#"{"success":true,"data":{"exemptions":[{"subject":"bob","until":"2026-01-15T00:00:00Z","reason":"lost their phone abroad","grantedBy":"alice","grantedAt":"2026-01-01T10:20:30Z"}]}}"#,
        )],
    }),
    ..PUBLIC
};

/// The page to list.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
struct ExemptionsQuery {
    /// The `next` of the page before.
    #[deserr(default)]
    #[param(inline)]
    after: Option<Subject>,
    /// The number of members on a page: 1 to 1000, by default 100.
    #[deserr(default)]
    #[param(inline)]
    limit: Option<PageLimit>,
}

/// A page of exemptions.
#[derive(Serialize, ToSchema)]
#[schema(as = ExemptionsPage)]
struct ExemptionsView {
    exemptions: Vec<ExemptionView>,
    /// The `after` of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<Subject>,
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn list_exemptions(
    Acting(actor): Acting,
    Query(query): Query<ExemptionsQuery>,
    dispatcher: Dispatcher,
) -> Result<Data<ExemptionsView>, ApiError> {
    let page = dispatcher
        .run(move |all| {
            let (after, limit) = (query.after.map(|after| after.0), PageLimit::or_default(query.limit));
            all.policy.list_exemptions.execute(&actor, after.as_ref(), limit)
        })
        .await?;
    let members = page.items.into_iter();
    let exemptions = members.filter_map(|member| Some(ExemptionView::new(member.subject, member.exemption?))).collect();
    Ok(Data(ExemptionsView { exemptions, next: page.next.map(Subject) }))
}
