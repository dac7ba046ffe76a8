//! `GET /.well-known/jwks.json`

use actix_web::web;
use portcullis_domain::Error;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::dispatch::Dispatcher;
use crate::error_response::ApiError;
use crate::route::{Documentation, PUBLIC, Route};
use crate::signature::Endpoint;

/// The public keys of full-access tokens.
pub const JWKS: Route = Route {
    path: "/.well-known/jwks.json",
    handler: || Endpoint::of(public_keys),
    errors: || vec![Error::unavailable("").into()],
    documentation: Some(Documentation {
        id: "publicKeys",
        summary: "Get the public keys that full-access tokens are signed with",
        description: "A JSON Web Key Set (RFC 7517). A key is published before it signs, and for as long as tokens that it \
            signed may be valid.",
        examples: &[("keys", r#"{"keys":[]}"#)],
    }),
    ..PUBLIC
};

/// A JSON Web Key Set.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublicKeys {
    keys: Vec<PublicKey>,
}

/// A public key (RFC 7517).
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublicKey {
    r#use: String,
    kid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    alg: Option<String>,
    kty: String,
    crv: String,
    x: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    y: Option<String>,
}

async fn public_keys(dispatcher: Dispatcher) -> Result<web::Json<PublicKeys>, ApiError> {
    let keys = dispatcher
        .run(|all| {
            let keys = all.session.issuer.public_keys(all.session.clock.now())?;
            serde_json::from_str(&keys).map_err(Error::internal)
        })
        .await?;
    Ok(web::Json(keys))
}
