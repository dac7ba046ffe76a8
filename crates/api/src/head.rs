//! How large the head of a request may be. The server in front of this reads more than any client of ours needs.

use actix_web::HttpRequest;

use crate::error_response::ApiError;

/// The longest URL. None of ours has more than two ids of 255 characters; a query may hold a cursor besides.
const LONGEST_URL: usize = 8 * 1024;

/// The largest head: a token of 8 KiB, and as much again.
const LARGEST_HEAD: usize = 16 * 1024;

/// What a line of a header has beside its name and its value.
const AROUND: usize = ": \r\n".len();

/// Why the head is too large, if it is.
pub(crate) fn too_large(request: &HttpRequest) -> Option<ApiError> {
    let uri = request.uri();
    let url = uri.path_and_query().map_or(0, |url| url.as_str().len());
    if url > LONGEST_URL {
        return Some(ApiError::UrlTooLong);
    }
    let lines = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + AROUND);
    (url + lines.sum::<usize>() > LARGEST_HEAD).then_some(ApiError::HeadTooLarge)
}
