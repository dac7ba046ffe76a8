//! `POST /mfa/verify-login`, `POST /mfa/refresh`, and the keys behind the tokens that they give.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, ReqData};
use portcullis_domain::Proof;
use serde::Serialize;

use super::bodies::{GivenProof, RefreshBody};
use crate::Services;
use crate::acting::Acting;
use crate::blocking::{PROOF_DEADLINE, blocking};
use crate::body::Submitted;
use crate::refusal::ApiError;
use crate::routes::Route;
use crate::submission::admitted_within;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LoginView {
    success: bool,
    message: &'static str,
    full_access_token: String,
    refresh_token: String,
}

/// Uses an authenticator.
///
/// Permissions: any member, for themselves.
pub(crate) async fn verify_login(
    Acting(actor): Acting,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| GivenProof::read(&body));
    let use_case = Arc::clone(&services.verify_login);
    let grant = admitted_within(PROOF_DEADLINE, &services, &route, actor, command, move |actor, proof| match proof {
        GivenProof::Code(code) => use_case.execute(actor, Proof::Code(&code)),
        GivenProof::Passkey(response) => use_case.execute(actor, Proof::Passkey(&response)),
        GivenProof::Link(token) => use_case.execute(actor, Proof::Link(&token)),
    })
    .await?
    .ok_or(ApiError::ProofRejected)?;
    Ok(HttpResponse::Ok().json(LoginView {
        success: true,
        message: "MFA verification successful",
        full_access_token: grant.full_access_token,
        refresh_token: grant.refresh_token.to_string(),
    }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefreshView {
    success: bool,
    access_token: String,
    token: String,
    refresh_token: String,
    expires_at: i64,
}

/// Goes on without proving again.
///
/// Permissions: whoever has the refresh token.
pub(crate) async fn refresh(body: Submitted, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let body = body.0.and_then(|body| RefreshBody::read(&body)).map_err(ApiError::Body)?;
    let use_case = Arc::clone(&services.refresh_session);
    let grant =
        blocking(&services, move || use_case.execute(&body.refresh_token)).await?.ok_or(ApiError::RefreshRejected)?;
    Ok(HttpResponse::Ok().json(RefreshView {
        success: true,
        access_token: grant.full_access_token.clone(),
        token: grant.full_access_token,
        refresh_token: grant.refresh_token.to_string(),
        expires_at: grant.expires_at.as_second(),
    }))
}

/// Our own public keys.
pub(crate) async fn public_keys(services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let (issuer, now) = (Arc::clone(&services.ports.issuer), services.ports.clock.now());
    let keys = blocking(&services, move || issuer.public_keys(now)).await?;
    Ok(HttpResponse::Ok().content_type("application/json").body(keys))
}
