//! `portcullis check --token -`: diagnosis of a token.

use crate::fixtures::{AUDIENCE, Database, Home, ISSUER, LATER, PUBLIC_URL, SECRET, code, enrolled, login};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use std::process::Output;

on_each_database! {
    token_check_names_the_rule_that_rejects_a_token,
}

fn check(home: &Home, token: &str) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = home.run_with_input(&["check", "--token", "-"], token);
    let output = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    // prints neither the token, its parts, nor a secret
    for secret in token.trim().split('.').filter(|part| part.len() > 8).chain([SECRET]) {
        assert!(!output.contains(secret), "{output}");
    }
    (status.code(), output)
}

fn token_check_names_the_rule_that_rejects_a_token(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let token = home.succeed(&[
        "token",
        "--subject",
        "owner",
        "--organization",
        "acme",
        "--session",
        "sid-1",
        "--email",
        "owner@example.com",
    ]);
    let in_header = home.run_with_input(&["decide"], &format!("Bearer {token}\n"));
    assert_eq!(in_header.status.code(), Some(0), "with the scheme of the header: {in_header:?}");
    let (exit, output) = check(&home, &format!("{token}\n"));
    assert_eq!(exit, Some(0), "{output}");
    for words in [
        "ok     token: accepted, issued by the identity provider",
        "subject: owner",
        "organization: acme",
        "session: read from sid",
        "email: read from email",
        "member: person OWNER in acme",
    ] {
        assert!(output.contains(words), "{words}: {output}");
    }
    assert!(!output.contains("owner@example.com"), "{output}");
    let forgetful = Home::of(database).with("PORTCULLIS_LOGOUT_MEMORY", "1");
    let long = home.succeed(&["token", "--subject", "owner", "--organization", "acme", "--ttl", "48h"]);
    for (home, token, is_named) in [(&forgetful, &token, false), (&home, &long, false), (&forgetful, &long, true)] {
        let (exit, output) = check(home, token);
        assert_eq!((exit, output.contains("PORTCULLIS_LOGOUT_MEMORY")), (Some(0), is_named), "{output}");
    }
    let stranger = home.token("stranger@acme");
    let (exit, output) = check(&home, &stranger);
    assert!(exit == Some(0) && output.contains("member: no: "), "{output}");
    assert!(output.contains("none in sid (PORTCULLIS_CLAIM_SESSION)"), "{output}");

    // the setting to correct; issuer and audience are printed only after the signature has been verified
    let other = |name: &str, value: &str| Home::of(database).with(name, value);
    for (home, rule, setting, verified) in [
        (other("PORTCULLIS_AUDIENCE", "else"), "another audience", "PORTCULLIS_AUDIENCE: ", true),
        (other("PORTCULLIS_ISSUER", "https://else.example"), "another issuer", "PORTCULLIS_ISSUER: ", true),
        (other("PORTCULLIS_CLAIM_SUBJECT", "name"), "the claim sub is missing", "PORTCULLIS_CLAIM_SUBJECT: ", true),
        (other("PORTCULLIS_TOKEN_TYPE", "at+jwt"), "not an accepted token type", "PORTCULLIS_TOKEN_TYPE: ", false),
        (
            other("PORTCULLIS_JWT_SECRET", "another-secret-that-is-long-enough-to-be-taken"),
            "the signature does not verify",
            "PORTCULLIS_JWT_SECRET, ",
            false,
        ),
    ] {
        let (exit, output) = check(&home, &token);
        assert_eq!(exit, Some(1), "{output}");
        assert!(output.contains(rule) && output.contains(setting), "{rule}: {output}");
        let issuer = if rule == "another issuer" { "https://else.example" } else { ISSUER };
        let addressed = format!("iss: \"{ISSUER}\", and \"{issuer}\" is configured");
        assert_eq!(output.contains(&addressed), verified, "{output}");
        assert_eq!(output.contains(&format!("aud: [\"{AUDIENCE}\"]")), verified, "{output}");
    }
    let claims = json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "owner", "exp": LATER, "nonce": "n-0S6_WzA2Mj" });
    let id_token = jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET.as_bytes()));
    let (exit, output) = check(&home, &id_token.unwrap());
    assert!(exit == Some(1) && output.contains("as its claim nonce shows"), "{output}");
    let (exit, output) = check(&home, "no token at all");
    assert!(exit == Some(1) && output.contains("cannot be fixed by configuration"), "{output}");
    assert!(output.contains("wrong  token: rejected: "), "no issuer is named: {output}");
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).unwrap());
    let (exit, output) = check(&home, &unsigned);
    assert!(exit == Some(1) && output.contains("wrong  token: rejected: "), "{output}");
    assert!(output.contains("with `none` is never accepted"), "{output}");
    let (exit, output) = check(&home, " \n");
    assert_eq!((exit, &*output), (Some(1), "error: standard input must be a token, and is empty\n"));

    // our own tokens are recognized
    let service = home.serve(&[]);
    let user = enrolled(&home, &service);
    let granted = login(&service, &user.token, &code(&user.secret, 0));
    let own = granted.body["fullAccessToken"].as_str().unwrap().to_owned();
    let (exit, output) = check(&home, &own);
    assert!(
        exit == Some(0)
            && output.contains("accepted, issued by this service")
            && output.contains("session: of this service"),
        "{output}"
    );
    let (exit, output) = check(&other("PORTCULLIS_AUDIENCE", "else"), &own);
    let addressed = format!("iss: \"{PUBLIC_URL}\", and \"{PUBLIC_URL}\" is configured");
    assert!(
        exit == Some(1) && output.contains("rejected, issued by this service") && output.contains(&addressed),
        "{output}"
    );
    let forged = format!("{}AAAA", &own[..own.len() - 9]);
    let (exit, output) = check(&home, &forged);
    assert!(exit == Some(1) && output.contains("rejected, naming a key of this service"), "{output}");
}

