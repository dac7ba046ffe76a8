//! An attacker with a part of an administrator's credentials cannot switch MFA off; the contract's naive client can.

use serde_json::{Value, json};

use crate::fixtures::{Answer, Database, EnrolledMember, Home, Service, code, concurrently, enrolled_by, login};
use crate::passkeys::{options, registered, used};

on_each_database! {
    password_only_cannot_switch_mfa_off,
    password_only_cannot_enrol_and_switch_mfa_off,
    stolen_session_cannot_administer_after_ten_minutes,
    stolen_session_cannot_take_the_passkey_away,
    stolen_recovery_code_cannot_administer,
    naive_client_switches_mfa_on_and_off,
    undo_window_closes,
}

const TRUE: &str = r#"{"enforced":true}"#;
const FALSE: &str = r#"{"enforced":false}"#;
const OK: (u16, &str) = (200, "");
const STEP_UP: (u16, &str) = (401, "authentication.insufficient");
const ENROL: (u16, &str) = (403, "enrolment.required");
const TOO_RECENT: (u16, &str) = (403, "enrolment.too_recent");

/// The status and the code of the error.
fn outcome(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.body["code"].as_str().unwrap_or_default())
}

fn policy(enforced: bool, methods: &[&str]) -> Value {
    json!({ "enforced": enforced, "gracePeriodDays": 0, "allowedMethods": methods, "maximumAgeSeconds": 43_200 })
}

/// `acme` enforces MFA. Its owner has a one-time password, and a session that is verified by it.
fn enforced_by_verified_owner(home: &Home, service: &Service) -> EnrolledMember {
    let owner = enrolled_by(home.token_in("owner", "own"), service);
    assert_eq!(outcome(&service.enforce(&owner.token, TRUE)), OK);
    owner
}

/// Every way to change what is required of members, and their outcomes.
fn try_changes<'a>(
    database: &Database,
    service: &Service,
    token: &str,
    answers: &'a mut Vec<Answer>,
) -> Vec<(u16, &'a str)> {
    let version = format!("\"{}\"", database.stored("acme").policy_version);
    let put = |path: &str, body: Value| service.put_if(&version, token, path, &body);
    let member = |what: &str| format!("/mfa/organization/members/user/{what}");
    let ahead = "2026-12-31T00:00:00Z";
    *answers = vec![
        service.enforce(token, FALSE),
        put("/organization/acme", json!({ "mfaEnforced": false })),
        put("/mfa/organization/policy", policy(false, &["GOOGLE_AUTH", "PASSKEY"])),
        // a narrowing: after it, the owner's authenticator counts no more
        put("/mfa/organization/policy", policy(true, &["PASSKEY"])),
        put("/mfa/organization/policy", policy(true, &["GOOGLE_AUTH", "PASSKEY", "MAGIC_LINK"])),
        put(&member("exemption"), json!({ "until": ahead, "reason": "on leave" })),
        put(&member("deadline"), json!({ "deadline": ahead, "reason": "on leave" })),
        service.delete(token, &member("lock")),
        service.delete(token, &member("sessions")),
        service.post(token, "/mfa/reset", &json!({ "resetUserId": "user" })),
    ];
    answers.iter().map(outcome).collect()
}

/// Asserts that every change has this outcome and nothing is changed.
fn assert_changes_nothing(database: &Database, service: &Service, token: &str, expected: (u16, &str)) {
    let before = (database.stored("acme"), database.audit_log("acme").len());
    let mut answers = Vec::new();
    let outcomes = try_changes(database, service, token, &mut answers);
    assert!(outcomes.iter().all(|outcome| *outcome == expected), "{answers:?}");
    assert_eq!((database.stored("acme"), database.audit_log("acme").len()), before);
}

fn password_only_cannot_switch_mfa_off(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let owner = enforced_by_verified_owner(&home, &service);
    let (thief, without_session) = (home.token_in("owner", "stolen"), home.token("owner@acme"));
    for token in [&thief, &without_session] {
        assert_changes_nothing(database, &service, token, STEP_UP);
        for (path, body) in [
            ("/mfa/setup", json!({ "mfaType": "GOOGLE_AUTH" })),
            ("/mfa/setup", json!({ "mfaType": "PASSKEY" })),
            ("/mfa/disable", json!({ "mfaType": "GOOGLE_AUTH" })),
            ("/mfa/reset", json!({})),
            ("/mfa/organization/policy/plan", policy(false, &["PASSKEY"])),
        ] {
            assert_eq!(outcome(&service.post(token, path, &body)), STEP_UP, "{path}");
        }
        for path in ["/mfa/organization/members", "/mfa/organization/audit"] {
            assert_eq!(outcome(&service.get_as(token, path)), STEP_UP, "{path}");
        }
        // switching it on changes nothing, and opens nothing
        assert_eq!(outcome(&service.enforce(token, TRUE)), OK);
        assert_changes_nothing(database, &service, token, STEP_UP);
    }
    // an administrator who holds nothing, and one who is exempt
    let other = home.token_in("administrator", "stolen");
    assert_changes_nothing(database, &service, &other, ENROL);
    let exempt = json!({ "until": "2026-12-31T00:00:00Z", "reason": "on leave" });
    let exemption = service.put(&owner.token, "/mfa/organization/members/administrator/exemption", &exempt);
    assert_eq!(outcome(&exemption), OK);
    assert_eq!(service.gate(&other), (200, "exempt".into()));
    assert_changes_nothing(database, &service, &other, ENROL);
    assert_eq!(outcome(&service.enforce(&owner.token, FALSE)), OK, "the owner may");
    database.assert_audit_log_agrees("acme");
}

