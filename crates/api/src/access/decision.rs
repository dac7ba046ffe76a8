//! What somebody needs now, as JSON; and `GET /mfa/decision`.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::Data;
use portcullis_domain::{AllowedMethod, Decision, Method};
use serde::Serialize;

use crate::Services;
use crate::acting::Acting;
use crate::answer::data;
use crate::blocking::blocking;
use crate::refusal::ApiError;

#[derive(Default, Serialize)]
pub(crate) struct DecisionView {
    decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    methods: Vec<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    links: BTreeMap<&'static str, &'static str>,
}

impl From<Decision> for DecisionView {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow(reason) => Self {
                decision: "allow",
                reason: Some(reason.as_str()),
                deadline: reason.until().map(|until| until.to_string()),
                ..Self::default()
            },
            Decision::StepUp(methods) => Self {
                decision: "step_up",
                methods: methods.into_iter().map(Method::as_str).collect(),
                links: BTreeMap::from([("verify", "/mfa/verify-login")]),
                ..Self::default()
            },
            Decision::Enrol(methods) => Self {
                decision: "enrol",
                methods: methods.into_iter().map(AllowedMethod::as_str).collect(),
                links: BTreeMap::from([("enrol", "/mfa/setup")]),
                ..Self::default()
            },
            Decision::Deny(_) => Self { decision: "deny", ..Self::default() },
        }
    }
}

/// What the caller needs now.
///
/// Permissions: any subject.
pub(crate) async fn decision(Acting(actor): Acting, services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let use_case = Arc::clone(&services.decide_own_access);
    let decision = blocking(&services, move || use_case.execute(&actor)).await?;
    Ok(data(DecisionView::from(decision)))
}