#[test]
fn token_is_checked_without_a_database() {
    let home = Home::of(&Database::sqlite());
    let token = home.token("alice@acme");
    let (exit, output) = check(&home, &token);
    assert!(exit == Some(0) && output.contains("member: cannot be looked up: "), "{output}");
    assert_eq!(
        home.run(&["check", "--token", &token]).status.code(),
        Some(2),
        "command lines are visible to other users"
    );
}

/// What a token does not open is said, although it is accepted.
#[test]
fn token_check_names_ended_sessions_delegates_and_clients() {
    let database = Database::sqlite();
    let home = Home::of(&database).with("PORTCULLIS_CLIENTS", "crm: provision organization=acme");
    home.populate();
    let sign = |kind: &str, claims: &Value| {
        let header = Header { typ: Some(kind.to_owned()), ..Header::default() };
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
    };
    let delegated = json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "user", "orgId": "acme", "exp": LATER,
        "act": { "sub": "mallory" } });
    let (exit, output) = check(&home, &sign("JWT", &delegated));
    let said = "note   token: mallory acts for the subject (claim act), and may read, but neither administer";
    assert!(exit == Some(0) && output.contains(said), "{output}");

    let client = home.client_token("crm", "portcullis.provision");
    let (exit, output) = check(&home, &client);
    assert!(exit == Some(0) && output.contains("client: may provision in acme"), "{output}");
    let personal = ["token", "--subject", "crm", "--scope", "portcullis.provision", "--session", "sid-1"];
    let (exit, output) = check(&home, &home.succeed(&personal));
    let said =
        "note   token: it has the scope portcullis.provision, but opens nothing as a client's: the token is a person's";
    assert!(exit == Some(0) && output.contains(said), "{output}");

    let (ended, other) = (home.session_token("sid-9"), home.session_token("sid-8"));
    let service = home.serve(&[]);
    let issued = seconds_now();
    let logout = json!({ "iss": ISSUER, "aud": AUDIENCE, "sid": "sid-9", "iat": issued, "exp": issued + 120, "jti": "one",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} } });
    let answer = service.post_form("/backchannel-logout", &[("logout_token", &sign("logout+jwt", &logout))]);
    assert!([200, 204].contains(&answer.status), "{answer:?}");
    let (exit, output) = check(&home, &ended);
    assert!(exit == Some(1) && output.contains("wrong  token: rejected") && output.contains("has ended"), "{output}");
    assert_eq!(check(&home, &other).0, Some(0));
}

#[expect(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
fn seconds_now() -> i64 {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since_1970.as_secs()).unwrap()
}
