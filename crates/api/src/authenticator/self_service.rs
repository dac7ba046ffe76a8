//! Setting up, proving, switching, preferring and taking away.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, ReqData};
use portcullis_domain::{Error, Method, Permission, Resource, Rule, SubjectId};
use serde::Serialize;

use super::bodies::{GivenProof, ResetBody, SetupBody, method};
use super::magic_link::LinkSetupView;
use super::passkey::{self, PasskeySetupView};
use super::qr_code;
use crate::Services;
use crate::acting::Acting;
use crate::answer::{data, message};
use crate::blocking::PROOF_DEADLINE;
use crate::body::Submitted;
use crate::refusal::ApiError;
use crate::routes::Route;
use crate::submission::{admitted, admitted_within};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TotpSetupView {
    secret: String,
    qr_code: String,
    backup_codes: Vec<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum SetupView {
    Totp(TotpSetupView),
    Passkey(PasskeySetupView),
    Link(LinkSetupView),
}

/// Begins to set an authenticator up.
///
/// Permissions: any member, for themselves.
pub(crate) async fn set_up(
    Acting(actor): Acting,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| SetupBody::read(&body));
    let (totp, set_up_passkey) = (Arc::clone(&services.set_up_totp), Arc::clone(&services.set_up_passkey));
    let set_up_link = Arc::clone(&services.set_up_magic_link);
    let view = admitted(&services, &route, actor, command, move |actor, body| match body.method {
        Method::Totp | Method::RecoveryCode => {
            let setup = totp.execute(actor)?;
            Ok(SetupView::Totp(TotpSetupView {
                secret: setup.secret.to_string(),
                qr_code: qr_code::data_uri(&setup.uri)?,
                backup_codes: setup.codes.iter().map(|code| code.to_string()).collect(),
            }))
        }
        Method::Passkey => {
            let setup = set_up_passkey.execute(actor, passkey::name(body.device)?)?;
            PasskeySetupView::of(&setup).map(SetupView::Passkey)
        }
        Method::MagicLink => {
            let email = set_up_link.execute(actor, body.email.as_deref())?.to_string();
            Ok(SetupView::Link(LinkSetupView { email, verification_required: true }))
        }
    })
    .await?;
    Ok(data(view))
}

/// Proves what was set up.
///
/// Permissions: any member, for themselves.
pub(crate) async fn verify_setup(
    Acting(actor): Acting,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| GivenProof::read(&body));
    let (totp, passkey) = (Arc::clone(&services.confirm_totp), Arc::clone(&services.confirm_passkey));
    let proven = admitted_within(PROOF_DEADLINE, &services, &route, actor, command, move |actor, proof| match proof {
        GivenProof::Code(code) => totp.execute(actor, &code),
        GivenProof::Passkey(response) => passkey.execute(actor, &response, None),
        // links are proven at a route of their own
        GivenProof::Link(_) => Err(Error::RuleBroken(Rule::MethodUnavailable)),
    })
    .await?;
    if proven { Ok(message("MFA setup verified and enabled")) } else { Err(ApiError::ProofRejected) }
}

/// Switches a kind on.
///
/// Permissions: any member, for themselves.
pub(crate) async fn enable(
    acting: Acting,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    switch(acting, body, &route, &services, true).await?;
    Ok(message("MFA method enabled"))
}

/// Switches a kind off.
///
/// Permissions: any member, for themselves.
pub(crate) async fn disable(
    acting: Acting,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    switch(acting, body, &route, &services, false).await?;
    Ok(message("MFA method disabled"))
}

async fn switch(
    Acting(actor): Acting,
    body: Submitted,
    route: &'static Route,
    services: &Services,
    enabled: bool,
) -> Result<(), ApiError> {
    let command = body.0.and_then(|body| method(&body));
    let use_case = Arc::clone(&services.set_enabled);
    admitted(services, route, actor, command, move |actor, method| use_case.execute(actor, method, enabled)).await
}

/// Prefers a kind.
///
/// Permissions: any member, for themselves.
pub(crate) async fn primary(
    Acting(actor): Acting,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|body| method(&body));
    let use_case = Arc::clone(&services.set_primary);
    admitted(&services, &route, actor, command, move |actor, method| use_case.execute(actor, method)).await?;
    Ok(message("Primary MFA method updated"))
}

/// Takes everything away: the caller's own, or another's.
///
/// Permissions: any member, for themselves; OWNER and ADMINISTRATORS, for others.
pub(crate) async fn reset(
    Acting(actor): Acting,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = ResetBody::read(body.0);
    let (use_case, check) = (Arc::clone(&services.reset_mfa), Arc::clone(&services.check_permission));
    admitted(&services, &route, actor, command, move |actor, body| {
        match body.target.map(SubjectId::parse).transpose() {
            Ok(target) => use_case.execute(actor, target.as_ref()),
            // what can be nobody's name is nobody, for who may ask
            Err(_) => check.execute(actor, Permission::ResetOthers).and(Err(Error::NotFound(Resource::Membership))),
        }
    })
    .await?;
    Ok(message("MFA reset successfully"))
}
