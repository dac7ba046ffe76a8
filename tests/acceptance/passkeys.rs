//! A member registers and uses passkeys, with an authenticator in software.

use crate::fixtures::{
    Ceremony, Database, Home, PUBLIC_URL, Service, SoftwareAuthenticator, concurrently, enrolled, login,
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde_json::{Value, json};

on_each_database! {
    member_registers_and_uses_passkeys,
    passkey_challenge_is_accepted_once_in_fifty_requests,
    challenges_of_tokens_without_a_session_are_apart,
}

const RP_ID: &str = "mfa.example";

fn creating() -> Ceremony {
    Ceremony::of("webauthn.create", RP_ID, PUBLIC_URL, 0)
}

fn getting(count: u32) -> Ceremony {
    Ceremony::of("webauthn.get", RP_ID, PUBLIC_URL, count)
}

fn challenge_of(answer: &Value) -> Vec<u8> {
    BASE64.decode(answer["data"]["challenge"].as_str().unwrap().as_bytes()).unwrap()
}

fn begin(service: &Service, token: &str, name: &str) -> Value {
    let device = json!({ "name": name, "type": "mobile" });
    let begun = service.post(token, "/mfa/setup", &json!({ "mfaType": "PASSKEY", "deviceInfo": device }));
    assert_eq!(begun.status, 200, "{begun:?}");
    begun.body
}

pub(crate) fn registered(service: &Service, token: &str, name: &str) -> SoftwareAuthenticator {
    let device = SoftwareAuthenticator::new(name.as_bytes());
    let credential = device.register(&challenge_of(&begin(service, token, name)), &creating());
    let proven = service.post(token, "/mfa/verify-setup", &json!({ "mfaType": "PASSKEY", "credential": credential }));
    assert_eq!(proven.status, 200, "{proven:?}");
    device
}

pub(crate) fn options(service: &Service, token: &str) -> Value {
    let options = service.post(token, "/mfa/passkey/auth-options", &Value::Null);
    assert_eq!(options.status, 200, "{options:?}");
    options.body
}

pub(crate) fn used(device: &SoftwareAuthenticator, asked: &Value, count: u32) -> Value {
    json!({ "mfaType": "PASSKEY", "credential": device.assert(&challenge_of(asked), &getting(count)) })
}

fn member_registers_and_uses_passkeys(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let mut service = home.serve(&[]);
    let token = home.session_token("sid-1");
    let begun = begin(&service, &token, "Phone");
    let data = &begun["data"];
    assert_eq!((&data["rpID"], &data["origin"]), (&json!(RP_ID), &json!(PUBLIC_URL)));
    let handle = BASE64.decode(data["userId"].as_str().unwrap().as_bytes()).unwrap();
    assert_eq!(data["publicKey"]["user"]["id"], json!(BASE64URL_NOPAD.encode(&handle)));

    // the body of the public client, on its own route
    let phone = SoftwareAuthenticator::new(b"phone");
    let credential = phone.register(&challenge_of(&begun), &creating());
    let body = json!({ "credential": credential, "challenge": data["challenge"] });
    let completed = service.post(&token, "/mfa/passkey/complete-registration", &body);
    assert_eq!(
        (completed.status, &completed.body),
        (200, &json!({ "success": true, "message": "Passkey registration completed" }))
    );
    let again = service.post(&token, "/mfa/passkey/complete-registration-1", &body);
    assert_eq!(again.status, 400, "WA-2, once");

    // the registration verified its own session only: elsewhere the member must use the passkey before adding another
    let elsewhere = home.session_token("sid-2");
    for (session, status) in [(&token, 200), (&elsewhere, 401)] {
        let second = service.post(session, "/mfa/setup", &json!({ "mfaType": "PASSKEY" }));
        assert_eq!(second.status, status, "ENR-1");
    }
    let asked = options(&service, &token);
    assert_eq!(asked["data"]["allowCredentials"], json!([{ "id": "cGhvbmU", "type": "public-key" }]));
    assert_eq!(asked["data"]["userVerification"], "required");

    // another process accepts the challenge
    service.kill();
    let service = home.serve(&[]);
    let proof = used(&phone, &asked, 7);
    let granted = service.post(&token, "/mfa/verify-login", &proof);
    assert_eq!(granted.status, 200, "{granted:?}");
    assert_eq!(service.post(&token, "/mfa/verify-login", &proof).status, 400, "WA-2, once");
    let status = service.get_as(&token, "/mfa/status").body;
    assert_eq!(
        (&status["data"]["sessionVerified"], &status["data"]["primaryMethod"]),
        (&json!(true), &json!("PASSKEY"))
    );

    // a second passkey of the same member has the same user handle
    let begun = begin(&service, &token, "Laptop");
    assert_eq!(BASE64.decode(begun["data"]["userId"].as_str().unwrap().as_bytes()).unwrap(), handle);
    assert_eq!(begun["data"]["publicKey"]["excludeCredentials"][0]["id"], "cGhvbmU");
    let laptop = registered(&service, &token, "Laptop");
    let listed = service.get_as(&token, "/mfa/authenticators").body;
    let names: Vec<_> = listed["data"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["Phone", "Laptop"]);
    // a passkey without a counter always sends 0
    for _ in 0..2 {
        let proof = used(&laptop, &options(&service, &token), 0);
        assert_eq!(service.post(&token, "/mfa/verify-login", &proof).status, 200);
    }

    // WA-12: the counter of the first passkey goes back
    for count in [7, 3] {
        let proof = used(&phone, &options(&service, &token), count);
        assert_eq!(service.post(&token, "/mfa/verify-login", &proof).status, 400, "{count}");
    }
    let seen = database.audit_log("acme").iter().filter(|entry| entry.action == "mfa.sign_count").count();
    assert_eq!(seen, 2);

    // WA-9: the same credential id for another member
    let owner = home.token("owner@acme");
    let stolen = phone.register(&challenge_of(&begin(&service, &owner, "Mine")), &creating());
    let refused = service.post(&owner, "/mfa/verify-setup", &json!({ "mfaType": "PASSKEY", "credential": stolen }));
    assert_eq!((refused.status, &refused.body["error"]), (400, &json!("MFA setup verification failed")));

    // failed codes do not lock passkeys
    for _ in 0..6 {
        login(&service, &token, "000000");
    }
    assert_eq!(login(&service, &token, "000000").status, 429);
    let proof = used(&laptop, &options(&service, &token), 0);
    assert_eq!(service.post(&token, "/mfa/verify-login", &proof).status, 200);
    assert_eq!(login(&service, &token, "000000").status, 400, "RL-5: a right proof ends the session's pause");
    database.assert_audit_log_agrees("acme");
}

/// I3: WA-2, P5.
fn passkey_challenge_is_accepted_once_in_fifty_requests(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let services = [home.serve(&[]), home.serve(&[])];
    let alice = enrolled(&home, &services[0]);
    assert_eq!(login(&services[0], &alice.token, &alice.codes[0]).status, 200);

    let device = SoftwareAuthenticator::new(b"phone");
    let credential = device.register(&challenge_of(&begin(&services[0], &alice.token, "Phone")), &creating());
    let body = json!({ "mfaType": "PASSKEY", "credential": credential });
    let statuses = concurrently(&services, 50, |service| service.post(&alice.token, "/mfa/verify-setup", &body).status);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    // wrong proofs beyond the rate of the session get 429
    let rejected = statuses.iter().filter(|status| matches!(status, 400 | 429)).count();
    assert_eq!(rejected, 49, "{statuses:?}");

    let proof = used(&device, &options(&services[1], &alice.token), 1);
    let statuses =
        concurrently(&services, 50, |service| service.post(&alice.token, "/mfa/verify-login", &proof).status);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    // wrong proofs beyond the rate of the session get 429
    let rejected = statuses.iter().filter(|status| matches!(status, 400 | 429)).count();
    assert_eq!(rejected, 49, "{statuses:?}");
}

/// A thief of the password asks for challenges with tokens of their own, which name no session either.
fn challenges_of_tokens_without_a_session_are_apart(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let phone = registered(&service, &home.session_token("sid-1"), "Phone");
    let (member, thief) = (home.token("user@acme"), home.token("user@acme"));
    let asked = options(&service, &member);
    options(&service, &thief);
    let answer = used(&phone, &asked, 1);
    assert_eq!(service.post(&thief, "/mfa/verify-login", &answer).status, 400, "the challenge of another token");
    assert_eq!(service.post(&member, "/mfa/verify-login", &answer).status, 200);
}
