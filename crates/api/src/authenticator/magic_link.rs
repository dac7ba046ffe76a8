//! Links by mail over HTTP, and the pages behind them.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use actix_web::web::Data;
use serde::Serialize;

use super::bodies::LinkBody;
use crate::Services;
use crate::acting::Acting;
use crate::answer::message;
use crate::blocking::blocking;
use crate::body::Submitted;
use crate::refusal::ApiError;

/// The page behind a link to set links up. It holds nothing of the link: the token is in the fragment, which no server
/// sees, and is sent when somebody presses the button, so that a scanner of mail uses nothing up.
const ACTIVATE_PAGE: &str = include_str!("pages/activate.html");

/// The page behind a link to log in. The link is of use in the session alone that asked for it, so the page shows what
/// that session needs.
const LOGIN_PAGE: &str = include_str!("pages/login.html");

/// The script of both, from a file of its own, so that a page may run no other.
const SCRIPT: &str = include_str!("pages/link.js");

/// Scripts and requests of our own origin, and nothing else; in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'none'; \
                      base-uri 'none'; frame-ancestors 'none'";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkSetupView {
    pub(super) email: String,
    pub(super) verification_required: bool,
}

/// Sends the caller a link.
///
/// Permissions: any member, for themselves.
pub(crate) async fn send_link(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.send_magic_link);
    blocking(&services, move || use_case.execute(&actor)).await?;
    Ok(message("Magic link sent successfully"))
}

/// Takes a link that sets links up.
///
/// Permissions: whoever has the link.
pub(crate) async fn activate_link(body: Submitted, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let body = body.0.and_then(|body| LinkBody::read(&body)).map_err(ApiError::Body)?;
    let use_case = Arc::clone(&services.activate_magic_link);
    let activated = blocking(&services, move || use_case.execute(&body.token)).await?;
    if activated { Ok(message("Magic link MFA activated successfully")) } else { Err(ApiError::ProofRejected) }
}

/// `GET /mfa/magic-link/activate`: a page that changes nothing by being read.
pub(crate) async fn activate_page() -> HttpResponse {
    page("text/html; charset=utf-8", ACTIVATE_PAGE)
}

/// `GET /mfa/magic-link/login`: likewise.
pub(crate) async fn login_page() -> HttpResponse {
    page("text/html; charset=utf-8", LOGIN_PAGE)
}

/// `GET /mfa/magic-link/link.js`.
pub(crate) async fn link_script() -> HttpResponse {
    page("text/javascript; charset=utf-8", SCRIPT)
}

fn page(kind: &str, content: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .body(content)
}
