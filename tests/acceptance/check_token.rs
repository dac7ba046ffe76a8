//! `portcullis check --token -`: what an operator is told of a token.

use crate::fixtures::{AUDIENCE, Database, Home, ISSUER, PUBLIC_URL, SECRET, code, enrolled, login};
use std::process::Output;

on_each_database! {
    a_token_is_told_to_be_accepted_or_by_which_rule_it_is_refused,
}

fn check(home: &Home, token: &str) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = home.run_with_input(&["check", "--token", "-"], token);
    let told = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    // neither the token, nor its parts, nor a secret
    for secret in token.trim().split('.').filter(|part| part.len() > 8).chain([SECRET]) {
        assert!(!told.contains(secret), "{told}");
    }
    (status.code(), told)
}

fn a_token_is_told_to_be_accepted_or_by_which_rule_it_is_refused(database: &Database) {
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
    assert_eq!(in_header.status.code(), Some(0), "as it stands in the header: {in_header:?}");
    let (exit, told) = check(&home, &format!("{token}\n"));
    assert_eq!(exit, Some(0), "{told}");
    for words in [
        "ok     token: accepted, as one of the identity provider's",
        "subject: owner",
        "organization: acme",
        "session: read from sid",
        "email: read from email",
        "member: person OWNER in acme",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("owner@example.com"), "{told}");
    let stranger = home.token("stranger@acme");
    let (exit, told) = check(&home, &stranger);
    assert!(exit == Some(0) && told.contains("member: no: "), "{told}");
    assert!(told.contains("none in sid (PORTCULLIS_CLAIM_SESSION)"), "{told}");

    // which setting would mend it; whom a token is from is told once its signature has verified, and not before
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
        let (exit, told) = check(&home, &token);
        assert_eq!(exit, Some(1), "{told}");
        assert!(told.contains(rule) && told.contains(setting), "{rule}: {told}");
        let issuer = if rule == "another issuer" { "https://else.example" } else { ISSUER };
        let addressed = format!("iss: \"{ISSUER}\", and \"{issuer}\" is configured");
        assert_eq!(told.contains(&addressed), verified, "{told}");
        assert_eq!(told.contains(&format!("aud: [\"{AUDIENCE}\"]")), verified, "{told}");
    }
    let (exit, told) = check(&home, "no token at all");
    assert!(exit == Some(1) && told.contains("cannot be fixed by configuration"), "{told}");

    // one of our own is known as such
    let service = home.serve(&[]);
    let user = enrolled(&home, &service);
    let granted = login(&service, &user.token, &code(&user.secret, 0));
    let own = granted.body["fullAccessToken"].as_str().unwrap().to_owned();
    let (exit, told) = check(&home, &own);
    assert!(exit == Some(0) && told.contains("accepted, as one of ours") && told.contains("session: ours"), "{told}");
    let (exit, told) = check(&other("PORTCULLIS_AUDIENCE", "else"), &own);
    let addressed = format!("iss: \"{PUBLIC_URL}\", and \"{PUBLIC_URL}\" is configured");
    assert!(exit == Some(1) && told.contains("rejected, as one of ours") && told.contains(&addressed), "{told}");
    let forged = format!("{}AAAA", &own[..own.len() - 9]);
    let (exit, told) = check(&home, &forged);
    assert!(exit == Some(1) && told.contains("rejected, as one of ours"), "{told}");
}

#[test]
fn a_token_is_judged_without_a_database() {
    let home = Home::of(&Database::sqlite());
    let token = home.token("alice@acme");
    let (exit, told) = check(&home, &token);
    assert!(exit == Some(0) && told.contains("member: cannot be looked up: "), "{told}");
    assert_eq!(home.run(&["check", "--token", &token]).status.code(), Some(2), "a command line is seen by everybody");
}
