//! Every documented answer of `POST /mfa/organization/enforce`.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::fixtures::{Answer, Database, Home, SECRET, Service, TIMEOUT};
use serde_json::{Value, json};

on_each_database! {
    every_answer_is_as_documented,
    enforcing_and_relaxing_leaves_two_audit_entries,
    concurrent_demotion_prevents_the_change,
}

fn error(status: u16, text: &str) -> Answer {
    Answer { status, body: json!({ "success": false, "error": text }) }
}

fn message(text: &str) -> Answer {
    Answer { status: 200, body: json!({ "success": true, "message": text }) }
}

const TRUE: &str = r#"{"enforced":true}"#;
const FALSE: &str = r#"{"enforced":false}"#;

fn every_answer_is_as_documented(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let forbidden = "Insufficient permissions. OWNER or ADMINISTRATOR role required to enforce organization MFA.";
    let not_associated = "User not associated with an organization";
    let not_boolean = "Invalid request: \"enforced\" must be a boolean";
    for organization in ["acme", "other"] {
        home.succeed(&["member", "enter", "--organization", organization, "--subject", "both"]);
    }

    for (whose, body, expected) in [
        ("owner@acme", TRUE, message("MFA enforcement enabled for organization")),
        ("owner@acme", TRUE, message("MFA enforcement enabled for organization")),
        ("administrator@acme", FALSE, message("MFA enforcement disabled for organization")),
        ("administrator", FALSE, message("MFA enforcement disabled for organization")),
        ("stranger", TRUE, error(400, not_associated)),
        ("stranger@acme", TRUE, error(400, not_associated)),
        ("foreign@acme", TRUE, error(400, not_associated)),
        ("owner@nowhere", TRUE, error(400, not_associated)),
        ("both", TRUE, error(400, "User belongs to several organizations and the token names none")),
        ("user@acme", TRUE, error(403, forbidden)),
        ("billing@acme", TRUE, error(403, forbidden)),
        ("workspaces@acme", TRUE, error(403, forbidden)),
        ("user@acme", "nonsense", error(400, not_boolean)),
        ("owner@acme", "", error(400, not_boolean)),
        ("owner@acme", "[true]", error(400, not_boolean)),
        ("owner@acme", "{}", error(400, not_boolean)),
        ("owner@acme", r#"{"enforced":"true"}"#, error(400, not_boolean)),
        ("owner@acme", r#"{"enforced":true,"enforced":true}"#, error(400, not_boolean)),
        ("owner@acme", r#"{"enforced":true} "#, message("MFA enforcement enabled for organization")),
        ("owner@acme", r#"{"enforced":true}}"#, error(400, not_boolean)),
    ] {
        assert_eq!(service.enforce(&home.token(whose), body), expected, "{whose} {body}");
    }
    assert_eq!(service.enforce("", TRUE), error(401, "Authentication required"));
    assert_eq!(service.enforce("e30.e30.e30", TRUE), error(401, "Invalid or expired token"));
    let other_secret = Home::of(database).with("PORTCULLIS_JWT_SECRET", "another-secret-that-is-32-bytes-long");
    assert_eq!(service.enforce(&other_secret.token("owner@acme"), TRUE), error(401, "Invalid or expired token"));

    let owner = home.token("owner@acme");
    let bodyless = format!("Authorization: Bearer {owner}\r\nContent-Length: 0\r\n");
    assert_eq!(raw_post(&service, &bodyless, ""), error(400, not_boolean));
    let form =
        format!("Authorization: Bearer {owner}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n", TRUE.len());
    assert_eq!(raw_post(&service, &form, TRUE), error(415, "Content-Type must be application/json"));
    let large = format!("Authorization: Bearer {owner}\r\nContent-Type: application/json\r\nContent-Length: 4097\r\n");
    assert_eq!(raw_post(&service, &large, &" ".repeat(4097)), error(413, "Request body too large"));

    let stalled = format!("Authorization: Bearer {owner}\r\nContent-Type: application/json\r\nContent-Length: 17\r\n");
    assert_eq!(raw_post(&service, &stalled, "{\"enf"), error(408, "Request body not received in time"));
    // with a length: rejected before the body is sent; chunked: rejected at the limit
    let announced =
        format!("Authorization: Bearer {owner}\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n");
    assert_eq!(raw_post(&service, &announced, ""), error(413, "Request body too large"));
    let chunked =
        format!("Authorization: Bearer {owner}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n");
    let chunks = format!("1001\r\n{}\r\n0\r\n\r\n", " ".repeat(0x1001));
    assert_eq!(raw_post(&service, &chunked, &chunks), error(413, "Request body too large"));
    let chunks = format!("11\r\n{TRUE}\r\n0\r\n\r\n");
    assert_eq!(raw_post(&service, &chunked, &chunks), message("MFA enforcement enabled for organization"));

    assert_eq!(service.get("/mfa/organization/enforce").status, 405);
    assert_eq!(service.get("/nothing"), error(404, "Not found"));
    assert_eq!(service.get("/readyz"), message("ready"));
    database.assert_audit_log_agrees("acme");
    assert!(
        database.audit_log("other").iter().all(|entry| entry.actor_kind == "operator"),
        "another tenant was touched"
    );
}

/// Sends a request byte by byte, as no library would.
fn raw_post(service: &Service, headers: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(service.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    write!(stream, "POST /mfa/organization/enforce HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n{body}")
        .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, body: serde_json::from_str(body).unwrap_or(Value::Null) }
}

fn enforcing_and_relaxing_leaves_two_audit_entries(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let token = home.token("administrator@acme");
    let before = database.audit_log("acme").len();
    assert_eq!(service.enforce(&token, TRUE), message("MFA enforcement enabled for organization"));
    assert!(database.stored("acme").mfa_enforced);
    assert_eq!(service.enforce(&token, FALSE), message("MFA enforcement disabled for organization"));
    assert!(!database.stored("acme").mfa_enforced);
    let entries = database.assert_audit_log_agrees("acme");
    let entries: Vec<_> =
        entries[before..].iter().map(|entry| (&*entry.action, &*entry.outcome, &*entry.actor)).collect();
    assert_eq!(entries, [("policy.enforce", "changed", "administrator"), ("policy.relax", "changed", "administrator")]);
}

fn concurrent_demotion_prevents_the_change(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let token = home.token("administrator@acme");

    let mut blocker = database.raw();
    blocker.lock("acme");
    blocker
        .execute("UPDATE memberships SET role = 'USER' WHERE organization_id = 'acme' AND subject = 'administrator'");
    thread::scope(|scope| {
        let (sender, answer) = channel();
        let service = &service;
        scope.spawn(move || sender.send(service.enforce(&token, TRUE)).unwrap());
        let early = answer.recv_timeout(Duration::from_millis(300));
        assert!(early.is_err(), "did not wait for the demotion: {early:?}");
        blocker.execute("COMMIT");
        assert_eq!(answer.recv_timeout(TIMEOUT).unwrap().status, 403);
    });
    assert!(!database.stored("acme").mfa_enforced);
    let last = database.assert_audit_log_agrees("acme").pop().unwrap();
    assert_eq!((&*last.action, &*last.outcome), ("policy.enforce", "refused"));
}

/// SEC-4: at the most verbose level, in both formats.
#[test]
fn no_token_or_secret_is_logged_at_any_level() {
    for format in ["text", "json"] {
        let database = Database::sqlite();
        let home = Home::of(&database);
        home.populate();
        let (owner, stranger) = (home.token("owner@acme"), home.token("stranger"));
        let home = home.with("RUST_LOG", "trace").with("PORTCULLIS_LOG_FORMAT", format);
        let service = home.serve(&[]);
        assert_eq!(service.enforce(&owner, TRUE).status, 200);
        assert_eq!(service.enforce(&stranger, TRUE).status, 400);
        assert_eq!(service.enforce(&format!("{owner}x"), TRUE).status, 401);
        service.signal("TERM");
        let (_, log) = service.ended();
        assert!(log.contains("organization.not_associated") && log.contains("token.invalid"), "{log}");
        let signature = |token: &str| token.rsplit('.').next().unwrap().to_owned();
        for secret in [SECRET.to_owned(), owner.clone(), stranger.clone(), signature(&owner), signature(&stranger)] {
            assert!(!log.contains(&secret), "{format}: a secret is in the log");
        }
        if format == "json" {
            let lines = log.lines().map(serde_json::from_str::<Value>);
            let refused = lines.map(Result::unwrap).find(|line| line["code"] == "organization.not_associated").unwrap();
            assert_eq!((&refused["target"], &refused["subject"]), (&json!("security"), &json!("stranger")));
        }
    }
}
