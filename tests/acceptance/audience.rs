//! The audience of our own tokens.

use crate::fixtures::{Database, Home, ISSUER, LATER, code, login, published_key, read_with_published_keys, signed};
use serde_json::{Value, json};

on_each_database! {
    token_for_one_service_never_becomes_one_for_another,
}

/// An installation with the audiences `portcullis`, `billing` and `ledger`, before which several services stand.
fn token_for_one_service_never_becomes_one_for_another(database: &Database) {
    Home::of(database).populate();
    let home = Home::keyless(database)
        .with("PORTCULLIS_JWKS_FILE", "keys.json")
        .with("PORTCULLIS_AUDIENCE", "portcullis,billing,ledger");
    let key = published_key(&home);
    let service = home.serve(&[]);
    let audience = json!(["ledger", "elsewhere", "portcullis"]);
    let claims =
        json!({ "iss": ISSUER, "aud": audience, "sub": "user", "orgId": "acme", "sid": "sid-1", "exp": LATER });
    let token = signed(&key, "key-1", &claims);
    let setup = service.post(&token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).body;
    let secret = setup["data"]["secret"].as_str().unwrap();
    let proof = json!({ "mfaType": "GOOGLE_AUTH", "code": code(secret, 1) });
    assert_eq!(service.post(&token, "/mfa/verify-setup", &proof).status, 200);
    let audience_of = |token: &Value| read_with_published_keys(&service, token.as_str().unwrap())["aud"].clone();
    let narrow = json!(["portcullis", "ledger"]);

    let granted = login(&service, &token, &code(secret, 0)).body;
    assert_eq!(audience_of(&granted["fullAccessToken"]), narrow);
    let refresh = |granted: &Value| {
        let answer = service.post("", "/mfa/refresh", &json!({ "refreshToken": granted["refreshToken"] }));
        (answer.status, answer.body)
    };
    let (status, refreshed) = refresh(&granted);
    assert_eq!((status, audience_of(&refreshed["accessToken"])), (200, narrow.clone()));
    // our own token, presented again
    let code = setup["data"]["backupCodes"][0].as_str().unwrap();
    let again = login(&service, refreshed["accessToken"].as_str().unwrap(), code).body;
    assert_eq!(audience_of(&again["fullAccessToken"]), narrow);
    let (status, refreshed_again) = refresh(&again);
    assert_eq!((status, audience_of(&refreshed_again["accessToken"])), (200, narrow));

    // of a session that the last version began the audience is not known, and three are possible
    database.raw().execute("UPDATE sessions SET audience = NULL");
    assert_eq!(refresh(&refreshed_again).0, 401);
    drop(service);
    // with a single one there is no doubt, and a name that is no longer ours is given to nobody
    let service = home.with("PORTCULLIS_AUDIENCE", "billing").serve(&[]);
    let narrower = service.post("", "/mfa/refresh", &json!({ "refreshToken": refreshed["refreshToken"] }));
    assert_eq!(narrower.status, 200, "{narrower:?}");
    database.raw().execute(r#"UPDATE sessions SET audience = '["ledger"]'"#);
    let refused = service.post("", "/mfa/refresh", &json!({ "refreshToken": narrower.body["refreshToken"] }));
    assert_eq!(refused.status, 401, "{refused:?}");
}
