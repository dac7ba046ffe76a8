//! What the product's back end says: which organizations there are, and who belongs to them.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, ReqData};
use portcullis_domain::{
    EmailAddress, Error, Justification, MemberKind, MemberUpsert, OrganizationName, OrganizationWritten, Resource,
    Result, Role, SubjectId,
};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Services;
use crate::acting::Provisioning;
use crate::answer::message;
use crate::blocking::blocking;
use crate::body::{Object, Submitted, complaints, whole_number};
use crate::reference::values;
use crate::refusal::{ApiError, BodyRefusal};
use crate::routes::Route;
use crate::submission::admitted;

/// What an organization is called.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read by name, for a text of its own")]
pub(crate) struct PutOrganizationBody {
    /// 1 to 200 characters.
    #[schema(schema_with = values::organization_name)]
    name: String,
}

/// What is said of a member. What is not said stays as it is, for who is one.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read by name, for texts of their own")]
pub(crate) struct PutMemberBody {
    /// Where they can be reached.
    #[schema(schema_with = values::address, required = false)]
    email: Option<String>,
    /// As what they belong.
    #[schema(schema_with = values::role, required = false)]
    role: Option<u8>,
    /// `person` or `service`; a person for who is new.
    #[schema(schema_with = values::kind, required = false)]
    kind: Option<String>,
    /// The reason why they may administer an organization that enforces MFA without an authenticator that counts.
    #[schema(rename = "overrideReason", schema_with = values::override_reason, required = false)]
    override_reason: Option<String>,
}

/// Makes an organization be there, called so.
///
/// Permissions: machines with the scope `portcullis.provision`.
pub(crate) async fn put_organization(
    Provisioning(actor): Provisioning,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> std::result::Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| name(&body));
    let use_case = Arc::clone(&services.administration.put_organization);
    let written =
        admitted(&services, &route, actor, command, move |actor, name| use_case.execute(actor, &name)).await?;
    Ok(message(match written {
        OrganizationWritten::Added => "Organization added",
        OrganizationWritten::Changed => "Organization renamed",
        OrganizationWritten::Unchanged => "Organization unchanged",
    }))
}

/// Ends an organization.
///
/// Permissions: machines with the scope `portcullis.provision`.
pub(crate) async fn end_organization(
    Provisioning(actor): Provisioning,
    services: Data<Services>,
) -> std::result::Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.administration.end_organization);
    blocking(&services, move || use_case.execute(&actor)).await?;
    Ok(message("Organization removed"))
}

/// Makes a subject be a member, as it is said.
///
/// Permissions: machines with the scope `portcullis.provision`.
pub(crate) async fn put_member(
    Provisioning(actor): Provisioning,
    path: Path<(String, String)>,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> std::result::Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| said(&body, &path.1));
    let use_case = Arc::clone(&services.administration.put_member);
    let added = admitted(&services, &route, actor, command, move |actor, (said, over)| {
        use_case.execute(actor, said, over.as_ref())
    })
    .await?;
    Ok(message(if added { "Member added" } else { "Member up to date" }))
}

/// Ends a membership. Who is no member is none already.
///
/// Permissions: machines with the scope `portcullis.provision`.
pub(crate) async fn remove_member(
    Provisioning(actor): Provisioning,
    path: Path<(String, String)>,
    services: Data<Services>,
) -> std::result::Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.administration.remove_member);
    blocking(&services, move || match SubjectId::parse(&*path.1).map(|subject| use_case.execute(&actor, &subject)) {
        // what can be nobody's name is nobody's
        Ok(Ok(()) | Err(Error::NotFound(Resource::Membership))) | Err(_) => Ok(()),
        Ok(Err(other)) => Err(other),
    })
    .await?;
    Ok(message("Member removed"))
}

fn name(body: &Object) -> std::result::Result<OrganizationName, BodyRefusal> {
    let mut violations = body.violations_beyond(&["name"]);
    let name = OrganizationName::parse(body.get("name").and_then(Value::as_str).unwrap_or_default());
    match name {
        Ok(name) if violations.is_empty() => Ok(name),
        other => {
            violations.extend(other.err().map(complaints).unwrap_or_default());
            Err(BodyRefusal::Violations(violations))
        }
    }
}

fn said(body: &Object, subject: &str) -> std::result::Result<(MemberUpsert, Option<Justification>), BodyRefusal> {
    let mut violations = body.violations_beyond(&["email", "role", "kind", "overrideReason"]);
    let mut noted = |error: Error| violations.extend(complaints(error));
    let subject = SubjectId::parse(subject).map_err(&mut noted);
    let email = given(body, "email", EmailAddress::parse).map_err(&mut noted);
    let kind = given(body, "kind", |text| MemberKind::parse(&text)).map_err(&mut noted);
    let over = given(body, "overrideReason", Justification::parse).map_err(&mut noted);
    let role = role(body.get("role")).map_err(&mut noted);
    match (subject, email, role, kind, over) {
        (Ok(subject), Ok(email), Ok(role), Ok(kind), Ok(over)) if violations.is_empty() => {
            Ok((MemberUpsert { subject, email, role, kind }, over))
        }
        _ => Err(BodyRefusal::Violations(violations)),
    }
}

/// What a field says, if it is there; `null` is as good as none.
fn given<T>(body: &Object, name: &str, parse: impl FnOnce(String) -> Result<T>) -> Result<Option<T>> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => parse(text.clone()).map(Some),
        Some(_) => Err(Error::invalid(name, "must be a text")),
    }
}

fn role(given: Option<&Value>) -> Result<Option<Role>> {
    let Some(given) = given.filter(|given| !given.is_null()) else { return Ok(None) };
    let number = whole_number(given).and_then(|number| u8::try_from(number).ok());
    let role = number.and_then(|number| Role::ALL.into_iter().find(|role| role.number() == number));
    role.map(Some).ok_or_else(|| Error::invalid("role", "must be 0, 1, 2, 254 or 255"))
}
