//! The middleware around every request: request ids, the access log, error responses, caught panics.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use futures_util::FutureExt;
use portcullis_domain::{Caller, OrganizationId, RequestId};

use crate::edge_rules::EdgeRules;
use crate::error_response::{ApiError, Code, ErrorResponse, NO_TEXTS};
use crate::route::{Access, Route};
use crate::{bearer, head_limits};

/// The header with the id of a request: the client's in requests, ours in responses.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The time for which browsers use TLS only.
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The middleware around every request.
#[derive(Clone)]
pub(crate) struct Edge {
    pub(crate) rules: Arc<EdgeRules>,
    pub(crate) routes: &'static [Route],
}

/// Handles a request to a path of the table, in whatever scope it is mounted, or to an unknown path.
pub(crate) async fn around(
    edge: Edge,
    path: Option<&'static str>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let begun = monotonic_now();
    let of_path = |route: &&'static Route| Some(route.path) == path;
    let of_method = |route: &&'static Route| of_path(route) && route.methods().contains(request.method());
    let route = edge.routes.iter().find(of_method).or_else(|| edge.routes.iter().find(of_path));
    // the gate is called before every request: an allow is only counted, and has no id
    let is_gate = route.is_some_and(|route| route.access == Access::Gate);
    let id = if is_gate { None } else { new_id(&edge.rules, request.headers()) };
    if let Some(id) = &id {
        request.extensions_mut().insert(id.clone());
    }
    if let Some(route) = route {
        request.extensions_mut().insert(route);
    }
    if !is_gate {
        bearer::spell_scheme(&mut request);
    }
    let http = request.request().clone();

    // the gate is for gateways, and no page reads it
    let cors = (!is_gate).then_some(&edge.rules.cors);
    let methods = || edge.routes.iter().filter(of_path).flat_map(Route::methods).collect::<Vec<_>>();
    let outcome = if let Some(error) = head_limits::too_large(&http) {
        ensure_id(&edge.rules, &http);
        Ok(Err(error.into()))
    } else if let Some(answer) = cors.and_then(|cors| cors.preflight(http.method(), http.headers(), methods)) {
        Ok(Ok(request.into_response(answer).map_into_right_body()))
    } else {
        let answered = AssertUnwindSafe(next.call(request)).catch_unwind().await;
        answered.map(|answer| answer.map(ServiceResponse::map_into_left_body))
    };
    let respond = |error: &ApiError| error_response(error, route, &http);
    let mut answer = match outcome {
        Ok(Ok(response)) => match response.response().error().and_then(|error| error.as_error::<ApiError>()) {
            Some(error) => respond(error),
            None => response.into_parts().1.map_into_boxed_body(),
        },
        Ok(Err(error)) => match error.as_error::<ApiError>() {
            Some(error) => respond(error),
            // actix-web's own errors (a path that is not UTF-8, …)
            None if error.as_response_error().status_code().is_client_error() => respond(&ApiError::RouteNotFound),
            None => respond(&ApiError::Defect(error.to_string())),
        },
        Err(_) => respond(&ApiError::Defect("a panic".to_owned())),
    };

    let id = id.or_else(|| http.extensions().get::<RequestId>().cloned());
    add_headers(&edge.rules, id.as_ref(), answer.headers_mut());
    if let Some(cors) = cors {
        cors.add_headers(http.headers(), answer.headers_mut());
    }
    if is_gate && answer.status().is_success() {
        return Ok(ServiceResponse::new(http, answer));
    }
    let (took, code) = (begun.elapsed(), answer.extensions().get::<Code>().copied());
    edge.rules.metrics.count(path, Some(http.method()), answer.status(), code, took);
    let pattern = http.match_pattern();
    let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    log_response(id.as_ref(), http.method().as_str(), pattern.as_deref(), answer.status(), took);
    Ok(ServiceResponse::new(http, answer))
}

/// Adds the headers of every response.
fn add_headers(rules: &EdgeRules, id: Option<&RequestId>, headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if rules.tls {
        headers.insert(STRICT_TRANSPORT_SECURITY, A_YEAR);
    }
    if let Some(value) = id.and_then(|id| HeaderValue::from_str(id.as_str()).ok()) {
        headers.insert(REQUEST_ID, value);
    }
}

/// Writes the line of the access log.
fn log_response(id: Option<&RequestId>, method: &str, route: Option<&str>, status: StatusCode, microseconds: u64) {
    log::info!(
        target: "access",
        request = id.map_or("", RequestId::as_str),
        client_request = id.and_then(RequestId::client).unwrap_or_default(),
        method,
        route = route.unwrap_or("none"),
        status = status.as_u16(),
        microseconds;
        "answered"
    );
}

/// Responds to an error and logs it once, with the request's id and without any input of the client.
fn error_response(error: &ApiError, route: Option<&Route>, http: &HttpRequest) -> HttpResponse {
    let texts = route.map_or(NO_TEXTS, |route| route.texts);
    let response = ErrorResponse::of(error, &texts);
    let is_gate = route.is_some_and(|route| route.access == Access::Gate);
    let response = if is_gate { response.for_gateways() } else { response };
    log_error(error, &response, http);
    response.into_response()
}

/// Logs server errors and, for the security log, errors that no audit log records, with the caller if the token was valid.
pub(crate) fn log_error(error: &ApiError, response: &ErrorResponse, http: &HttpRequest) {
    let extensions = http.extensions();
    let request = extensions.get::<RequestId>().map_or("", RequestId::as_str);
    let code = response.code.name();
    if response.code == Code::Overloaded {
        // a line for each would add to the load; the beginning was logged
    } else if response.status.is_server_error() {
        log::error!(request, code, cause = error.to_string().as_str(); "failed");
    } else if response.is_security_relevant() {
        let caller = extensions.get::<Caller>();
        log::warn!(
            target: "security",
            request,
            code,
            reason = error.to_string().as_str(),
            source = EdgeRules::source_of(http).unwrap_or_default().as_str(),
            issuer = caller.map_or("", |caller| &caller.issuer),
            subject = caller.map_or("", |caller| caller.subject.as_str()),
            organization = caller.and_then(|caller| caller.organization.as_ref()).map_or("", OrganizationId::as_str);
            "refused"
        );
    }
}

/// Returns the id that the client sent, if it is valid.
fn client_id(headers: &HeaderMap) -> Option<RequestId> {
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    given.and_then(|text| RequestId::parse(text).ok())
}

/// Generates an id (UUID v7) and notes the client's; `None` if the source of randomness fails.
fn new_id(rules: &EdgeRules, headers: &HeaderMap) -> Option<RequestId> {
    let mut random = [0; 10];
    rules.random.fill(&mut random).ok()?;
    let milliseconds = u64::try_from(rules.clock.now().as_millisecond()).ok()?;
    let id = uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid();
    Some(RequestId::parse(id.to_string()).ok()?.noting(client_id(headers)))
}

/// Assigns an id to a request without one, before it is logged or recorded.
pub(crate) fn ensure_id(rules: &EdgeRules, http: &HttpRequest) {
    if http.extensions().get::<RequestId>().is_none()
        && let Some(id) = new_id(rules, http.headers())
    {
        http.extensions_mut().insert(id);
    }
}

#[expect(clippy::disallowed_methods, reason = "measures the duration of a response, for the log")]
fn monotonic_now() -> Instant {
    Instant::now()
}
