//! Tokens as an identity provider makes them that says how its user authenticated.

use serde_json::json;

use crate::program::{AUDIENCE, ISSUER, SECRET};

/// A token of `subject` in `organization`, with this `acr` (none if it is empty) and an `auth_time` so many seconds ago.
#[expect(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
pub(crate) fn token(subject: &str, organization: &str, acr: &str, ago: i64) -> String {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = i64::try_from(since_1970.as_secs()).unwrap();
    let claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": subject, "orgId": organization, "exp": now + 600,
        "acr": acr, "auth_time": now - ago, "sid": "sid-1",
    });
    let key = jsonwebtoken::EncodingKey::from_secret(SECRET.as_bytes());
    jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &key).unwrap()
}
