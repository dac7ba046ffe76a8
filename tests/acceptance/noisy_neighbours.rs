//! 200 clients of one tenant, or with one member's stolen password, flood the service in each of the ways that write or
//! wait. Other tenants, and the member's own sessions, are answered as before.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::fixtures::{
    AUDIENCE, Ceremony, Database, Home, ISSUER, PUBLIC_URL, Service, SoftwareAuthenticator, enrolled, login,
    seconds_ahead, signed_by_secret, sleep, timed, token_in_session,
};

on_each_database! {
    tenant_that_floods_stops_no_other_tenant,
    stolen_session_cannot_starve_its_member,
    crowd_without_organization_starves_no_tenant,
    crowd_of_made_up_organizations_starves_no_tenant,
}

const CLIENTS: usize = 200;

/// The gate's deadline is one second; the rest is for a busy machine.
const JUDGED: Duration = Duration::from_secs(2);

/// A request of a flood by its number; returns its status, or 0 if the connection was closed.
type Send = fn(&Service, &str, usize) -> u16;

fn post(service: &Service, token: &str, path: &str, body: &Value) -> u16 {
    service.try_post(token, path, body).map_or(0, |answer| answer.status)
}

fn wrong_proof(service: &Service, token: &str, number: usize) -> u16 {
    let code = if number.is_multiple_of(2) { "000000" } else { "AAAA-BBBB-CCCC-DDDD" };
    post(service, token, "/mfa/verify-login", &json!({ "mfaType": "GOOGLE_AUTH", "code": code }))
}

fn setup(service: &Service, token: &str, _: usize) -> u16 {
    post(service, token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" }))
}

fn policy_change(service: &Service, token: &str, number: usize) -> u16 {
    post(service, token, "/mfa/organization/enforce", &json!({ "enforced": number.is_multiple_of(2) }))
}

fn long_list(service: &Service, token: &str, _: usize) -> u16 {
    service.get_as(token, "/mfa/organization/members?limit=100").status
}

/// Asks the gate about a subject in a session that it has not seen, by a token that names no organization.
fn crowd(service: &Service, _: &str, _: usize) -> u16 {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let number = ASKED.fetch_add(1, Ordering::Relaxed);
    let claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": format!("member-{}", number % 1_000), "exp": seconds_ahead(600),
        "sid": format!("crowd-{number}"),
    });
    service.gate(&signed_by_secret(&claims)).0
}

/// Asks the gate by a token that names an organization which exists nowhere else.
fn made_up(service: &Service, _: &str, _: usize) -> u16 {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let number = ASKED.fetch_add(1, Ordering::Relaxed);
    let token = token_in_session(&format!("stranger-{number}"), &format!("made-up-{number}"), "s1");
    service.gate(&token).0
}

/// Ends a flood when the work ends or panics.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Floods the service while `work` runs. Returns the number of answers that were no rejections by a limit.
fn flooded(service: &Service, tokens: &[String], send: Send, work: impl FnOnce()) -> usize {
    let (over, served) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (over, served, token) = (&over, &served, &tokens[client % tokens.len()]);
            scope.spawn(move || {
                for number in client.. {
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let status = send(service, token, number);
                    served.fetch_add(usize::from(!matches!(status, 0 | 429 | 503)), Ordering::Relaxed);
                }
            });
        }
        let _end = End(&over);
        // every client has sent its first request
        sleep(Duration::from_millis(500));
        work();
    });
    served.into_inner()
}

/// Imports 300 members into `acme`.
fn import_members(home: &Home) {
    let list: Vec<_> = (0..300).map(|member| format!("member-{member},USER\n")).collect();
    let file = home.folder.path().join("more.csv");
    std::fs::write(&file, format!("subject,role\n{}", list.concat())).unwrap();
    home.succeed(&["member", "import", "--organization", "acme", file.to_str().unwrap()]);
}

