//! A member enrols, verifies, recovers and is reset.

use std::collections::BTreeMap;

use crate::fixtures::{
    Database, ENCRYPTION_KEY, Home, ISSUER, Service, code, concurrently, enrolled, login, read_with_published_keys,
    unlock,
};
use serde_json::json;

on_each_database! {
    member_enrols_verifies_recovers_and_is_reset,
    code_is_accepted_once_in_fifty_concurrent_requests,
    concurrent_guesses_never_exceed_the_limit,
    no_secret_is_stored_in_clear_or_logged,
}

fn is_verified(service: &Service, token: &str) -> bool {
    let status = service.get_as(token, "/mfa/status");
    assert_eq!(status.status, 200, "{status:?}");
    status.body["data"]["sessionVerified"].as_bool().unwrap()
}

fn member_enrols_verifies_recovers_and_is_reset(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let mut service = home.serve(&[]);
    let alice = enrolled(&home, &service);
    let elsewhere = home.session_token("sid-2");
    assert!(is_verified(&service, &alice.token), "a confirmed enrolment verifies its session");
    assert!(!is_verified(&service, &elsewhere), "and no other");

    let granted = login(&service, &alice.token, &code(&alice.secret, 0));
    assert_eq!((granted.status, &granted.body["message"]), (200, &json!("MFA verification successful")));
    assert!(is_verified(&service, &alice.token), "the same token is verified");
    let full = granted.body["fullAccessToken"].as_str().unwrap().to_owned();
    let claims = read_with_published_keys(&service, &full);
    let actual: BTreeMap<_, _> = ["sub", "orgId", "acr", "amr"].map(|name| (name, claims[name].clone())).into();
    let expected =
        [("sub", json!("user")), ("orgId", json!("acme")), ("acr", json!("mfa")), ("amr", json!(["otp", "mfa"]))];
    assert_eq!(actual, expected.into());
    assert!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap() == 900, "{claims}");
    assert_ne!(claims["iss"], ISSUER);
    assert!(is_verified(&service, &full));

    // a new process has the same keys and evidence
    service.kill();
    let service = home.serve(&[]);
    assert!(is_verified(&service, &full) && is_verified(&service, &alice.token));
    let refresh = json!({ "refresh_token": granted.body["refreshToken"] });
    let refreshed = service.post("", "/user/refresh", &refresh);
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    let next = refreshed.body["accessToken"].as_str().unwrap();
    assert_eq!(read_with_published_keys(&service, next)["exp"], refreshed.body["expiresAt"]);
    assert_eq!(read_with_published_keys(&service, next)["auth_time"], claims["auth_time"], "auth_time never changes");
    let (start, end) = next.split_at(next.len() - 9);
    let other = if end.starts_with('A') { 'B' } else { 'A' };
    let tampered = format!("{start}{other}{}", &end[1..]);
    assert_eq!(service.get_as(&tampered, "/mfa/status").status, 401);

    assert_eq!(login(&service, &elsewhere, &alice.codes[0]).status, 200);
    assert!(is_verified(&service, &elsewhere));
    assert_eq!(login(&service, &elsewhere, &alice.codes[0]).status, 400, "a recovery code works once");

    let administrator = home.token("administrator@acme");
    let reset = service.post(&administrator, "/mfa/reset", &json!({ "resetUserId": "user" }));
    assert_eq!(reset.body, json!({ "success": true, "message": "MFA reset successfully" }));
    for token in [&alice.token, &elsewhere] {
        assert!(!is_verified(&service, token));
    }
    for token in [&*full, next] {
        assert_eq!(service.get_as(token, "/mfa/status").status, 401, "our token ends with its session");
    }
    assert_eq!(
        service.post("", "/mfa/refresh", &json!({ "refreshToken": refreshed.body["refreshToken"] })).status,
        401
    );
    assert_eq!(login(&service, &alice.token, &alice.codes[1]).status, 400);
    database.assert_audit_log_agrees("acme");
}

/// I3: OTP-2, RC-2, P5.
fn code_is_accepted_once_in_fifty_concurrent_requests(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let services = [home.serve(&[]), home.serve(&[])];
    let alice = enrolled(&home, &services[0]);
    for proof in [code(&alice.secret, 0), alice.codes[0].clone()] {
        let statuses = concurrently(&services, 50, |service| login(service, &alice.token, &proof).status);
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 200 | 400 | 429)), "{statuses:?}");
        // the failed requests locked the member out
        unlock(database);
    }
}

/// RL-2
fn concurrent_guesses_never_exceed_the_limit(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let services = [home.serve(&[]), home.serve(&[])];
    let alice = enrolled(&home, &services[0]);
    let statuses = concurrently(&services, 500, |service| login(service, &alice.token, "000000").status);
    assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 495, "{statuses:?}");
    // RL-3: on a new replica, with the right code
    let another = home.serve(&[]);
    assert_eq!(login(&another, &alice.token, &code(&alice.secret, 0)).status, 429);
}

/// I7: SEC-1, SEC-3, SEC-4, ENR-3, RC-1.
fn no_secret_is_stored_in_clear_or_logged(database: &Database) {
    let home = Home::of(database).with("RUST_LOG", "trace");
    home.populate();
    let service = home.serve(&[]);
    let alice = enrolled(&home, &service);
    let granted = login(&service, &alice.token, &code(&alice.secret, 0));
    login(&service, &alice.token, &alice.codes[0]);
    let refreshed = service.post("", "/mfa/refresh", &json!({ "refreshToken": granted.body["refreshToken"] }));
    let mut canaries = alice.codes.clone();
    canaries.extend(alice.codes.iter().map(|code| code.replace('-', "")));
    canaries.extend([alice.secret.clone(), ENCRYPTION_KEY.to_owned()]);
    for token in [&granted.body["fullAccessToken"], &granted.body["refreshToken"], &refreshed.body["refreshToken"]] {
        canaries.push(token.as_str().unwrap().to_owned());
    }
    let raw_secret = data_encoding::BASE32_NOPAD.decode(alice.secret.as_bytes()).unwrap();
    for path in ["/mfa/status", "/mfa/methods"] {
        let answer = service.get_as(&alice.token, path).body.to_string();
        assert!(canaries.iter().all(|canary| !answer.contains(canary)), "{path}");
    }
    service.signal("TERM");
    let (_, log) = service.ended();
    let kept = database.everything();
    assert!(kept.contains("mfa.verify"), "the dump is incomplete");
    for canary in &canaries {
        assert!(!log.contains(canary), "in the log: {canary:.6}…");
        assert!(!kept.contains(canary), "in the database: {canary:.6}…");
    }
    let hex = data_encoding::HEXLOWER.encode(&raw_secret);
    assert!(!kept.contains(&hex), "the secret itself is in the database");
}
