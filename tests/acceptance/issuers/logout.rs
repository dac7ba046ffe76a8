//! Back-channel logout: from a real provider's log-out to 401 on every replica, and logout tokens that end nothing (TOK-16).

use serde_json::{Value, json};

use crate::fixtures::{AUDIENCE, Database, Home, ISSUER, Service, published_key, signed};

impl Service {
    /// Posts a logout token.
    fn log_out(&self, token: &str) -> u16 {
        self.post_form("/backchannel-logout", &[("logout_token", token)]).status
    }
}

#[cfg(feature = "postgres")]
#[test]
fn logged_out_session_is_401_on_every_replica() {
    use super::provider::{Browser, Provider};
    use crate::fixtures::{TIMEOUT, eventually, free_port, now};
    use std::time::Duration;

    if !Provider::is_installed() {
        return;
    }
    let database = Database::postgres();
    Home::of(&database).populate();
    let mut provider = Provider::on(free_port());
    let home = |bind: &str| {
        Home::keyless(&database)
            .with("PORTCULLIS_ISSUER", &provider.issuer())
            .with("PORTCULLIS_LOGOUT_AUDIENCE", "app")
            .with("PORTCULLIS_BIND", bind)
    };
    let (here, there) = (home(&format!("127.0.0.1:{}", free_port())), home("127.0.0.1:0"));
    let (here, there) = (here.serve(&[]), there.serve(&[]));
    provider.logout_uri = format!("{}/backchannel-logout", here.address);
    provider.start(&["es:ES256"]);
    eventually(TIMEOUT, "the keys are found", || [&here, &there].iter().all(|one| one.get("/readyz").status == 200));

    let (mut browser, mut other) = (Browser::at(&provider, "ES256"), Browser::at(&provider, "ES256"));
    let (token, others) = (browser.log_in("user"), other.log_in("user"));
    for replica in [&here, &there] {
        assert_eq!([replica.gate(&token).0, replica.gate(&others).0], [200, 200]);
    }
    browser.log_out();
    let logged_out = now();
    assert_eq!(here.gate(&token).0, 401, "at once where the provider reported it");
    while there.gate(&token).0 != 401 {
        assert!(logged_out.elapsed() < Duration::from_secs(1), "not honoured within a second");
    }
    for replica in [&here, &there] {
        assert_eq!(replica.get_as(&token, "/mfa/status").status, 401);
        assert_eq!(replica.gate(&others).0, 200, "another session of the same subject");
    }
    let again = browser.log_in("user");
    for replica in [&here, &there] {
        assert_eq!([replica.gate(&again).0, replica.gate(&token).0], [200, 401]);
    }
}

/// A logout token with these changes; a claim is removed by `null`.
fn claims(changes: &Value) -> Value {
    let now = seconds_now();
    let mut claims = json!({
        "iss": ISSUER, "aud": "app", "sub": "user", "sid": "s1", "iat": now, "exp": now + 120, "jti": "first",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

#[expect(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
fn seconds_now() -> i64 {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since_1970.as_secs()).unwrap()
}

#[test]
fn forged_logout_token_ends_nothing() {
    let database = Database::sqlite();
    Home::of(&database).populate();
    let home =
        Home::keyless(&database).with("PORTCULLIS_JWKS_FILE", "keys.json").with("PORTCULLIS_LOGOUT_AUDIENCE", "app");
    let key = published_key(&home);
    let strangers_key = published_key(&Home::keyless(&database));
    let service = home.serve(&[]);
    let now = seconds_now();
    let access = |sid: &str| {
        signed(
            &key,
            "key-1",
            &json!({
                "iss": ISSUER, "aud": AUDIENCE, "sub": "user", "orgId": "acme", "sid": sid, "iat": now, "exp": now + 600,
            }),
        )
    };
    let passes = |sid: &str| service.gate(&access(sid)).0 == 200;
    let sign = |changes: Value| signed(&key, "key-1", &claims(&changes));
    let whole = sign(json!({}));
    let (head, signature) = whole.rsplit_once('.').unwrap();
    let unsigned = |alg: &str| {
        let encode = |value: &Value| data_encoding::BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        format!("{}.{}.{signature}", encode(&json!({ "alg": alg })), encode(&claims(&json!({}))))
    };
    for (case, token) in [
        ("audience", sign(json!({ "aud": AUDIENCE }))),
        ("issuer", sign(json!({ "iss": "https://other.example" }))),
        ("nonce", sign(json!({ "nonce": "n" }))),
        ("no events", sign(json!({ "events": null }))),
        ("no exp", sign(json!({ "exp": null }))),
        ("no jti", sign(json!({ "jti": null }))),
        ("expired", sign(json!({ "exp": now - 60 }))),
        ("old", sign(json!({ "iat": now - 400 }))),
        ("future", sign(json!({ "iat": now + 120 }))),
        ("nobody", sign(json!({ "sub": null, "sid": null }))),
        ("unsigned", unsigned("none")),
        ("algorithm", unsigned("HS256")),
        ("cut", format!("{head}.")),
        ("key", signed(&strangers_key, "key-1", &claims(&json!({})))),
        ("unknown key", signed(&strangers_key, "key-2", &claims(&json!({})))),
        ("access token", access("s1")),
        ("nothing", "e30.e30.e30".to_owned()),
    ] {
        assert_eq!(service.log_out(&token), 400, "{case}");
        assert!(passes("s1"), "{case}");
    }
    assert_eq!(service.log_out(&whole), 200);
    assert!(!passes("s1") && passes("s2"));
    assert_eq!(service.log_out(&whole), 400, "used before");
    assert_eq!(service.log_out(&sign(json!({ "sid": "s2" }))), 400, "the id was used before");
    assert!(passes("s2"));
    assert_eq!(service.log_out(&sign(json!({ "sid": null, "jti": "second" }))), 200);
    assert!(!passes("s2") && !passes("s3"), "every login up to that moment");
}