fn tenant_that_floods_stops_no_other_tenant(database: &Database) {
    let home = Home::of(database);
    home.populate();
    import_members(&home);
    let service = home.serve(&[]);
    enrolled(&home, &service);
    let sessions = |subject: &str| -> Vec<_> {
        (0..8).map(|session| token_in_session(subject, "acme", &format!("flood-{session}"))).collect()
    };
    let floods: [(&str, &str, Send); 4] = [
        ("wrong proofs", "user", wrong_proof),
        ("setups", "billing", setup),
        ("policy changes", "owner", policy_change),
        ("long lists", "administrator", long_list),
    ];
    for (name, subject, send) in floods {
        let mut slowest = Duration::ZERO;
        let served = flooded(&service, &sessions(subject), send, || {
            for number in 0..60 {
                // a session that the gate has not seen
                let token = token_in_session("foreign", "other", &format!("{name} {number}"));
                let (answer, took) = timed(|| service.gate(&token));
                assert_eq!(answer.0, 200, "{name}: {answer:?} after {took:?}");
                assert!(took < JUDGED, "{name}: {took:?}");
                slowest = slowest.max(took);
                sleep(Duration::from_millis(20));
            }
            let (change, took) = timed(|| service.enforce(&home.token("foreign@other"), r#"{"enforced":false}"#));
            assert_eq!(change.status, 200, "{name}: {change:?} after {took:?}");
        });
        println!("{name}: {served} served, the slowest of the neighbour's gate in {slowest:?}");
        assert!(served > 0, "{name}");
    }
    database.assert_audit_log_agrees("acme");
}

fn challenge(answer: &Value) -> Vec<u8> {
    BASE64.decode(answer["data"]["challenge"].as_str().unwrap().as_bytes()).unwrap()
}

fn ceremony(kind: &'static str) -> Ceremony {
    Ceremony::of(kind, "mfa.example", PUBLIC_URL, 0)
}

fn stolen_session_cannot_starve_its_member(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let alice = enrolled(&home, &service);
    let begun = service.post(&alice.token, "/mfa/setup", &json!({ "mfaType": "PASSKEY" })).body;
    let phone = SoftwareAuthenticator::new(b"phone");
    let credential = phone.register(&challenge(&begun), &ceremony("webauthn.create"));
    let proof = json!({ "mfaType": "PASSKEY", "credential": credential });
    assert_eq!(service.post(&alice.token, "/mfa/verify-setup", &proof).status, 200);

    let stolen: Vec<_> = (0..8).map(|session| token_in_session("user", "acme", &format!("stolen-{session}"))).collect();
    let floods: [(&str, Send); 3] = [("wrong proofs", wrong_proof), ("setups", setup), ("long lists", decision)];
    for (round, (name, send)) in floods.into_iter().enumerate() {
        let served = flooded(&service, &stolen, send, || {
            for _ in 0..5 {
                let verified = service.get_as(&alice.token, "/mfa/decision");
                assert_eq!(verified.status, 200, "{name}: the verified session: {verified:?}");
                assert_eq!(service.gate(&alice.token).0, 200, "{name}: the gate");
            }
            // all rounds together are within the twenty a minute that are kept for sessions that verified
            for number in 0..2 {
                let begun = service.post(&alice.token, "/mfa/setup", &json!({ "mfaType": "PASSKEY" }));
                assert_eq!(begun.status, 200, "{name}: a change in the verified session: {begun:?}");

                let session = token_in_session("user", "acme", &format!("own {name} {number}"));
                let asked = service.post(&session, "/mfa/passkey/auth-options", &Value::Null);
                assert_eq!(asked.status, 200, "{name}: {asked:?}");
                let credential = phone.assert(&challenge(&asked.body), &ceremony("webauthn.get"));
                let proof = json!({ "mfaType": "PASSKEY", "credential": credential });
                let passed = service.post(&session, "/mfa/verify-login", &proof);
                assert_eq!(passed.status, 200, "{name}: a passkey in a new session: {passed:?}");
            }
            let session = token_in_session("user", "acme", &format!("elsewhere {name}"));
            let passed = login(&service, &session, &alice.codes[round]);
            assert_eq!(passed.status, 200, "{name}: a recovery code in a new session: {passed:?}");
        });
        println!("{name}: {served} served");
    }
    database.assert_audit_log_agrees("acme");
}

fn decision(service: &Service, token: &str, _: usize) -> u16 {
    service.get_as(token, "/mfa/decision").status
}

/// Members and strangers whose tokens name no organization: each of them asks once at a time.
fn crowd_without_organization_starves_no_tenant(database: &Database) {
    crowd_starves_no_tenant(database, crowd);
}

/// Strangers whose tokens name organizations that do not exist here, each another one.
fn crowd_of_made_up_organizations_starves_no_tenant(database: &Database) {
    crowd_starves_no_tenant(database, made_up);
}

fn crowd_starves_no_tenant(database: &Database, crowd: Send) {
    let home = Home::of(database);
    home.populate();
    import_members(&home);
    let service = home.serve(&[]);
    let served = flooded(&service, &[String::new()], crowd, || {
        for number in 0..60 {
            let token = token_in_session("foreign", "other", &format!("beside a crowd {number}"));
            let (answer, took) = timed(|| service.gate(&token));
            assert_eq!(answer.0, 200, "{answer:?} after {took:?}");
            assert!(took < JUDGED, "{took:?}");
            sleep(Duration::from_millis(20));
        }
    });
    println!("a crowd: {served} served");
    assert!(served > 0);
}
