//! `GET /mfa/organization/members`

use actix_web::body::BoxBody;
use actix_web::http::header::ACCEPT;
use actix_web::{HttpRequest, HttpResponse, Responder};
use deserr::Deserr;
use portcullis_domain::{MemberFilter, MemberStatus, Permission};
use serde::Serialize;
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::members_csv::{CSV, csv};
use crate::dispatch::Dispatcher;
use crate::error_response::{ADMINISTRATORS_ONLY, ApiError};
use crate::extractors::{Acting, Query};
use crate::responses::Data;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::{Answer, Endpoint, Signature};
use crate::values::{
    Email, MemberKindName, MemberStateName, MethodName, Moment, PageLimit, PlainText, RoleName, RoleNumber, Subject,
};
use crate::violations::Violations;

/// The members of the caller's organization.
pub const MEMBERS: Route = Route {
    path: "/mfa/organization/members",
    access: Access::Member(Permission::ReadMembers),
    texts: ADMINISTRATORS_ONLY,
    handler: || Endpoint::of(list_members),
    documentation: Some(Documentation {
        id: "listMembers",
        summary: "List the members of the caller's organization and their MFA status",
        description: "By subject. `state` is the gate's decision in the member's latest verified session, by what was \
            proved here; the identity provider's own MFA is known from tokens alone: `verified`, `enrolled` (holds an \
            authenticator that counts), `in_grace`, `overdue`, `exempt`, `not_required` or `service`. A page may hold fewer \
            members than asked for and still have a `next`. With `Accept: text/csv` the answer is CSV; the next page's \
            `after` is then in the header `X-Next-After`, and cells that a spreadsheet would take for a formula begin with \
            an apostrophe, which `portcullis member import` removes.",
        examples: &[(
            "members",
            r#"{"success":true,"data":{"members":[{"subject":"alice","email":"alice@example.com","role":255,"roleName":"OWNER","kind":"person","state":"verified","methods":["GOOGLE_AUTH"],"verifiedAt":"2026-01-01T10:20:30Z","deadline":"2026-01-15T00:00:00Z"}],"next":"alice"}}"#,
        )],
    }),
    ..PUBLIC
};

/// The members to list.
#[derive(Deserr, IntoParams)]
#[deserr(error = Violations)]
struct MembersQuery {
    /// The members of this status.
    #[deserr(default)]
    #[param(inline)]
    state: Option<MemberStateName>,
    /// The members whose subject or address contains this text, whatever its case.
    #[deserr(default)]
    #[param(inline)]
    q: Option<PlainText>,
    /// The `next` of the page before.
    #[deserr(default)]
    #[param(inline)]
    after: Option<Subject>,
    /// The largest number of members on a page: 1 to 1000, by default 100.
    #[deserr(default)]
    #[param(inline)]
    limit: Option<PageLimit>,
}

/// A member and their MFA status.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Member)]
pub(super) struct MemberView {
    pub(super) subject: Subject,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) email: Option<Email>,
    role: RoleNumber,
    pub(super) role_name: RoleName,
    pub(super) kind: MemberKindName,
    pub(super) state: MemberStateName,
    /// The kinds of the member's active authenticators.
    pub(super) methods: Vec<MethodName>,
    /// The moment of the member's latest verification.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) verified_at: Option<Moment>,
    /// The moment from which MFA is required of the member.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) deadline: Option<Moment>,
    /// The end of the member's exemption.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) exempt_until: Option<Moment>,
    /// The moment at which the mail server refused the member's address for good. Absent after the address was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    mail_undeliverable_at: Option<Moment>,
}

impl From<MemberStatus> for MemberView {
    fn from(member: MemberStatus) -> Self {
        let state = MemberStateName(member.state());
        let newest = member.snapshot.evidence.iter().map(|evidence| evidence.verified_at).max();
        let membership = member.snapshot.membership;
        Self {
            subject: Subject(membership.subject),
            email: membership.email.map(Email),
            role: RoleNumber(membership.role),
            role_name: RoleName(membership.role),
            kind: MemberKindName(membership.kind),
            state,
            methods: member.snapshot.active.iter().copied().map(MethodName).collect(),
            verified_at: newest.map(Moment),
            deadline: member.judgement.deadline.map(Moment),
            exempt_until: member.judgement.exempt_until.map(Moment),
            mail_undeliverable_at: membership.undeliverable_at.map(Moment),
        }
    }
}

/// A page of members.
#[derive(Serialize, ToSchema)]
#[schema(as = MembersPage)]
struct MembersView {
    members: Vec<MemberView>,
    /// The `after` of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<Subject>,
}

/// 200 with a page of members, as JSON or as CSV.
struct MembersAnswer(MembersView);

impl Responder for MembersAnswer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        if !wants_csv(request) {
            return Data(self.0).respond_to(request);
        }
        let Ok(text) = csv(&self.0.members) else { return HttpResponse::InternalServerError().finish() };
        let mut answer = HttpResponse::Ok();
        if let Some(next) = self.0.next {
            answer.insert_header(("x-next-after", next.0.as_str()));
        }
        answer.content_type("text/csv; charset=utf-8; header=present").body(text)
    }
}

impl Answer for MembersAnswer {
    fn describe(signature: &mut Signature) {
        Data::<MembersView>::describe(signature);
        signature.answers.push((CSV, String::schema()));
    }
}

fn wants_csv(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(ACCEPT).and_then(|accepts| accepts.to_str().ok()).unwrap_or_default();
    accepts.split(',').any(|one| one.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(CSV)))
}

/// Permissions: OWNER, ADMINISTRATORS.
async fn list_members(
    Acting(actor): Acting,
    Query(query): Query<MembersQuery>,
    dispatcher: Dispatcher,
) -> Result<MembersAnswer, ApiError> {
    let page = dispatcher
        .run(move |all| {
            let filter = MemberFilter { state: query.state.map(|state| state.0), text: query.q.map(|text| text.0) };
            let (after, limit) = (query.after.map(|after| after.0), PageLimit::or_default(query.limit));
            all.reports.members.execute(&actor, &filter, after.as_ref(), limit)
        })
        .await?;
    let members = page.items.into_iter().map(MemberView::from).collect();
    Ok(MembersAnswer(MembersView { members, next: page.next.map(Subject) }))
}
