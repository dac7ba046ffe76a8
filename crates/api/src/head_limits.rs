//! Limits of a request's URL and head.

use actix_web::HttpRequest;

use crate::error_response::ApiError;

/// The longest URL, in bytes. Paths have at most two ids of 255 characters, and a query may have a cursor.
const LONGEST_URL: usize = 8 * 1024;

/// The largest head, in bytes: a token of 16 KiB, and what gateways and browsers add. The server itself reads up to 128 KiB.
const LARGEST_HEAD: usize = 32 * 1024;

/// The number of bytes in a header line other than its name and its value.
const DELIMITERS: usize = ": \r\n".len();

/// Returns the error for a URL or a head over its limit.
pub(crate) fn too_large(request: &HttpRequest) -> Option<ApiError> {
    let uri = request.uri();
    let url = uri.path_and_query().map_or(0, |url| url.as_str().len());
    if url > LONGEST_URL {
        return Some(ApiError::UrlTooLong);
    }
    let lines = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + DELIMITERS);
    (url + lines.sum::<usize>() > LARGEST_HEAD).then_some(ApiError::HeadTooLarge)
}
