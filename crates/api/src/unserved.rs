//! Answers to what never became a request: the same shape, codes and headers as all others, as bytes, because whoever
//! speaks HTTP for us has none to give.

use std::time::{Duration, SystemTime};

use actix_web::body::MessageBody;
use actix_web::http::header::{CONNECTION, CONTENT_LENGTH, DATE, HeaderMap, HeaderValue, HttpDate};

use crate::edge;
use crate::error_response::{ApiError, ErrorResponse, NO_TEXTS};
use crate::services::Services;

/// Why something never became a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unserved {
    /// It is not one HTTP request.
    Malformed,
    /// Its head is too large to be read.
    HeadTooLarge,
    /// Its head was not whole in time.
    HeadTooSlow,
    /// There are too many connections.
    Overloaded,
}

impl Unserved {
    /// What a status means that an HTTP server answers by itself.
    pub fn of(status: u16) -> Option<Self> {
        match status {
            400 => Some(Self::Malformed),
            408 => Some(Self::HeadTooSlow),
            431 => Some(Self::HeadTooLarge),
            _ => None,
        }
    }
}

/// A whole answer of HTTP/1.1, after which the connection is to be closed. It is logged like every other.
pub fn answer_to(why: Unserved, services: &Services) -> Vec<u8> {
    let error = match why {
        Unserved::Malformed => ApiError::Malformed,
        Unserved::HeadTooLarge => ApiError::HeadTooLarge,
        Unserved::HeadTooSlow => ApiError::HeadTooSlow,
        Unserved::Overloaded => ApiError::Overloaded,
    };
    let refusal = ErrorResponse::of(&error, &NO_TEXTS);
    services.edge.metrics.count(None, None, refusal.status, Some(refusal.code), Duration::ZERO);
    let mut answer = refusal.into_response();
    let id = edge::new_id(&services.edge);
    edge::dress(&services.edge, id.as_ref(), answer.headers_mut());
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    let since = Duration::try_from(services.edge.clock.now().as_duration()).unwrap_or_default();
    let date = HttpDate::from(SystemTime::UNIX_EPOCH + since).to_string();
    if let Ok(date) = HeaderValue::from_str(&date) {
        answer.headers_mut().insert(DATE, date);
    }
    edge::log_answer(id.as_ref(), "", None, answer.status(), 0);
    let status = answer.status();
    let headers = answer.headers().clone();
    let body = answer.into_body().try_into_bytes().unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {status}\r\n").into_bytes();
    write_lines(&mut bytes, &headers);
    bytes.extend_from_slice(format!("{CONTENT_LENGTH}: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(&body);
    bytes
}

fn write_lines(bytes: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
}
