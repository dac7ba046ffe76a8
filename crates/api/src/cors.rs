//! CORS, as fetch.spec.whatwg.org defines it: pages of listed origins may call the API. The gate is for gateways, and
//! never has CORS headers.
//!
//! Responses to a listed origin name it; responses to any other have no CORS headers, so that its browser keeps them from
//! the page. Cookies are not allowed, and a token is needed as always.

use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue,
    ORIGIN, VARY,
};
use portcullis_domain::{Error, Result};
use url::Url;

/// The headers that a page may send.
const ALLOWED_HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, if-match, if-plan, x-request-id");

/// The headers that a page may read.
const EXPOSED_HEADERS: HeaderValue =
    HeaderValue::from_static("etag, retry-after, www-authenticate, x-error-code, x-request-id");

/// How long a browser may cache a preflight, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// The origins whose pages may call the API. The default is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CorsOrigins(Vec<String>);

impl CorsOrigins {
    /// Parses origins as browsers write them: `https://app.example.com`, `http://localhost:5173`.
    pub fn parse<S: AsRef<str>>(items: &[S]) -> Result<Self> {
        let origin = |item: &S| {
            let item = item.as_ref();
            let url = Url::parse(item).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            let written = url
                .map(|url| url.origin().ascii_serialization())
                .filter(|origin| origin == item && !item.contains('*'));
            written.ok_or_else(|| {
                Error::invalid(
                    "origins",
                    "must be origins as browsers write them: https://app.example.com, no path, no *",
                )
            })
        };
        items.iter().map(origin).collect::<Result<_>>().map(Self)
    }

    /// Returns the origins.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// Returns the response to a preflight from a listed origin, for a path that has methods.
    pub(crate) fn preflight(
        &self,
        method: &Method,
        request: &HeaderMap,
        methods: impl FnOnce() -> Vec<Method>,
    ) -> Option<HttpResponse> {
        if method != Method::OPTIONS || !request.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
            return None;
        }
        self.listed_origin(request)?;
        let names: Vec<_> = methods().iter().map(ToString::to_string).collect();
        if names.is_empty() {
            return None;
        }
        let mut response = HttpResponse::NoContent();
        response
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, names.join(", ")))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS))
            .insert_header((ACCESS_CONTROL_MAX_AGE, MAX_AGE));
        Some(response.finish())
    }

    /// Adds the headers that let a page of a listed origin read the response.
    pub(crate) fn add_headers(&self, request: &HeaderMap, response: &mut HeaderMap) {
        if self.0.is_empty() {
            return;
        }
        response.append(VARY, HeaderValue::from_static("origin"));
        if let Some(origin) = self.listed_origin(request) {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
        }
    }

    /// Returns the request's origin if it is listed, and the only one.
    fn listed_origin<'a>(&self, request: &'a HeaderMap) -> Option<&'a HeaderValue> {
        let mut origins = request.get_all(ORIGIN);
        let (Some(origin), None) = (origins.next(), origins.next()) else { return None };
        self.0.iter().any(|listed| origin.as_bytes() == listed.as_bytes()).then_some(origin)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("*")]
    #[case("null")]
    #[case("app.example.com")]
    #[case("https://app.example.com/")]
    #[case("https://app.example.com/page")]
    #[case("https://*.example.com")]
    #[case("https://app.example.com:443")]
    #[case("https://App.example.com")]
    #[case("https://user@app.example.com")]
    #[case("ftp://app.example.com")]
    #[case("")]
    fn malformed_origin_is_rejected(#[case] item: &str) {
        assert!(CorsOrigins::parse(&[item]).is_err(), "{item}");
    }

    #[test]
    fn origin_has_a_scheme_a_host_and_at_most_a_port() {
        let origins = CorsOrigins::parse(&["https://app.example.com", "http://localhost:5173"]).unwrap();
        assert_eq!(origins.as_slice(), ["https://app.example.com", "http://localhost:5173"]);
    }
}
