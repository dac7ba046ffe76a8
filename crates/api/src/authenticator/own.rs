//! Single authenticators, recovery codes and sessions.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, ReqData};
use portcullis_domain::{Authenticator, AuthenticatorId, Error, MfaSession, Resource, SessionId};
use serde::Serialize;

use super::bodies::NameBody;
use crate::Services;
use crate::acting::Acting;
use crate::answer::{data, message};
use crate::blocking::blocking;
use crate::body::Submitted;
use crate::refusal::ApiError;
use crate::routes::Route;
use crate::submission::admitted;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthenticatorView {
    id: String,
    r#type: &'static str,
    name: String,
    is_enabled: bool,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<String>,
}

impl From<Authenticator> for AuthenticatorView {
    fn from(authenticator: Authenticator) -> Self {
        Self {
            id: authenticator.id.to_string(),
            r#type: authenticator.method().as_str(),
            is_enabled: authenticator.is_active(),
            created_at: authenticator.created_at.to_string(),
            last_used_at: authenticator.last_used_at.map(|at| at.to_string()),
            name: authenticator.name,
        }
    }
}

/// What the caller holds.
///
/// Permissions: any member, for themselves.
pub(crate) async fn list(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.list_authenticators);
    let mine = blocking(&services, move || use_case.execute(&actor)).await?;
    Ok(data(mine.into_iter().map(AuthenticatorView::from).collect::<Vec<_>>()))
}

/// Names one.
///
/// Permissions: any member, for themselves.
pub(crate) async fn rename(
    Acting(actor): Acting,
    id: Path<String>,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| NameBody::read(&body));
    let use_case = Arc::clone(&services.rename_authenticator);
    admitted(&services, &route, actor, command, move |actor, body| {
        use_case.execute(actor, authenticator_named(&id)?, &body.name)
    })
    .await?;
    Ok(message("Authenticator renamed"))
}

/// Takes one away.
///
/// Permissions: any member, for themselves.
pub(crate) async fn remove(
    Acting(actor): Acting,
    id: Path<String>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.remove_authenticator);
    blocking(&services, move || use_case.execute(&actor, authenticator_named(&id)?)).await?;
    Ok(message("Authenticator removed"))
}

/// What is no id names nothing.
fn authenticator_named(id: &str) -> portcullis_domain::Result<AuthenticatorId> {
    AuthenticatorId::parse(id).map_err(|_| Error::NotFound(Resource::Authenticator))
}

#[derive(Serialize)]
struct RemainingView {
    remaining: u64,
}

/// How many codes are left.
///
/// Permissions: any member, for themselves.
pub(crate) async fn count_codes(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.count_recovery_codes);
    let remaining = blocking(&services, move || use_case.execute(&actor)).await?;
    Ok(data(RemainingView { remaining }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodesView {
    backup_codes: Vec<String>,
}

/// A new set.
///
/// Permissions: any member, for themselves.
pub(crate) async fn renew_codes(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.renew_recovery_codes);
    let codes = blocking(&services, move || use_case.execute(&actor)).await?;
    Ok(data(CodesView { backup_codes: codes.iter().map(|code| code.to_string()).collect() }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionView {
    id: String,
    method: &'static str,
    verified_at: String,
}

impl From<MfaSession> for SessionView {
    fn from(session: MfaSession) -> Self {
        Self {
            id: session.id.to_string(),
            method: session.method.as_str(),
            verified_at: session.verified_at.to_string(),
        }
    }
}

/// What the caller proved.
///
/// Permissions: any member, for themselves.
pub(crate) async fn sessions(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.list_sessions);
    let mine = blocking(&services, move || use_case.execute(&actor)).await?;
    Ok(data(mine.into_iter().map(SessionView::from).collect::<Vec<_>>()))
}

/// Ends one.
///
/// Permissions: any member, for themselves.
pub(crate) async fn end_session(
    Acting(actor): Acting,
    id: Path<String>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.end_session);
    blocking(&services, move || {
        let id = SessionId::parse(&id).map_err(|_| Error::NotFound(Resource::Session))?;
        use_case.execute(&actor, id)
    })
    .await?;
    Ok(message("Session ended"))
}
