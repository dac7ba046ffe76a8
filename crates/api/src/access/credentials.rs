//! Reads the caller's token from the headers of a request at the gate.
//!
//! The application behind the gate reads the same headers by rules of its own. So wherever two readers could find
//! different tokens, the request is rejected.

use actix_web::http::header::{AUTHORIZATION, COOKIE, HeaderMap};

use super::profile::GateProfile;
use crate::error_response::ApiError;

/// Returns the bearer token or the profile's cookie. Both may be present if they are equal.
pub(super) fn token<'a>(headers: &'a HeaderMap, profile: &GateProfile) -> Result<&'a str, ApiError> {
    let bearer = bearer(headers)?;
    let cookie = profile.cookie.as_deref().map_or(Ok(None), |name| cookie(headers, name))?;
    match (bearer, cookie) {
        (Some(bearer), Some(cookie)) if bearer != cookie => Err(ApiError::TokenDoubled),
        (bearer, cookie) => bearer.or(cookie).ok_or(ApiError::TokenMissing),
    }
}

/// Reads the bearer token (RFC 6750, section 2.1). Credentials of other schemes are ignored.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let mut given = headers.get_all(AUTHORIZATION);
    let Some(header) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        return Err(ApiError::TokenDoubled);
    }
    let header = header.to_str().map_err(|_| ApiError::TokenMissing)?.trim();
    // at any white space: the application may not insist on a single space either
    let (scheme, token) = header.split_once(|one: char| one.is_ascii_whitespace()).unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    Some(token.trim()).filter(|token| !token.is_empty()).map(Some).ok_or(ApiError::TokenMissing)
}

/// Reads a cookie (RFC 6265, section 5.4), as bytes: other cookies may hold anything.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, ApiError> {
    let pairs = headers.get_all(COOKIE).flat_map(|header| header.as_bytes().split(|byte| *byte == b';'));
    let mut values = pairs.filter_map(|pair| {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let (of, value) = (halves.next()?, halves.next()?);
        (of.trim_ascii() == name.as_bytes()).then(|| value.trim_ascii())
    });
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => std::str::from_utf8(value).map(Some).map_err(|_| ApiError::TokenMissing),
        (Some(_), Some(_)) => Err(ApiError::TokenDoubled),
    }
}
