//! `POST /mfa/decision`

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::web::Data as AppData;
use deserr::Deserr;
use portcullis_domain::{ClientRefusal, ClientRight, NoOrganization, Scope};
use utoipa::ToSchema;

use super::caller_cache::Loaded;
use super::explanation::Explanation;
use super::gate_state::GateState;
use crate::dispatch::DEADLINE;
use crate::error_response::ApiError;
use crate::extractors::{DecisionClient, Json, trace};
use crate::limits::{Deadline, Requester, run};
use crate::responses::Data;
use crate::route::{Access, Body, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::violations::Violations;

/// The decision about another subject, for clients.
pub const DECIDE_FOR: Route = Route {
    method: Method::POST,
    path: "/mfa/decision",
    access: Access::Client(Scope::Decide),
    body: Some(Body { required: true, limit: 16 * 1024, example: r#"{"token":"eyJhbGciOiJFUzI1NiJ9.e30.c2ln"}"# }),
    handler: || Endpoint::of(decide_for),
    documentation: Some(Documentation {
        id: "decideFor",
        summary: "Get and explain the gate's decision about the subject of a token",
        description: "For clients to which `PORTCULLIS_CLIENTS` grants `decide` in the member's organization, and whose tokens have \
            the scope `portcullis.decide`. \
            `rule` is the first that applied: 1 no membership, 2 a service, 3 evidence, 4 an authenticator to use, 5 MFA is \
            not required, 6 an authenticator to enrol; 0 if the token is not accepted. `member` has the policy, the \
            deadline and the evidence that the decision rests on.",
        examples: &[(
            "explanation",
            r#"{"success":true,"data":{"decision":"allow","reason":"verified","rule":3,"because":"there is fresh evidence of a method that counts","profile":"default","member":{"subject":"alice","organization":"acme","policyVersion":7,"enforced":true,"allowedMethods":["GOOGLE_AUTH","PASSKEY"],"binding":true,"deadline":"2026-01-15T00:00:00Z","maximumAgeSeconds":43200,"authenticators":["GOOGLE_AUTH"],"evidence":[{"means":"GOOGLE_AUTH","verifiedAt":"2026-02-01T10:20:30Z","phishingResistant":false,"decided":true}],"tokenExpiresAt":"2026-02-01T11:20:30Z"}}}"#,
        )],
    }),
    ..PUBLIC
};

/// The subject to decide about, and the profile to decide by.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations, deny_unknown_fields)]
#[serde(deny_unknown_fields)]
struct DecisionRequest {
    /// The subject's token.
    token: String,
    /// The gate profile; by default `default`.
    #[deserr(default)]
    profile: Option<String>,
}

/// Permissions: clients with the right to ask for decisions in the organization of the token.
async fn decide_for(
    DecisionClient { login, granted }: DecisionClient,
    request: HttpRequest,
    Json(body): Json<DecisionRequest>,
    gate: AppData<GateState>,
) -> Result<Data<Explanation>, ApiError> {
    let (id, source) = trace(&request);
    let state = Arc::clone(&gate);
    let explain = move || {
        state.cache.require_login(&login)?;
        let mut is_granted = true;
        let load = |now| {
            let loaded = state.cache.load_granted(&body.token, id, source, now, &granted)?;
            is_granted = loaded.is_some();
            Ok(loaded.unwrap_or(Loaded::NoOrganization(NoOrganization::NotAssociated)))
        };
        let explained = state.explain_loaded(body.profile.as_deref(), load)?;
        Ok(is_granted.then_some(explained))
    };
    let deadline = Deadline::after(DEADLINE);
    let permit = gate.limits.admit_look_up(Requester::of_request(&request), deadline).await?;
    let explained = run(permit, deadline, explain).await?;
    explained.map(Data).ok_or(ApiError::ClientRefused(ClientRight::Decide, ClientRefusal::NotGranted))
}
