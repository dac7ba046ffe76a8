//! `/mfa/gate`: decides about a request on behalf of a gateway, which asks before every request.
//!
//! It answers only 200, 401, 403 and 503, and repeats everything in headers. A 200 always has all of its headers, so that
//! a gateway which copies them overwrites whatever a client sent under their names.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};
use jiff::Timestamp;
use portcullis_domain::{
    AllowReason, AllowedMethod, Decision, DenialReason, Error, Evidence, Judgement, Method, NoOrganization, Requirement,
};

use super::allow_response::{Allowed, CODE, NONE};
use super::caller_cache::{KnownCaller, Loaded};
use super::credentials::token;
use super::gate_metrics::Outcome;
use super::gate_state::GateState;
use super::profile::{DEFAULT_PROFILE, GateProfile};
use crate::dispatch::GATE_DEADLINE;
use crate::edge;
use crate::error_response::{ApiError, ErrorResponse, NO_TEXTS};
use crate::extractors::trace;
use crate::limits::{Deadline, run};
use crate::responses::Message;
use crate::route::{Access, Documentation, PUBLIC, Route};
use crate::signature::{Answer, Endpoint, Signature};

const METHODS: HeaderName = HeaderName::from_static("x-portcullis-methods");
const DEADLINE: HeaderName = HeaderName::from_static("x-portcullis-deadline");
const LOCATION: HeaderName = HeaderName::from_static("x-portcullis-location");

/// The gate.
pub const GATE: Route = Route {
    path: "/mfa/gate",
    access: Access::Gate,
    handler: || Endpoint::of(gate),
    errors,
    documentation: Some(Documentation {
        id: "mfaGate",
        summary: "Decide about a request on behalf of a gateway",
        description: "For nginx `auth_request`, Caddy `forward_auth`, Traefik ForwardAuth and Envoy `ext_authz`. Takes any \
            method. `/mfa/gate/{profile}/…` decides by one of the operator's profiles; the rest of the path and the query \
            are ignored. The caller is identified by the bearer token or, without one, by the profile's cookie, and by no \
            other header. 200: allowed; the headers `X-Portcullis-Subject`, `-Organization`, `-Decision`, `-Amr` and \
            `-Policy-Version` are always set, to `none` where they have no value. 401: the token is missing or invalid, or \
            an authenticator must be used first (RFC 9470). 403: an authenticator must be enrolled first, or access is \
            denied. 503: no decision is possible. Every error has the headers `X-Portcullis-Code`, `-Methods`, `-Deadline` \
            and `-Location`.",
        examples: &[("allow", r#"{"success":true,"message":"allow"}"#)],
    }),
    ..PUBLIC
};

/// The gate by a profile, with whatever a gateway appends.
pub const GATE_PROFILE: Route = Route { path: "/mfa/gate/{tail:.*}", documentation: None, ..GATE };

fn errors() -> Vec<ApiError> {
    let requirement = Requirement { methods: vec![Method::Totp], maximum_age: 43_200 };
    vec![
        ApiError::TokenMissing,
        Error::Unauthenticated(String::new()).into(),
        ApiError::StepUp(requirement, false),
        Error::MustEnrol(vec![AllowedMethod::Totp, AllowedMethod::Passkey]).into(),
        ApiError::NoOrganization(NoOrganization::NotAssociated),
        ApiError::NoOrganization(NoOrganization::Ambiguous),
        ApiError::Unmeetable,
        ApiError::UnknownProfile,
        Error::unavailable("").into(),
    ]
}

/// What the gate answers: it writes its own error responses.
struct GateAnswer(Result<Allowed, HttpResponse>);

impl Responder for GateAnswer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0.map_or_else(|error| error, Allowed::into_response)
    }
}

impl Answer for GateAnswer {
    fn describe(signature: &mut Signature) {
        Message::describe(signature);
    }
}

async fn gate(request: HttpRequest, state: Data<GateState>) -> GateAnswer {
    let name = request.match_info().get("tail").unwrap_or(DEFAULT_PROFILE);
    let name = name.split('/').next().unwrap_or_default();
    GateAnswer(answer(&state, &request, name).await)
}

/// Decides about a request by the profile of this name.
pub(crate) async fn answer(state: &GateState, request: &HttpRequest, name: &str) -> Result<Allowed, HttpResponse> {
    let Some(profile) = state.profiles.named(name) else {
        state.counts.count(DEFAULT_PROFILE, Outcome::Denied);
        return Err(rejection(state, request, &ApiError::UnknownProfile, &GateProfile::default(), None));
    };
    let caller = match token(request.headers(), profile) {
        Ok(token) => load(state, request, token).await,
        Err(error) => Err(error),
    };
    let (verdict, caller) = match caller {
        Ok(caller) => (decide(&caller, profile), Some(caller)),
        Err(error) => (Err(error), None),
    };
    let error = match verdict {
        Ok((reason, evidence)) => {
            state.counts.count(name, Outcome::Allowed);
            let caller = caller.map(|caller| caller.known);
            return Ok(Allowed { caller, decision: reason.as_str(), evidence, reported: None });
        }
        Err(error) => error,
    };
    let response = ErrorResponse::of(&error, &NO_TEXTS).for_gateways();
    if profile.report {
        state.counts.count(name, Outcome::Reported);
        let subject = caller.as_ref().map_or("", |caller| caller.known.subject().as_str());
        let (status, code) = (response.status.as_u16(), response.code.name());
        log::info!(target: "gate", profile = name, status, code, subject; "would have rejected");
        let caller = caller.map(|caller| caller.known);
        return Ok(Allowed { caller, decision: "report", evidence: None, reported: Some(code) });
    }
    let failed = response.status.is_server_error();
    state.counts.count(name, if failed { Outcome::Failed } else { Outcome::Denied });
    Err(rejection(state, request, &error, profile, caller.and_then(|caller| caller.deadline(profile))))
}

