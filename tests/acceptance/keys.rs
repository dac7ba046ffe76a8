//! Tokens of an identity provider that publishes its keys.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::database::Database;
use crate::program::{AUDIENCE, Home, ISSUER};

/// A day in the year 2100.
const LATER: i64 = 4_102_444_800;

fn signed(key: &EncodingKey, id: &str, claims: &Value) -> String {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(id.to_owned());
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

#[test]
fn a_key_set_in_a_file_is_believed_and_claims_may_have_other_names() {
    let database = Database::sqlite();
    Home::of(&database).populate();
    let home = Home::keyless(&database)
        .with("PORTCULLIS_JWKS_FILE", "keys.json")
        .with("PORTCULLIS_CLAIM_ORGANIZATION", "/tenant/id")
        .with("PORTCULLIS_TOKEN_TYPE", "any");
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let key = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
    let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap()).unwrap();
    jwk["kid"] = json!("key-1");
    std::fs::write(home.folder.path().join("keys.json"), json!({ "keys": [jwk] }).to_string()).unwrap();
    let service = home.serve(&[]);

    let claims =
        json!({ "iss": ISSUER, "aud": [AUDIENCE, "other"], "sub": "both", "exp": LATER, "tenant": { "id": "other" } });
    assert_eq!(service.enforce(&signed(&key, "key-1", &claims), r#"{"enforced":true}"#).status, 200);
    assert!(database.stored("other").mfa_enforced && !database.stored("acme").mfa_enforced);
    assert_eq!(service.enforce(&signed(&key, "key-2", &claims), r#"{"enforced":true}"#).status, 401);

    let told = home.fail(&["token", "--subject", "both"]);
    assert!(told.contains("public keys, which sign nothing"), "{told}");
    let told = home.succeed(&["check"]);
    assert!(told.contains("1 public key(s): ES256 key-1"), "{told}");
}
