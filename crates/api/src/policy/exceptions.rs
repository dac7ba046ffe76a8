//! Deadlines and exemptions of single members.

use std::sync::Arc;

use actix_web::web::{Data, Path, ReqData};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use portcullis_domain::{Error, Exemption, Justification, Membership, Permission, Resource, Result, SubjectId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Services;
use crate::acting::Acting;
use crate::answer::{data, message};
use crate::blocking::blocking;
use crate::body::{Object, Submitted, complaints};
use crate::parameters::Parameters;
use crate::reference::values;
use crate::refusal::{ApiError, BodyRefusal};
use crate::routes::Route;
use crate::submission::admitted;

/// From when on MFA is demanded of one member, and why.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeadlineBody {
    /// At most 90 days ahead, as RFC 3339 has it. A moment that is over is now.
    #[schema(value_type = String, format = DateTime)]
    deadline: Timestamp,
    /// 1 to 500 characters.
    #[schema(schema_with = values::reason)]
    reason: Justification,
}

/// Until when MFA is not demanded of one member, and why.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExemptionBody {
    /// At most 90 days ahead, as RFC 3339 has it.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// 1 to 500 characters.
    #[schema(schema_with = values::reason)]
    reason: Justification,
}

/// A moment under this name, a reason, and nothing else.
fn moment_and_reason(body: &Object, name: &str) -> std::result::Result<(Timestamp, Justification), BodyRefusal> {
    let mut violations = body.violations_beyond(&[name, "reason"]);
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let at = text(name).and_then(|text| text.parse::<Timestamp>().ok());
    let at = at.map(portcullis_domain::whole_microseconds);
    if at.is_none() {
        violations.extend(complaints(Error::invalid(name, "must be a moment as RFC 3339 has it")));
    }
    let reason = Justification::parse(text("reason").unwrap_or_default());
    match (at, reason) {
        (Some(at), Ok(reason)) if violations.is_empty() => Ok((at, reason)),
        (_, reason) => {
            violations.extend(reason.err().into_iter().flat_map(complaints));
            Err(BodyRefusal::Violations(violations))
        }
    }
}

/// Gives a member a deadline of their own.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn set_deadline(
    Acting(actor): Acting,
    subject: Path<String>,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> std::result::Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| {
        let (deadline, reason) = moment_and_reason(&body, "deadline")?;
        Ok(DeadlineBody { deadline, reason })
    });
    let (use_case, named) = (Arc::clone(&services.administration.set_deadline), named(&services, subject));
    let deadline = admitted(&services, &route, actor, command, move |actor, body| {
        use_case.execute(actor, &named(actor)?, body.deadline, body.reason)
    })
    .await?;
    Ok(data(DeadlineView { deadline: deadline.to_string() }))
}

#[derive(Serialize)]
struct DeadlineView {
    deadline: String,
}

/// Gives a member the deadline that everybody has.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn clear_deadline(
    Acting(actor): Acting,
    subject: Path<String>,
    services: Data<Services>,
) -> std::result::Result<HttpResponse, ApiError> {
    let (use_case, named) = (Arc::clone(&services.administration.set_deadline), named(&services, subject));
    blocking(&services, move || use_case.clear(&actor, &named(&actor)?)).await?;
    Ok(message("Deadline removed"))
}

/// Exempts a member for a while.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn grant_exemption(
    Acting(actor): Acting,
    subject: Path<String>,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> std::result::Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| {
        let (until, reason) = moment_and_reason(&body, "until")?;
        Ok(ExemptionBody { until, reason })
    });
    let (use_case, named) = (Arc::clone(&services.administration.grant_exemption), named(&services, subject));
    let view = admitted(&services, &route, actor, command, move |actor, body| {
        let subject = named(actor)?;
        let exemption = use_case.execute(actor, &subject, body.until, body.reason)?;
        Ok(ExemptionView::of(&subject, &exemption))
    })
    .await?;
    Ok(data(view))
}

/// Ends an exemption.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn end_exemption(
    Acting(actor): Acting,
    subject: Path<String>,
    services: Data<Services>,
) -> std::result::Result<HttpResponse, ApiError> {
    let (use_case, named) = (Arc::clone(&services.administration.end_exemption), named(&services, subject));
    blocking(&services, move || use_case.execute(&actor, &named(&actor)?)).await?;
    Ok(message("Exemption ended"))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExemptionView {
    subject: String,
    until: String,
    reason: String,
    granted_by: String,
    granted_at: String,
}

impl ExemptionView {
    fn of(subject: &SubjectId, exemption: &Exemption) -> Self {
        Self {
            subject: subject.to_string(),
            until: exemption.ends_at.to_string(),
            reason: exemption.reason.to_string(),
            granted_by: exemption.granted_by.clone(),
            granted_at: exemption.granted_at.to_string(),
        }
    }
}

#[derive(Serialize)]
struct ExemptionsView {
    exemptions: Vec<ExemptionView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Who is exempt now.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn list_exemptions(
    Acting(actor): Acting,
    request: HttpRequest,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> std::result::Result<HttpResponse, ApiError> {
    let command =
        Parameters::of(&request).and_then(|parameters| Ok((parameters.subject("after")?, parameters.limit()?)));
    let use_case = Arc::clone(&services.administration.list_exemptions);
    let page = admitted(&services, &route, actor, command, move |actor, (after, size)| {
        use_case.execute(actor, after.as_ref(), size)
    })
    .await?;
    let view =
        |member: &Membership| member.exemption.as_ref().map(|exemption| ExemptionView::of(&member.subject, exemption));
    let exemptions = page.items.iter().filter_map(view).collect();
    Ok(data(ExemptionsView { exemptions, next: page.next.map(|next| next.to_string()) }))
}

/// The member whom a path names. What can be nobody's name is nobody, for who may ask.
fn named(
    services: &Services,
    subject: Path<String>,
) -> impl FnOnce(&portcullis_domain::Actor) -> Result<SubjectId> + Send + use<> {
    let check = Arc::clone(&services.check_permission);
    let subject = subject.into_inner();
    move |actor| match SubjectId::parse(subject) {
        Ok(subject) => Ok(subject),
        Err(_) => check.execute(actor, Permission::GrantExceptions).and(Err(Error::NotFound(Resource::Membership))),
    }
}
