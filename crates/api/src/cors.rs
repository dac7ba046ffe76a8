//! Pages of other origins that may call the API (the protocol of fetch.spec.whatwg.org). The gate is for gateways, and no
//! page ever reads it.
//!
//! A listed origin is told of itself on every answer; any other is told nothing, and its browser keeps the answer from
//! the page. What a page is let see is the same answer as everybody's: a token is still needed, and cookies count for
//! nothing.

use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue,
    ORIGIN, VARY,
};
use portcullis_domain::{Error, Result};
use url::Url;

/// What a page may send.
const SENT: HeaderValue = HeaderValue::from_static("authorization, content-type, if-match, if-plan, x-request-id");

/// What it may read.
const READ: HeaderValue = HeaderValue::from_static("etag, retry-after, www-authenticate, x-error-code, x-request-id");

/// For how many seconds a browser need not ask again.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// The origins whose pages may call the API; by default none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CorsOrigins(Vec<String>);

impl CorsOrigins {
    /// Of origins as browsers write them: `https://app.example.com`, `http://localhost:5173`.
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

    /// The origins.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// What a browser is answered that asks beforehand, if its page is of a listed origin and the path has methods.
    pub(crate) fn preflight(
        &self,
        method: &Method,
        asked: &HeaderMap,
        methods: impl FnOnce() -> Vec<Method>,
    ) -> Option<HttpResponse> {
        if method != Method::OPTIONS || !asked.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
            return None;
        }
        self.listed(asked)?;
        let names: Vec<_> = methods().iter().map(ToString::to_string).collect();
        if names.is_empty() {
            return None;
        }
        let mut answer = HttpResponse::NoContent();
        answer
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, names.join(", ")))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, SENT))
            .insert_header((ACCESS_CONTROL_MAX_AGE, REMEMBERED));
        Some(answer.finish())
    }

    /// Tells a listed origin that its page may read the answer.
    pub(crate) fn tell(&self, asked: &HeaderMap, answer: &mut HeaderMap) {
        if self.0.is_empty() {
            return;
        }
        answer.append(VARY, HeaderValue::from_static("origin"));
        if let Some(origin) = self.listed(asked) {
            answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, READ);
        }
    }

    /// The one origin that the request names, if it is listed.
    fn listed<'a>(&self, asked: &'a HeaderMap) -> Option<&'a HeaderValue> {
        let mut named = asked.get_all(ORIGIN);
        let (Some(origin), None) = (named.next(), named.next()) else { return None };
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
    fn what_no_browser_would_send_is_no_origin(#[case] item: &str) {
        assert!(CorsOrigins::parse(&[item]).is_err(), "{item}");
    }

    #[test]
    fn an_origin_has_a_scheme_a_host_and_at_most_a_port() {
        let origins = CorsOrigins::parse(&["https://app.example.com", "http://localhost:5173"]).unwrap();
        assert_eq!(origins.as_slice(), ["https://app.example.com", "http://localhost:5173"]);
    }
}