fn password_only_cannot_enrol_and_switch_mfa_off(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    enforced_by_verified_owner(&home, &service);
    let thief = enrolled_by(home.token_in("administrator", "stolen"), &service);
    assert_eq!(service.gate(&thief.token), (200, "verified".into()), "trust on first use");
    assert_changes_nothing(database, &service, &thief.token, TOO_RECENT);
    let refused = service.enforce(&thief.token, FALSE);
    let log = service.get_as(&thief.token, "/mfa/organization/audit?action=mfa.confirm");
    let changes = log.body["data"]["entries"][0]["changes"].as_array().unwrap().clone();
    let recorded = changes.iter().find(|change| change["field"] == "administersFrom").unwrap();
    assert_eq!(refused.body["deadline"], recorded["after"], "{refused:?}");
    // neither a second authenticator nor another session is better
    let passkey = registered(&service, &thief.token, "thief");
    assert_changes_nothing(database, &service, &thief.token, TOO_RECENT);
    let elsewhere = home.token_in("administrator", "another");
    let proof = used(&passkey, &options(&service, &elsewhere), 1);
    assert_eq!(service.post(&elsewhere, "/mfa/verify-login", &proof).status, 200);
    assert_changes_nothing(database, &service, &elsewhere, TOO_RECENT);
    // the way to administer at once: an operator
    home.succeed(&["policy", "relax", "--organization", "acme"]);
    home.succeed(&["policy", "enforce", "--organization", "acme"]);
    assert_changes_nothing(database, &service, &elsewhere, TOO_RECENT);
    database.age("authenticators", "administers_from", 24 * 60);
    assert_eq!(outcome(&service.enforce(&elsewhere, FALSE)), OK, "a day later");
}

fn stolen_session_cannot_administer_after_ten_minutes(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let owner = enforced_by_verified_owner(&home, &service);
    database.age("sessions", "verified_at", 10);
    assert_eq!(service.gate(&owner.token), (200, "verified".into()));
    assert_changes_nothing(database, &service, &owner.token, STEP_UP);
    assert_eq!(outcome(&service.get_as(&owner.token, "/mfa/organization/members")), OK);
    assert_eq!(login(&service, &owner.token, &code(&owner.secret, 0)).status, 200);
    assert_eq!(outcome(&service.enforce(&owner.token, FALSE)), OK);
}

fn stolen_session_cannot_take_the_passkey_away(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let owner = enforced_by_verified_owner(&home, &service);
    let passkey = registered(&service, &owner.token, "phone");
    // as long as it is too recent, the app stands for it
    assert_eq!(outcome(&service.enforce(&owner.token, TRUE)), OK);
    let by_passkey = home.token_in("owner", "early");
    let proof = used(&passkey, &options(&service, &by_passkey), 1);
    assert_eq!(service.post(&by_passkey, "/mfa/verify-login", &proof).status, 200);
    assert_changes_nothing(database, &service, &by_passkey, STEP_UP);
    let exempt = json!({ "until": "2026-12-31T00:00:00Z", "reason": "on leave" });
    let exemption = service.put(&owner.token, "/mfa/organization/members/user/exemption", &exempt);
    assert_eq!(outcome(&exemption), OK, "the owner is not shut out by it");
    database.age("authenticators", "administers_from", 24 * 60);
    // the thief has the password and was told a one-time password
    let thief = home.token_in("owner", "stolen");
    assert_eq!(login(&service, &thief, &code(&owner.secret, 0)).status, 200);
    assert_eq!(service.gate(&thief), (200, "verified".into()));
    assert_changes_nothing(database, &service, &thief, STEP_UP);
    let listed = service.get_as(&thief, "/mfa/authenticators").body;
    let one = listed["data"].as_array().unwrap().iter().find(|one| one["type"] == "PASSKEY").unwrap();
    let path = format!("/mfa/authenticators/{}", one["id"].as_str().unwrap());
    for answer in [
        service.delete(&thief, &path),
        service.post(&thief, "/mfa/disable", &json!({ "mfaType": "PASSKEY" })),
        service.post(&thief, "/mfa/reset", &json!({})),
    ] {
        assert_eq!(outcome(&answer), STEP_UP, "{answer:?}");
    }
    let own = home.token_in("owner", "another");
    let proof = used(&passkey, &options(&service, &own), 2);
    assert_eq!(service.post(&own, "/mfa/verify-login", &proof).status, 200);
    assert_eq!(outcome(&service.delete(&own, &path)), OK);
    assert_eq!(service.gate(&thief).0, 401, "the other sessions end");
}

