//! Parties that act for persons (`act`), granted or not.

use serde_json::{Value, json};

use crate::fixtures::{
    AUDIENCE, Database, Home, ISSUER, LATER, TIMEOUT, code, eventually, login, published_key, read_with_published_keys,
    signed,
};

/// The text of `delegate.refused`.
const REFUSED: &str = "A party that acts for another person may not do this";

on_each_database! {
    delegate_acts_within_its_grant_and_by_name,
}

fn delegate_acts_within_its_grant_and_by_name(database: &Database) {
    Home::of(database).populate();
    let home = Home::keyless(database)
        .with("PORTCULLIS_JWKS_FILE", "keys.json")
        .with("PORTCULLIS_CLIENTS", "desk: act organization=acme");
    let key = published_key(&home);
    let token = |subject: &str, organization: &str, act: Value| {
        let claims = json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": subject, "orgId": organization, "sid": "sid-1",
            "exp": LATER, "act": act });
        signed(&key, "key-1", &claims)
    };
    let service = home.serve(&[]);
    let body = json!({ "mfaType": "GOOGLE_AUTH" });
    for (subject, organization, act) in [
        ("user", "acme", json!({ "sub": "mallory" })),
        ("user", "acme", json!({ "sub": "desk", "iss": "https://other.example" })),
        ("foreign", "other", json!({ "sub": "desk" })),
    ] {
        let refused = service.post(&token(subject, organization, act.clone()), "/mfa/setup", &body);
        assert_eq!((refused.status, &refused.body["error"]), (403, &json!(REFUSED)), "{act} {refused:?}");
    }
    assert_eq!(service.get_as(&token("user", "acme", json!("desk")), "/mfa/status").status, 401);

    let desk = token("user", "acme", json!({ "sub": "desk" }));
    let setup = service.post(&desk, "/mfa/setup", &body);
    let secret = setup.body["data"]["secret"].as_str().unwrap();
    let proof = json!({ "mfaType": "GOOGLE_AUTH", "code": code(secret, 1) });
    assert_eq!(service.post(&desk, "/mfa/verify-setup", &proof).status, 200);
    let granted = login(&service, &desk, &code(secret, 0)).body;
    let refreshed = service.post("", "/mfa/refresh", &json!({ "refreshToken": granted["refreshToken"] })).body;
    let ours = refreshed["accessToken"].as_str().unwrap();
    assert_eq!(read_with_published_keys(&service, ours)["act"], json!({ "sub": "desk" }));
    let log = service.get_as(&owner_token(&key), "/mfa/organization/audit").body;
    let actors: Vec<_> = log["data"]["entries"].as_array().unwrap().iter().map(|entry| &entry["actor"]).collect();
    let by = |name: &str| actors.iter().any(|actor| actor["name"] == "user" && actor["delegate"] == name);
    assert!(by("desk") && by("mallory") && by("desk of https://other.example"), "{actors:?}");
    drop(service);

    let service = home.with("PORTCULLIS_CLIENTS", "desk: act organization=other").serve(&[]);
    eventually(TIMEOUT, "our keys are read", || service.get_as(ours, "/mfa/status").status == 200);
    let refused = service.post(ours, "/mfa/setup", &body);
    assert_eq!((refused.status, &refused.body["error"]), (403, &json!(REFUSED)), "{refused:?}");
}

/// A token of the owner themselves.
fn owner_token(key: &jsonwebtoken::EncodingKey) -> String {
    signed(key, "key-1", &json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "owner", "orgId": "acme", "exp": LATER }))
}
