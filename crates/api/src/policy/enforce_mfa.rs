//! `POST /mfa/organization/enforce`.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, ReqData};
use serde_json::Value;

use crate::Services;
use crate::acting::Acting;
use crate::answer::message;
use crate::body::{Object, Submitted};
use crate::refusal::{ApiError, BodyRefusal};
use crate::routes::Route;
use crate::submission::admitted;

/// Requires MFA of every member of the caller's organization, or stops requiring it.
///
/// Permissions: OWNER, ADMINISTRATORS.
pub(crate) async fn enforce_mfa(
    Acting(actor): Acting,
    body: Submitted,
    route: ReqData<&'static Route>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let command = body.0.and_then(|object| EnforceBody::read(&object));
    let use_case = Arc::clone(&services.enforce_mfa);
    let outcome =
        admitted(&services, &route, actor, command, move |actor, command| use_case.execute(actor, command.enforced))
            .await?;
    Ok(message(if outcome.enforced {
        "MFA enforcement enabled for organization"
    } else {
        "MFA enforcement disabled for organization"
    }))
}

/// The body of the call.
#[derive(utoipa::ToSchema)]
pub(crate) struct EnforceBody {
    /// Whether every member must use MFA from now on.
    enforced: bool,
}

impl EnforceBody {
    fn read(body: &Object) -> Result<Self, BodyRefusal> {
        let enforced = body.get("enforced").and_then(Value::as_bool).ok_or(BodyRefusal::Invalid)?;
        Ok(Self { enforced })
    }
}