fn stolen_recovery_code_cannot_administer(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let owner = enforced_by_verified_owner(&home, &service);
    let thief = home.token_in("owner", "stolen");
    assert_eq!(login(&service, &thief, &owner.codes[0]).status, 200);
    assert_eq!(service.gate(&thief), (200, "verified".into()));
    assert_changes_nothing(database, &service, &thief, STEP_UP);
    // the tried attack: the code replaced the app, and the new app administered within a second
    let setup = service.post(&thief, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" }));
    let stolen = setup.body["data"]["secret"].as_str().unwrap().to_owned();
    let proof = json!({ "mfaType": "GOOGLE_AUTH", "code": code(&stolen, 0) });
    assert_eq!(outcome(&service.post(&thief, "/mfa/verify-setup", &proof)), STEP_UP);
    // it adds a passkey, which administers nothing for a day, and takes nothing
    registered(&service, &thief, "thief");
    assert_changes_nothing(database, &service, &thief, STEP_UP);
    assert_eq!(outcome(&service.post(&thief, "/mfa/verify-setup", &proof)), STEP_UP);
    assert_eq!(outcome(&service.post(&thief, "/mfa/disable", &json!({ "mfaType": "GOOGLE_AUTH" }))), STEP_UP);
    assert_eq!(login(&service, &owner.token, &code(&owner.secret, 0)).status, 200);
    assert_eq!(outcome(&service.enforce(&owner.token, FALSE)), OK, "the owner goes on");
}

/// Switches MFA on or off by one of the contract's two routes.
fn switch(service: &Service, token: &str, route: usize, enforced: bool) -> Answer {
    if route == 0 {
        return service.enforce(token, if enforced { TRUE } else { FALSE });
    }
    service.put(token, "/organization/acme", &json!({ "mfaEnforced": enforced }))
}

/// Section 9 of the contract: an administrator without an authenticator calls with `true`, and then with `false`.
fn naive_client_switches_mfa_on_and_off(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let services = [home.serve(&[]), home.serve(&[])];
    for (on, off) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        for token in [home.token("administrator@acme"), home.token_in("administrator", "sid-1")] {
            let statuses = concurrently(&services, 100, |service| switch(service, &token, on, true).status);
            assert_eq!(statuses, vec![200; 100]);
            assert!(database.stored("acme").mfa_enforced);
            assert_eq!(outcome(&switch(&services[1], &token, off, false)), OK, "{on} {off}");
            assert!(!database.stored("acme").mfa_enforced);
            assert_eq!(outcome(&switch(&services[0], &token, off, false)), OK, "again");
        }
    }
    database.assert_audit_log_agrees("acme");
}

fn undo_window_closes(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let administrator = home.token_in("administrator", "sid-1");
    let operator = |what: &str| home.succeed(&["policy", what, "--organization", "acme"]);
    let asks = |token: &str, case: &str| {
        for route in [0, 1] {
            assert_eq!(outcome(&switch(&service, token, route, false)), ENROL, "{case}");
        }
        operator("relax");
    };
    let switched_on = || assert_eq!(outcome(&service.enforce(&administrator, TRUE)), OK);
    switched_on();
    asks(&home.token_in("administrator", "sid-2"), "in another session");
    switched_on();
    asks(&home.token("both@acme"), "by another administrator");
    switched_on();
    database.age("organizations", "undo_since", 60);
    switched_on();
    asks(&administrator, "after an hour, which a call that changes nothing does not prolong");
    operator("enforce");
    switched_on();
    asks(&administrator, "after a call that changed nothing");
    switched_on();
    operator("relax");
    operator("enforce");
    asks(&administrator, "after another's change");
    let member = |words: &[&str]| {
        home.succeed(&[words, &["--organization", "acme", "--subject", "administrator"]].concat());
    };
    let role = |role: &str| member(&["member", "role", "--role", role, "--override", "the first administrator"]);
    switched_on();
    role("USER");
    role("ADMINISTRATORS");
    asks(&administrator, "after a demotion");
    switched_on();
    member(&["member", "remove"]);
    member(&["member", "add", "--role", "ADMINISTRATORS", "--override", "the first administrator"]);
    asks(&administrator, "after a removal");
    // enrolled since: once more in this session, and not only enrolled
    switched_on();
    let enrolled = enrolled_by(home.token_in("administrator", "sid-3"), &service);
    assert_eq!(outcome(&service.enforce(&administrator, FALSE)), STEP_UP);
    assert_eq!(outcome(&service.enforce(&enrolled.token, FALSE)), TOO_RECENT, "enrolled in another session");
    assert_eq!(login(&service, &administrator, &code(&enrolled.secret, 0)).status, 200);
    assert_eq!(outcome(&service.enforce(&administrator, FALSE)), OK);
    database.assert_audit_log_agrees("acme");
}
