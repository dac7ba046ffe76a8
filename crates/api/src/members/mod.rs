//! Who is where: the members of an organization, and how each stands.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use actix_web::http::header::ACCEPT;
use actix_web::web::{Data, ReqData};
use actix_web::{HttpRequest, HttpResponse};
use portcullis_domain::{MemberFilter, MemberState, MemberStatus, Method};
use serde::Serialize;

use crate::Services;
use crate::acting::Acting;
use crate::answer::data;
use crate::blocking::blocking;
use crate::parameters::Parameters;
use crate::refusal::ApiError;
use crate::routes::Route;
use crate::submission::admitted;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MemberView {
    subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    role: u8,
    role_name: &'static str,
    kind: &'static str,
    state: &'static str,
    methods: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exempt_until: Option<String>,
}

impl From<&MemberStatus> for MemberView {
    fn from(member: &MemberStatus) -> Self {
        let of = &member.standing.membership;
        let newest = member.standing.evidence.iter().map(|evidence| evidence.verified_at).max();
        Self {
            subject: of.subject.to_string(),
            email: of.email.as_ref().map(ToString::to_string),
            role: of.role.number(),
            role_name: of.role.as_str(),
            kind: of.kind.as_str(),
            state: member.state().as_str(),
            methods: member.standing.active.iter().copied().map(Method::as_str).collect(),
            verified_at: newest.map(|at| at.to_string()),
            deadline: member.judgement.deadline.map(|at| at.to_string()),
            exempt_until: member.judgement.exempt_until.map(|at| at.to_string()),
        }
    }
}

#[derive(Serialize)]
struct MembersView {
    members: Vec<MemberView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The members, those whom the parameters ask for; as CSV for who asks for that.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn list(
    Acting(actor): Acting,
    request: HttpRequest,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = Parameters::of(&request).and_then(|parameters| {
        let state = parameters.parsed("state", MemberState::parse)?;
        let filter = MemberFilter { state, text: parameters.text("q")?.map(str::to_owned) };
        Ok((filter, parameters.subject("after")?, parameters.limit()?))
    });
    let use_case = Arc::clone(&services.administration.list_standings);
    let page = admitted(&services, &route, actor, command, move |actor, (filter, after, size)| {
        use_case.execute(actor, &filter, after.as_ref(), size)
    })
    .await?;
    let members: Vec<_> = page.items.iter().map(MemberView::from).collect();
    let next = page.next.map(|next| next.to_string());
    if wants_csv(&request) {
        let mut answer = HttpResponse::Ok();
        if let Some(next) = next {
            answer.insert_header(("x-next-after", next));
        }
        return Ok(answer.content_type("text/csv; charset=utf-8; header=present").body(csv(&members)));
    }
    Ok(data(MembersView { members, next }))
}

fn wants_csv(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(ACCEPT).and_then(|accepts| accepts.to_str().ok()).unwrap_or_default();
    accepts.split(',').any(|one| one.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/csv")))
}

/// One line a member (RFC 4180). The first four columns are those of a list to import, but for
/// what is guarded against spreadsheets.
fn csv(members: &[MemberView]) -> String {
    let mut text = String::from("subject,email,role,kind,state,methods,verified_at,deadline,exempt_until\r\n");
    for member in members {
        let methods = member.methods.join(" ");
        let cells = [
            &*member.subject,
            member.email.as_deref().unwrap_or_default(),
            member.role_name,
            member.kind,
            member.state,
            &*methods,
            member.verified_at.as_deref().unwrap_or_default(),
            member.deadline.as_deref().unwrap_or_default(),
            member.exempt_until.as_deref().unwrap_or_default(),
        ];
        let _ = write!(text, "{}\r\n", cells.map(cell).join(","));
    }
    text
}

/// A cell that no spreadsheet takes for a formula: what begins like one has an apostrophe in front.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@']);
    let guarded = if formula { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([',', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

/// How many members stand how.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn count(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.administration.list_standings);
    let counts = blocking(&services, move || use_case.count(&actor)).await?;
    let count = |state: MemberState| (state.as_str(), counts.get(&state).copied().unwrap_or_default());
    Ok(data(BTreeMap::from(MemberState::ALL.map(count))))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        for (text, expected) in [
            ("alice", "alice"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "'=1+1"),
            ("-x,y", "\"'-x,y\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
