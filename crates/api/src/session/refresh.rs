//! `POST /mfa/refresh` and `POST /user/refresh`

use actix_web::http::Method;
use actix_web::web;
use deserr::Deserr;
use serde::Serialize;
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::{ApiError, BodyError, Failure, NO_TEXTS, Texts};
use crate::extractors::Json;
use crate::responses::True;
use crate::route::{Body, Documentation, PUBLIC, Route};
use crate::signature::Endpoint;
use crate::violations::Violations;

/// Refreshes a session.
pub const REFRESH: Route = Route {
    method: Method::POST,
    path: "/mfa/refresh",
    texts: Texts {
        invalid: "Invalid request: \"refreshToken\" must be a string",
        failure: Failure::Documented("Failed to refresh token"),
        ..NO_TEXTS
    },
    body: Some(Body {
        required: true,
        limit: 4 * 1024,
        example: r#"{"refreshToken":"0000000000000000000000000000000000000000000000000000000000000000"}"#,
    }),
    handler: || Endpoint::of(refresh),
    errors: || vec![ApiError::RefreshRejected],
    documentation: Some(documentation("refreshMfa")),
    ..PUBLIC
};

/// The same at the path that the public client uses.
pub const USER_REFRESH: Route =
    Route { path: "/user/refresh", documentation: Some(documentation("refreshUser")), ..REFRESH };

const fn documentation(id: &'static str) -> Documentation {
    Documentation {
        id,
        summary: "Get the next full-access token",
        description: "Decides anew. A refresh token is valid once; `refreshToken` and `refresh_token` are the same field. A \
            replaced one still gets a successor for 30 seconds; later its use ends the session.",
        examples: &[(
            "refreshed",
            r#"{"success":true,"accessToken":"eyJ…","token":"eyJ…","refreshToken":"0f…","expiresAt":1800000900}"#,
        )],
    }
}

/// The refresh token, under either name.
#[derive(Deserr, ToSchema)]
#[deserr(error = Violations)]
#[schema(as = RefreshRequest)]
struct Request {
    /// The token of `/mfa/verify-login` or of the refresh before.
    #[deserr(rename = "refreshToken", default)]
    #[schema(rename = "refreshToken", required = true, nullable = false)]
    refresh_token: Option<String>,
    #[deserr(rename = "refresh_token", default)]
    #[schema(ignore)]
    alias: Option<String>,
}

/// The next tokens of the session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RefreshedSession {
    #[schema(inline)]
    success: True,
    /// A full-access token.
    access_token: String,
    /// The same token, under another name.
    token: String,
    /// The next refresh token.
    refresh_token: String,
    /// The expiry of the full-access token, in seconds since 1970.
    expires_at: i64,
}

/// Permissions: the holder of the refresh token.
async fn refresh(Json(body): Json<Request>, dispatcher: Dispatcher) -> Result<web::Json<RefreshedSession>, ApiError> {
    let token = body.refresh_token.or(body.alias).ok_or_else(|| BodyError::required("refreshToken"))?;
    let grant =
        dispatcher.run(move |all| all.session.refresh.execute(&token)).await?.ok_or(ApiError::RefreshRejected)?;
    Ok(web::Json(RefreshedSession {
        success: True,
        access_token: grant.full_access_token.clone(),
        token: grant.full_access_token,
        refresh_token: grant.refresh_token.to_string(),
        expires_at: grant.expires_at.as_second(),
    }))
}
