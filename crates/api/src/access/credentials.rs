//! Reads the caller's token from the headers of a request at the gate.
//!
//! The application behind the gate reads the same headers by rules of its own. So wherever two readers could find
//! different tokens, the request is rejected.

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

use super::cookie;
use super::profile::GateProfile;
use crate::error_response::ApiError;

/// Returns the bearer token or the profile's cookie. Credentials of any scheme beside the cookie are rejected: the
/// application may use either.
pub(super) fn token<'a>(headers: &'a HeaderMap, profile: &GateProfile) -> Result<&'a str, ApiError> {
    let cookie = profile.cookie.as_deref().map_or(Ok(None), |name| cookie::value(headers, name))?;
    match cookie {
        Some(_) if headers.contains_key(AUTHORIZATION) => Err(ApiError::TokenDoubled),
        Some(cookie) => Ok(cookie),
        None => bearer(headers)?.ok_or(ApiError::TokenMissing),
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
