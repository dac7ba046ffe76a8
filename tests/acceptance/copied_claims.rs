//! Claims of the identity provider's tokens that are copied into ours.

use crate::fixtures::{
    AUDIENCE, Database, Home, ISSUER, LATER, code, login, published_key, read_with_published_keys, signed,
};
use serde_json::json;

on_each_database! {
    copied_claims_survive_a_refresh,
}

fn copied_claims_survive_a_refresh(database: &Database) {
    Home::of(database).populate();
    let home = Home::keyless(database)
        .with("PORTCULLIS_JWKS_FILE", "keys.json")
        .with("PORTCULLIS_COPY_CLAIMS", "plan,groups,absent");
    let key = published_key(&home);
    let service = home.serve(&[]);
    let claims = |plan: &str| {
        json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "user", "orgId": "acme", "sid": "sid-1", "exp": LATER,
            "plan": plan, "groups": ["a", "b"], "other": 1 })
    };
    let token = signed(&key, "key-1", &claims("gold"));
    let setup = service.post(&token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" }));
    let secret = setup.body["data"]["secret"].as_str().unwrap();
    let proof = json!({ "mfaType": "GOOGLE_AUTH", "code": code(secret, 1) });
    assert_eq!(service.post(&token, "/mfa/verify-setup", &proof).status, 200);
    let granted = login(&service, &token, &code(secret, 0)).body;
    let refreshed = service.post("", "/mfa/refresh", &json!({ "refreshToken": granted["refreshToken"] })).body;
    for token in [&granted["fullAccessToken"], &refreshed["accessToken"]] {
        let claims_of_ours = read_with_published_keys(&service, token.as_str().unwrap());
        assert_eq!((&claims_of_ours["plan"], &claims_of_ours["groups"]), (&json!("gold"), &json!(["a", "b"])));
        assert!(claims_of_ours.get("other").is_none() && claims_of_ours.get("absent").is_none(), "{claims_of_ours}");
    }
    let endless = signed(&key, "key-1", &claims(&"x".repeat(5000)));
    assert_eq!(service.get_as(&endless, "/mfa/status").status, 401);

    let home = home.with("PORTCULLIS_COPY_CLAIMS", "plan,amr");
    assert!(home.fail(&["serve"]).contains("PORTCULLIS_COPY_CLAIMS"));
}
