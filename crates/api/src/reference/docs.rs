//! `/docs`: the OpenAPI document as a page. All its files are part of the program.

use std::sync::{Arc, LazyLock};

use actix_web::http::header::{CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY};
use actix_web::{HttpRequest, HttpResponse};
use portcullis_domain::Error;
use utoipa_swagger_ui::Config;

use crate::error_response::ApiError;
use crate::route::{PUBLIC, Route};
use crate::signature::Endpoint;

/// The page of the OpenAPI document.
pub const DOCS: Route = Route { path: "/docs", handler: || Endpoint::of(docs), ..PUBLIC };

/// The files of the page.
pub const DOCS_FILES: Route = Route { path: "/docs/{file:.*}", handler: || Endpoint::of(file), ..PUBLIC };

static CONFIG: LazyLock<Arc<Config<'static>>> =
    LazyLock::new(|| Arc::new(Config::from("/openapi.json").validator_url("none")));

/// Scripts, styles, pictures and requests of this origin, and no frames. The page sets styles in its elements.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Redirects to `/docs/`, which the page's files are relative to.
async fn docs() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

async fn file(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let name = request.match_info().get("file").unwrap_or_default();
    let found = utoipa_swagger_ui::serve(name, Arc::clone(&CONFIG));
    match found.map_err(|error| Error::internal(error.to_string()))? {
        Some(file) => Ok(HttpResponse::Ok()
            .content_type(file.content_type)
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((REFERRER_POLICY, "no-referrer"))
            .body(file.bytes.into_owned())),
        None => Err(ApiError::RouteNotFound),
    }
}