/// A caller at a moment.
struct Caller {
    known: KnownCaller,
    now: Timestamp,
}

impl Caller {
    fn judged(&self, profile: &GateProfile) -> Judgement {
        self.known.judged(profile.requirement, self.now)
    }

    /// The moment from which MFA is required of the caller, if it is.
    fn deadline(&self, profile: &GateProfile) -> Option<Timestamp> {
        self.judged(profile).deadline
    }
}

/// The caller of a token, from the cache or the store. Only a look-up in the store takes a place.
async fn load(state: &GateState, request: &HttpRequest, token: &str) -> Result<Caller, ApiError> {
    let now = state.cache.now();
    if let Some(known) = state.cache.get(token, now) {
        return Ok(Caller { known, now });
    }
    let checked = match state.cache.with_cached_facts(token, state.cache.verify(token, now)?) {
        Ok(known) => return Ok(Caller { known, now }),
        Err(checked) => checked,
    };
    let deadline = Deadline::after(GATE_DEADLINE);
    let permit = state.limits.admit_look_up(checked.requester(), deadline).await?;
    // reading may add the caller as a member, which the audit log records with the request's id
    edge::ensure_id(&state.edge, request);
    let (cache, token) = (Arc::clone(&state.cache), token.to_owned());
    let (id, source) = trace(request);
    match run(permit, deadline, move || cache.read(&token, checked, id, source, now)).await? {
        Loaded::Member(known) => Ok(Caller { known, now }),
        Loaded::NoOrganization(why) => Err(ApiError::NoOrganization(why)),
    }
}

/// Why the request is allowed, and by which evidence.
fn decide(caller: &Caller, profile: &GateProfile) -> Result<(AllowReason, Option<Evidence>), ApiError> {
    if caller.known.session_is_over() {
        return Err(Error::Unauthenticated("its session has ended".to_owned()).into());
    }
    let judgement = caller.judged(profile);
    match &judgement.decision {
        Decision::Allow(reason) => Ok((*reason, judgement.evidence)),
        Decision::StepUp(methods) => Err(ApiError::StepUp(
            Requirement { methods: methods.iter().copied().collect(), maximum_age: judgement.maximum_age },
            profile.requirement.phishing_resistant,
        )),
        Decision::Enrol(methods) => Err(Error::MustEnrol(methods.iter().copied().collect()).into()),
        Decision::Deny(DenialReason::NotAMember) => Err(ApiError::NoOrganization(NoOrganization::NotAssociated)),
        Decision::Deny(DenialReason::Unmeetable) => Err(ApiError::Unmeetable),
    }
}

/// 401, 403 or 503, with what the caller can do.
fn rejection(
    state: &GateState,
    request: &HttpRequest,
    error: &ApiError,
    profile: &GateProfile,
    deadline: Option<Timestamp>,
) -> HttpResponse {
    let response = ErrorResponse::of(error, &NO_TEXTS).for_gateways();
    edge::ensure_id(&state.edge, request);
    edge::log_error(error, &response, request);
    let text = |text: &str| HeaderValue::from_str(text).unwrap_or(NONE);
    let methods = response.methods().join(" ");
    let is_callers = response.status.is_client_error();
    let page = profile.location(original(request.headers()).as_deref()).filter(|_| is_callers);
    let location = page.clone().filter(|_| wants_page(request));
    let code = response.code.name();
    let deadline = deadline.map(|at| at.to_string());
    let mut answer = response.with_details(deadline.clone(), page).into_response();
    let headers = answer.headers_mut();
    headers.insert(CODE, HeaderValue::from_static(code));
    headers.insert(METHODS, if methods.is_empty() { NONE } else { text(&methods) });
    headers.insert(DEADLINE, deadline.map_or(NONE, |at| text(&at)));
    headers.insert(LOCATION, location.map_or(NONE, |url| text(&url)));
    answer
}

/// Whether a browser asks for a page, rather than a script or another program.
fn wants_page(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(ACCEPT).and_then(|accepts| accepts.to_str().ok()).unwrap_or_default();
    accepts.split(',').any(|one| one.trim_start().to_ascii_lowercase().starts_with("text/html"))
}

/// The URL that the browser asked for, as the gateway passes it on. Used for the way back alone, to origins that the
/// profile lists.
fn original(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(whole) = text("x-original-url") {
        return Some(whole.to_owned());
    }
    let (scheme, host) = (text("x-forwarded-proto")?, text("x-forwarded-host")?);
    Some(format!("{scheme}://{host}{}", text("x-forwarded-uri").unwrap_or("/")))
}
