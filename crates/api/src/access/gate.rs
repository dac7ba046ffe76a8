//! `/mfa/gate`: may this request pass? For gateways, which ask before every request.
//!
//! It answers only 200, 401, 403 and 503, and everything is told in headers, too. On 200 these are always all there, so
//! that a gateway which copies them overwrites whatever a client sent under their names.

use std::sync::Arc;

use actix_web::http::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use portcullis_domain::{AllowReason, Decision, DenialReason, Error, Evidence, Judgement, NoOrganization, Requirement};

use super::counts::Outcome;
use super::keeper::{Remembered, Seen};
use super::passed::Passed;
use super::presented::presented;
use super::profile::{GateProfile, PLAIN};
use crate::Services;
use crate::acting::trace;
use crate::blocking::{GATE_DEADLINE, blocking_within};
use crate::edge;
use crate::refusal::{ApiError, Refusal};
use crate::routes::GATE;

pub(super) const CODE: HeaderName = HeaderName::from_static("x-portcullis-code");
const METHODS: HeaderName = HeaderName::from_static("x-portcullis-methods");
const DEADLINE: HeaderName = HeaderName::from_static("x-portcullis-deadline");
const LOCATION: HeaderName = HeaderName::from_static("x-portcullis-location");

pub(super) const NONE: HeaderValue = HeaderValue::from_static("none");

/// Decides about the request in whose name the gateway asks.
///
/// Permissions: anybody; the answer is the decision.
pub(crate) async fn gate(request: HttpRequest, services: Data<Services>) -> HttpResponse {
    let name = request.match_info().get("tail").unwrap_or(PLAIN);
    let name = name.split('/').next().unwrap_or_default();
    match answer(&services, &request, name).await {
        Ok(passed) => passed.into_response(),
        Err(refused) => refused,
    }
}

/// What the gate says to a request, by the profile of this name.
pub(super) async fn answer(services: &Services, request: &HttpRequest, name: &str) -> Result<Passed, HttpResponse> {
    let Some(profile) = services.profiles.named(name) else {
        services.gate_counts.count(PLAIN, Outcome::Denied);
        return Err(refusal(services, request, &ApiError::UnknownProfile, &GateProfile::default(), None));
    };
    let seen = match presented(request.headers(), profile) {
        Ok(token) => seen(services, request, token).await,
        Err(error) => Err(error),
    };
    let (verdict, about) = match seen {
        Ok(about) => (judge(&about, profile), Some(about)),
        Err(error) => (Err(error), None),
    };
    let error = match verdict {
        Ok((reason, evidence)) => {
            services.gate_counts.count(name, Outcome::Allowed);
            let decision = reason.as_str();
            return Ok(Passed { known: about.map(|about| about.known), decision, evidence, would: None });
        }
        Err(error) => error,
    };
    let told = Refusal::of(&error, Some(&GATE));
    if profile.report {
        services.gate_counts.count(name, Outcome::Reported);
        let subject = about.as_ref().map_or("", |about| about.known.subject.as_str());
        let (status, code) = (told.status.as_u16(), told.code.name());
        log::info!(target: "gate", profile = name, status, code, subject; "would have refused");
        let known = about.map(|about| about.known);
        return Ok(Passed { known, decision: "report", evidence: None, would: Some(code) });
    }
    let failed = told.status.is_server_error();
    services.gate_counts.count(name, if failed { Outcome::Failed } else { Outcome::Denied });
    Err(refusal(services, request, &error, profile, about.and_then(|about| about.deadline(profile))))
}

/// A caller and when they were looked at.
struct About {
    known: Arc<Remembered>,
    now: Timestamp,
}

impl About {
    fn judged(&self, profile: &GateProfile) -> Judgement {
        self.known.facts.judged(profile.demand, self.now)
    }

    /// From when on the organization demands MFA of them, if it does.
    fn deadline(&self, profile: &GateProfile) -> Option<Timestamp> {
        self.judged(profile).deadline
    }
}

/// Whom the token speaks for: remembered, or read.
async fn seen(services: &Services, request: &HttpRequest, token: &str) -> Result<About, ApiError> {
    let keeper = &services.keeper;
    let now = keeper.now();
    if let Some(known) = keeper.recall(token, now) {
        return Ok(About { known, now });
    }
    // what is read may be written down: who joins by a token is
    edge::name(services, request);
    let (keeper, token) = (Arc::clone(keeper), token.to_owned());
    let (id, source) = trace(request);
    let looked =
        blocking_within(&services.admission, GATE_DEADLINE, move || keeper.look(&token, id, source, now)).await?;
    match looked {
        Seen::Caller(known) => Ok(About { known, now }),
        Seen::Nowhere(why) => Err(ApiError::Outside(why)),
    }
}

/// Why it may pass, and by which evidence.
fn judge(about: &About, profile: &GateProfile) -> Result<(AllowReason, Option<Evidence>), ApiError> {
    if about.known.facts.session_over {
        return Err(Error::Unauthenticated("its session was ended".to_owned()).into());
    }
    let judgement = about.judged(profile);
    match &judgement.decision {
        Decision::Allow(reason) => Ok((*reason, judgement.evidence)),
        Decision::StepUp(methods) => Err(ApiError::StepUp(
            Requirement { methods: methods.iter().copied().collect(), maximum_age: judgement.maximum_age },
            profile.demand.phishing_resistant,
        )),
        Decision::Enrol(methods) => Err(Error::MustEnrol(methods.iter().copied().collect()).into()),
        Decision::Deny(DenialReason::NotAMember) => Err(ApiError::Outside(NoOrganization::NotAssociated)),
        Decision::Deny(DenialReason::Unmeetable) => Err(ApiError::Unmeetable),
    }
}

/// 401, 403 or 503, with what there is to do.
fn refusal(
    services: &Services,
    request: &HttpRequest,
    error: &ApiError,
    profile: &GateProfile,
    deadline: Option<Timestamp>,
) -> HttpResponse {
    let refusal = Refusal::of(error, Some(&GATE));
    edge::name(services, request);
    edge::log_refusal(error, &refusal, request);
    let text = |text: &str| HeaderValue::from_str(text).unwrap_or(NONE);
    let methods = refusal.methods().join(" ");
    let helps = refusal.status.is_client_error();
    let page = profile.location(original(request.headers()).as_deref()).filter(|_| helps);
    let location = page.clone().filter(|_| wants_page(request));
    let code = refusal.code.name();
    let deadline = deadline.map(|at| at.to_string());
    let mut answer = refusal.with_details(deadline.clone(), page).into_response();
    let headers = answer.headers_mut();
    headers.insert(CODE, HeaderValue::from_static(code));
    headers.insert(METHODS, if methods.is_empty() { NONE } else { text(&methods) });
    headers.insert(DEADLINE, deadline.map_or(NONE, |at| text(&at)));
    headers.insert(LOCATION, location.map_or(NONE, |url| text(&url)));
    answer
}

/// A browser that asks for a page; no script and no other program.
fn wants_page(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(ACCEPT).and_then(|accepts| accepts.to_str().ok()).unwrap_or_default();
    accepts.split(',').any(|one| one.trim_start().to_ascii_lowercase().starts_with("text/html"))
}

/// Where the browser was, as the gateway tells it. Used for coming back alone, and only where the profile allows.
fn original(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(whole) = text("x-original-url") {
        return Some(whole.to_owned());
    }
    let (scheme, host) = (text("x-forwarded-proto")?, text("x-forwarded-host")?);
    Some(format!("{scheme}://{host}{}", text("x-forwarded-uri").unwrap_or("/")))
}
