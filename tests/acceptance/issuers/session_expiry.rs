//! The claim `session_expiry`: what ends with the identity provider's session (TOK-16).
//!
//! Needs Debian's `faketime`.

use serde_json::{Value, json};

use crate::fixtures::{
    AUDIENCE, Database, Home, ISSUER, WrongClock, code, enrolled, login, seconds_ahead, signed_by_secret,
};

on_each_database! {
    token_evidence_and_refresh_end_with_the_providers_session,
}

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn token_evidence_and_refresh_end_with_the_providers_session(database: &Database) {
    let Some(clock) = WrongClock::if_installed() else { return };
    let (true_home, home) = (Home::of(database), clock.of(Home::of(database)));
    true_home.populate();
    let service = home.serve(&[]);
    let member = enrolled(&true_home, &service);
    let now = seconds_ahead(0);
    let token = |session: &str, session_expiry: Value| {
        signed_by_secret(&json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": "user", "orgId": "acme", "sid": session, "iat": now, "exp": now + DAY,
            "session_expiry": session_expiry,
        }))
    };
    let (bounded, unbounded) = (token("sid-2", json!(now + 600)), token("sid-2", Value::Null));
    let granted = login(&service, &bounded, &code(&member.secret, 0));
    assert_eq!(granted.status, 200, "{granted:?}");
    let ours = granted.body["fullAccessToken"].as_str().unwrap();
    for token in [&*bounded, &unbounded, ours] {
        assert_eq!(service.gate(token), (200, "verified".into()));
    }
    let refreshed = service.post("", "/mfa/refresh", &json!({ "refreshToken": granted.body["refreshToken"] }));
    assert_eq!(refreshed.status, 200, "{refreshed:?}");

    // beyond the leeway for clocks, and before the tokens expire by themselves
    clock.is_ahead_by(700);
    for token in [&*bounded, ours, refreshed.body["accessToken"].as_str().unwrap()] {
        assert_eq!(service.gate(token), (401, "token.invalid".into()));
        assert_eq!(service.get_as(token, "/mfa/status").status, 401);
    }
    assert_eq!(service.gate(&unbounded), (401, "authentication.insufficient".into()), "the evidence has ended");
    let refresh = json!({ "refreshToken": refreshed.body["refreshToken"] });
    assert_eq!(service.post("", "/mfa/refresh", &refresh).status, 401);
}
