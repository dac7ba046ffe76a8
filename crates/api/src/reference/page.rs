//! `/docs`: the OpenAPI document as a page, its files all in the program.

use std::sync::{Arc, LazyLock};

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Path;
use portcullis_domain::Error;
use utoipa_swagger_ui::Config;

use crate::refusal::ApiError;

static CONFIG: LazyLock<Arc<Config<'static>>> =
    LazyLock::new(|| Arc::new(Config::from("/openapi.json").validator_url("none")));

/// `GET /docs`: its files are beside `/docs/`.
pub(crate) async fn to_page() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

/// `GET /docs/…`: one file of the page.
pub(crate) async fn page(file: Path<String>) -> Result<HttpResponse, ApiError> {
    let found = utoipa_swagger_ui::serve(&file, Arc::clone(&CONFIG));
    match found.map_err(|error| Error::internal(error.to_string()))? {
        Some(file) => Ok(HttpResponse::Ok().content_type(file.content_type).body(file.bytes.into_owned())),
        None => Err(ApiError::RouteNotFound),
    }
}
