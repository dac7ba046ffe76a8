//! `GET /mfa/status` and `GET /mfa/methods`.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::Data;
use portcullis_domain::{Method, MethodStatus, MfaStatus};
use serde::Serialize;

use crate::Services;
use crate::acting::Acting;
use crate::answer::data;
use crate::blocking::blocking;
use crate::refusal::ApiError;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "as the contract has it")]
struct StatusView {
    is_enabled: bool,
    is_required: bool,
    is_enforced: bool,
    enabled_methods: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_method: Option<&'static str>,
    session_verified: bool,
}

impl From<MfaStatus> for StatusView {
    fn from(status: MfaStatus) -> Self {
        Self {
            is_enabled: status.enabled,
            is_required: status.required,
            is_enforced: status.enforced,
            enabled_methods: status.methods.into_iter().map(Method::as_str).collect(),
            primary_method: status.primary.map(Method::as_str),
            session_verified: status.session_verified,
        }
    }
}

/// How the caller stands.
///
/// Permissions: any subject.
pub(crate) async fn status(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.get_status);
    let status = blocking(&services, move || use_case.execute(&actor)).await?;
    Ok(data(StatusView::from(status)))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MethodView {
    r#type: &'static str,
    name: &'static str,
    description: &'static str,
    is_available: bool,
    is_configured: bool,
    is_enabled: bool,
}

impl From<MethodStatus> for MethodView {
    fn from(standing: MethodStatus) -> Self {
        let (name, description) = match standing.method {
            Method::Totp | Method::RecoveryCode => {
                ("Google Authenticator", "Time-based one-time password using Google Authenticator app")
            }
            Method::MagicLink => ("Magic Link", "Email-based authentication using secure links"),
            Method::Passkey => ("Passkey", "WebAuthn-based biometric or hardware key authentication"),
        };
        Self {
            r#type: standing.method.as_str(),
            name,
            description,
            is_available: standing.available,
            is_configured: standing.configured,
            is_enabled: standing.enabled,
        }
    }
}

/// What the caller can set up.
///
/// Permissions: any subject.
pub(crate) async fn methods(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.list_methods);
    let methods = blocking(&services, move || use_case.execute(&actor)).await?;
    Ok(data(methods.into_iter().map(MethodView::from).collect::<Vec<_>>()))
}
