//! Passkeys over HTTP.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, ReqData};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use portcullis_domain::{AssertionOptions, AuthenticatorName, Error, PasskeySetup, Result as DomainResult};
use serde::Serialize;
use serde_json::Value;

use super::bodies::RegistrationBody;
use crate::Services;
use crate::acting::Acting;
use crate::answer::{data, message};
use crate::blocking::blocking;
use crate::body::Submitted;
use crate::refusal::ApiError;
use crate::routes::Route;
use crate::submission::admitted;

/// What a passkey is called of which nothing is said.
const UNNAMED: &str = "Passkey";

/// What a passkey is to be called after its device, as far as that makes a name.
pub(super) fn name(device: Option<String>) -> DomainResult<AuthenticatorName> {
    let named = device.and_then(|device| AuthenticatorName::parse(device).ok());
    named.map_or_else(|| AuthenticatorName::parse(UNNAMED), Ok)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PasskeySetupView {
    challenge: String,
    rp_name: String,
    user_name: String,
    #[serde(rename = "rpID")]
    rp_id: String,
    origin: String,
    user_id: String,
    public_key: Value,
}

impl PasskeySetupView {
    pub(super) fn of(setup: &PasskeySetup) -> DomainResult<Self> {
        Ok(Self {
            challenge: BASE64.encode(&setup.registration.challenge),
            rp_name: setup.relying_party.name.clone(),
            user_name: setup.holder.user_name.clone(),
            rp_id: setup.relying_party.id.clone(),
            origin: setup.relying_party.origin.clone(),
            user_id: BASE64.encode(&setup.holder.user_handle),
            public_key: serde_json::from_str(&setup.registration.options).map_err(Error::internal)?,
        })
    }
}

#[derive(Serialize)]
struct AllowedView {
    id: String,
    r#type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OptionsView {
    challenge: String,
    rp_id: String,
    user_verification: &'static str,
    timeout: u64,
    allow_credentials: Vec<AllowedView>,
}

impl From<AssertionOptions> for OptionsView {
    fn from(options: AssertionOptions) -> Self {
        let allowed = |id: &Vec<u8>| AllowedView { id: BASE64URL_NOPAD.encode(id), r#type: "public-key" };
        Self {
            challenge: BASE64.encode(&options.challenge),
            rp_id: options.rp_id,
            user_verification: "required",
            timeout: options.timeout,
            allow_credentials: options.credential_ids.iter().map(allowed).collect(),
        }
    }
}

/// Asks for the use of a passkey.
///
/// Permissions: any member, for themselves.
pub(crate) async fn auth_options(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.request_assertion);
    let options = blocking(&services, move || use_case.execute(&actor)).await?;
    Ok(data(OptionsView::from(options)))
}

/// Registers a passkey.
///
/// Permissions: any member, for themselves.
pub(crate) async fn complete_registration(
    Acting(actor): Acting,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| RegistrationBody::read(&body));
    let use_case = Arc::clone(&services.confirm_passkey);
    let registered = admitted(&services, &route, actor, command, move |actor, body| {
        use_case.execute(actor, &body.credential, Some(&body.challenge))
    })
    .await?;
    if registered { Ok(message("Passkey registration completed")) } else { Err(ApiError::ProofRejected) }
}
