//! What a member does with their own authenticators, answer by answer.

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_api::Services;
use portcullis_domain::membership::Role;
use portcullis_domain::testing::{FixedClock, MemoryStore, an_organization, the_trail_of};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::requests::{Answer, request, services_at};

/// A service over a store of its own, at a time that can be moved.
struct World {
    store: Arc<MemoryStore>,
    clock: Arc<FixedClock>,
    services: Services,
}

fn a_world() -> World {
    let store = Arc::new(MemoryStore::default());
    an_organization("acme")
        .with_member("owner", Role::Owner)
        .with_member("administrator", Role::Administrators)
        .with_member("alice", Role::User)
        .with_member("bob", Role::User)
        .save(&*store)
        .unwrap();
    an_organization("other")
        .with_member("alice", Role::Owner)
        .with_member("foreign", Role::User)
        .save(&*store)
        .unwrap();
    let clock = Arc::new(FixedClock::at("2026-01-01T10:20:30Z"));
    let services = services_at(store.clone(), clock.clone());
    World { store, clock, services }
}

impl World {
    async fn get(&self, token: &str, path: &str) -> Answer {
        request(Method::GET, path).bearer(token).sent_to(self.services.clone()).await
    }

    async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        request(Method::POST, path).bearer(token).json(&body.to_string()).sent_to(self.services.clone()).await
    }

    /// Sets a one-time password up and proves it; the secret and the recovery codes.
    async fn enrolled(&self, token: &str) -> (String, Vec<String>) {
        let setup = self.post(token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
        assert_eq!(setup.status, 200, "{setup:?}");
        let secret = setup.body["data"]["secret"].as_str().unwrap().to_owned();
        let codes = setup.body["data"]["backupCodes"].as_array().unwrap();
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        let proven = self.verify_setup(token, &self.code(&secret)).await;
        assert_eq!(proven.told(), (200, &message("MFA setup verified and enabled")));
        self.clock.advance(30);
        (secret, codes)
    }

    async fn verify_setup(&self, token: &str, code: &str) -> Answer {
        self.post(token, "/mfa/verify-setup", &json!({ "mfaType": "GOOGLE_AUTH", "code": code })).await
    }

    async fn login(&self, token: &str, code: &str) -> Answer {
        self.post(token, "/mfa/verify-login", &json!({ "mfaType": "GOOGLE_AUTH", "code": code })).await
    }

    async fn verified(&self, token: &str, secret: &str) -> Answer {
        let answer = self.login(token, &self.code(secret)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        self.clock.advance(30);
        answer
    }

    /// The code that an app would show now.
    fn code(&self, secret: &str) -> String {
        use portcullis_domain::Clock as _;
        let app = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
        app.generate(u64::try_from(self.clock.now().as_second()).unwrap()).to_string()
    }

    async fn status(&self, token: &str) -> Value {
        let answer = self.get(token, "/mfa/status").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["data"].clone()
    }
}

fn message(text: &str) -> Value {
    json!({ "success": true, "message": text })
}

fn error(text: &str) -> Value {
    json!({ "success": false, "error": text })
}

const ALICE: &str = "alice@acme#sid-1";

#[actix_web::test]
async fn a_status_has_the_documented_fields_and_follows_what_happens() {
    let world = a_world();
    let nothing = json!({ "isEnabled": false, "isRequired": false, "isEnforced": false, "enabledMethods": [],
        "sessionVerified": false });
    assert_eq!(world.status(ALICE).await, nothing);
    assert_eq!(world.status("stranger").await, nothing, "who belongs nowhere has a status too");

    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
    let (secret, _) = world.enrolled(ALICE).await;
    let mut expected = json!({ "isEnabled": true, "isRequired": true, "isEnforced": true,
        "enabledMethods": ["GOOGLE_AUTH"], "primaryMethod": "GOOGLE_AUTH", "sessionVerified": false });
    assert_eq!(world.status(ALICE).await, expected, "enrolled is not verified");
    world.verified(ALICE, &secret).await;
    expected["sessionVerified"] = json!(true);
    assert_eq!(world.status(ALICE).await, expected);
    expected["sessionVerified"] = json!(false);
    assert_eq!(world.status("alice@acme#sid-2").await, expected, "another session has proved nothing");
    assert_eq!(world.status("alice@other#sid-1").await["isEnabled"], false, "another organization keeps its own");
}

#[actix_web::test]
async fn methods_are_the_documented_three() {
    let world = a_world();
    let view = |kind: &str, name: &str, text: &str, available: bool, on: bool| {
        json!({ "type": kind, "name": name, "description": text, "isAvailable": available, "isConfigured": on,
            "isEnabled": on })
    };
    let totp = "Time-based one-time password using Google Authenticator app";
    world.enrolled(ALICE).await;
    let answer = world.get(ALICE, "/mfa/methods").await;
    assert_eq!(
        answer.body,
        json!({ "success": true, "data": [
            view("GOOGLE_AUTH", "Google Authenticator", totp, true, true),
            view("MAGIC_LINK", "Magic Link", "Email-based authentication using secure links", false, false),
            view("PASSKEY", "Passkey", "WebAuthn-based biometric or hardware key authentication", false, false),
        ]})
    );
    assert_eq!(world.get("stranger", "/mfa/methods").await.body["data"][0]["isAvailable"], false);
}

#[actix_web::test]
async fn a_setup_shows_a_secret_once_and_counts_only_when_it_is_proven_in_time() {
    let world = a_world();
    let setup =
        world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH", "deviceInfo": { "os": "x" } })).await;
    let data = &setup.body["data"];
    assert_eq!(data["secret"].as_str().unwrap().len(), 32, "160 bits in base 32");
    assert!(data["qrCode"].as_str().unwrap().starts_with("data:image/png;base64,iVBORw0KGgo"));
    assert_eq!(data["backupCodes"].as_array().unwrap().len(), 10);
    assert_eq!(world.status(ALICE).await["isEnabled"], false);
    let secret = data["secret"].as_str().unwrap();

    let wrong = world.verify_setup(ALICE, "000000").await;
    assert_eq!(wrong.told(), (400, &error("MFA setup verification failed")));
    assert_eq!(world.verify_setup("bob@acme#sid-1", &world.code(secret)).await.status, 400, "it is alice's");
    world.clock.advance(600);
    let late = world.verify_setup(ALICE, &world.code(secret)).await;
    assert_eq!(late.told(), (400, &error("MFA setup verification failed")));
    // ENR-3
    for path in ["/mfa/status", "/mfa/methods"] {
        assert!(!world.get(ALICE, path).await.body.to_string().contains(secret));
    }
}

#[actix_web::test]
async fn what_is_no_kind_of_authenticator_is_told_so_everywhere() {
    let world = a_world();
    for path in ["/mfa/setup", "/mfa/verify-setup", "/mfa/enable", "/mfa/disable", "/mfa/primary", "/mfa/verify-login"]
    {
        for body in
            [json!({}), json!({ "mfaType": "SMS" }), json!({ "mfaType": 7 }), json!({ "mfaType": "google_auth" })]
        {
            let answer = world.post(ALICE, path, &body).await;
            assert_eq!(answer.told(), (400, &error("Invalid MFA type specified")), "{path} {body}");
        }
    }
    for path in ["/mfa/enable", "/mfa/disable", "/mfa/primary"] {
        let answer = world.post(ALICE, path, &json!({ "mfaType": "GOOGLE_AUTH" })).await;
        assert_eq!(answer.told(), (400, &error("MFA method is not configured")), "{path}");
    }
    let answer = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "PASSKEY" })).await;
    assert_eq!(answer.told(), (400, &error("MFA method is not available")));
}

#[actix_web::test]
async fn a_code_is_taken_once_and_opens_the_session_that_it_was_given_in() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    let code = world.code(&secret);
    let answer = world.login(ALICE, &code).await;
    assert_eq!(answer.status, 200);
    let fields: Vec<_> = answer.body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["fullAccessToken", "message", "refreshToken", "success"]);
    assert_eq!(world.login(ALICE, &code).await.told(), (400, &error("MFA verification failed")), "OTP-2");
    for wrong in ["000000", "", "12345", " 123456", "１２３４５６", &"9".repeat(9000)] {
        world.clock.advance(30);
        assert_eq!(world.login("bob@acme#sid-9", wrong).await.status, if wrong.len() > 8000 { 429 } else { 400 });
    }
}

/// RL-1, RL-2, RL-4, RL-5, RL-7
#[actix_web::test]
async fn five_wrong_codes_anywhere_lock_the_subject_out_everywhere() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ALICE).await;
    let other = "alice@other#sid-1";
    for token in [ALICE, other, "alice@acme#sid-2", ALICE, other] {
        assert_eq!(world.login(token, "000000").await.status, 400);
    }
    for (token, code) in [(ALICE, world.code(&secret)), (ALICE, codes[0].clone()), (other, "000000".into())] {
        let locked = world.login(token, &code).await;
        assert_eq!(
            locked.told(),
            (429, &json!({ "success": false, "error": "Too many attempts", "code": "attempts.exhausted" }))
        );
        let pause: u64 = locked.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&pause), "{pause}");
    }
    assert_eq!(world.login("bob@acme", "000000").await.status, 400, "nobody else is");
    world.clock.advance(900);
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 200);
    // a success counts from the start again
    world.clock.advance(30);
    for _ in 0..4 {
        assert_eq!(world.login(ALICE, "000000").await.status, 400);
    }
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 200);
}

/// RC-2, RC-4
#[actix_web::test]
async fn a_recovery_code_works_once_at_login_alone() {
    let world = a_world();
    let (_, codes) = world.enrolled(ALICE).await;
    assert_eq!(
        world.verify_setup(ALICE, &codes[0]).await.status,
        401,
        "a session that proved nothing replaces nothing"
    );
    assert_eq!(world.login("bob@acme#sid-1", &codes[0]).await.status, 400, "it is alice's");
    assert_eq!(world.login(ALICE, &codes[0].to_lowercase()).await.status, 200);
    assert_eq!(world.status(ALICE).await["sessionVerified"], true);
    assert_eq!(world.login(ALICE, &codes[0]).await.status, 400);
    assert_eq!(world.login(ALICE, "0000-0000-0000-0000").await.status, 400);
    // a new set kills the old one, when it is proven
    let setup = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
    assert_eq!(world.login(ALICE, &codes[1]).await.status, 200, "what counted before still does");
    let secret = setup.body["data"]["secret"].as_str().unwrap();
    assert_eq!(world.verify_setup(ALICE, &world.code(secret)).await.status, 200);
    assert_eq!(world.login(ALICE, &codes[2]).await.status, 400);
}

/// ENR-1: a session that has not passed the second factor changes none.
#[actix_web::test]
async fn the_first_factor_alone_touches_no_authenticator() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    world.verified("alice@acme#sid-2", &secret).await;
    let trail = the_trail_of(&*world.store, "acme").len();
    let kind = json!({ "mfaType": "GOOGLE_AUTH" });
    for (path, body) in [
        ("/mfa/setup", kind.clone()),
        ("/mfa/verify-setup", json!({ "mfaType": "GOOGLE_AUTH", "code": "123456" })),
        ("/mfa/enable", kind.clone()),
        ("/mfa/disable", kind.clone()),
        ("/mfa/primary", kind),
        ("/mfa/reset", json!({})),
    ] {
        for token in [ALICE, "alice@acme"] {
            let answer = world.post(token, path, &body).await;
            let told = json!({ "success": false, "error": "Additional authentication required",
                "code": "authentication.insufficient", "methods": ["GOOGLE_AUTH"] });
            assert_eq!(answer.told(), (401, &told), "{path}");
            let challenge = answer.header("www-authenticate");
            assert!(challenge.contains("error=\"insufficient_user_authentication\""), "{challenge}");
            assert!(challenge.contains("max_age=\"43200\""), "{challenge}");
        }
    }
    assert_eq!(the_trail_of(&*world.store, "acme").len(), trail);
    world.clock.advance(12 * 3600);
    assert_eq!(world.post("alice@acme#sid-2", "/mfa/reset", &json!({})).await.status, 401, "evidence grows old");
}

#[actix_web::test]
async fn a_kind_is_switched_off_and_on_and_never_the_last_one_while_enforced() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    world.verified(ALICE, &secret).await;
    let kind = json!({ "mfaType": "GOOGLE_AUTH" });
    assert_eq!(world.post(ALICE, "/mfa/primary", &kind).await.told(), (200, &message("Primary MFA method updated")));
    assert_eq!(world.post(ALICE, "/mfa/disable", &kind).await.told(), (200, &message("MFA method disabled")));
    let status = world.status(ALICE).await;
    assert_eq!((&status["isEnabled"], &status["sessionVerified"]), (&json!(false), &json!(false)), "{status}");
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 400, "what is off proves nothing");
    let methods = world.get(ALICE, "/mfa/methods").await;
    assert_eq!(
        (&methods.body["data"][0]["isConfigured"], &methods.body["data"][0]["isEnabled"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(world.post(ALICE, "/mfa/enable", &kind).await.told(), (200, &message("MFA method enabled")));

    world.clock.advance(30);
    world.verified(ALICE, &secret).await;
    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
    let refused = error("Cannot disable MFA when enforced by organization");
    assert_eq!(world.post(ALICE, "/mfa/disable", &kind).await.told(), (403, &refused));
    assert_eq!(world.post(ALICE, "/mfa/reset", &json!({})).await.told(), (403, &refused));
    assert_eq!(world.status(ALICE).await["isEnabled"], true);
}

#[actix_web::test]
async fn a_reset_is_ones_own_or_an_administrators_and_never_goes_upward() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ALICE).await;
    world.verified(ALICE, &secret).await;
    let forbidden = "Insufficient permissions. OWNER or ADMINISTRATOR role required to reset another user's MFA.";
    let of = |who: &str| json!({ "resetUserId": who, "enable": false });
    for (token, body, status, told) in [
        ("bob@acme", of("alice"), 403, error(forbidden)),
        ("administrator@acme", of("owner"), 403, error(forbidden)),
        ("administrator@acme", of("nobody"), 404, error("User not found")),
        ("administrator@acme", of("foreign"), 404, error("User not found")),
        (
            "administrator@acme",
            json!({ "resetUserId": 7 }),
            400,
            error("Invalid request: \"resetUserId\" must be a string"),
        ),
        ("administrator@acme", of("alice"), 200, message("MFA reset successfully")),
    ] {
        assert_eq!(world.post(token, "/mfa/reset", &body).await.told(), (status, &told), "{token} {body}");
    }
    let status = world.status(ALICE).await;
    assert_eq!((&status["isEnabled"], &status["sessionVerified"]), (&json!(false), &json!(false)));
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 400);
    assert_eq!(world.login(ALICE, &codes[0]).await.status, 400);
    // one's own, in every shape that clients send
    for body in
        ["", "{}", r#"{"enable":true}"#, r#"{"resetUserId":"alice"}"#, r#"{"resetUserId":"alice","enable":false}"#]
    {
        let mut asked = request(Method::POST, "/mfa/reset").bearer("alice@acme#sid-3");
        if !body.is_empty() {
            asked = asked.json(body);
        }
        let answer = asked.sent_to(world.services.clone()).await;
        assert_eq!(answer.told(), (200, &message("MFA reset successfully")), "{body}");
    }
}

#[actix_web::test]
async fn an_administrator_who_is_to_step_up_resets_nobody() {
    let world = a_world();
    let administrator = "administrator@acme#sid-1";
    let (secret, _) = world.enrolled(administrator).await;
    let body = json!({ "resetUserId": "alice" });
    assert_eq!(world.post(administrator, "/mfa/reset", &body).await.status, 401);
    world.verified(administrator, &secret).await;
    assert_eq!(world.post(administrator, "/mfa/reset", &body).await.status, 200);
}

#[actix_web::test]
async fn a_refresh_token_counts_once_and_a_stolen_one_ends_the_session() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    let first = world.verified(ALICE, &secret).await.body["refreshToken"].as_str().unwrap().to_owned();
    let refresh = async |token: &str| world.post("", "/user/refresh", &json!({ "refresh_token": token })).await;
    let second = refresh(&first).await;
    assert_eq!(second.status, 200, "{second:?}");
    assert_eq!(second.body["accessToken"], second.body["token"]);
    assert!(second.body["expiresAt"].is_i64());
    let second = second.body["refreshToken"].as_str().unwrap().to_owned();
    // an answer may be lost: the first one still gets a successor for a while
    let again = refresh(&first).await;
    assert_eq!(again.status, 200);
    let third = again.body["refreshToken"].as_str().unwrap().to_owned();
    assert_eq!(refresh(&second).await.told(), (401, &error("Invalid or expired token")));
    world.clock.advance(31);
    assert_eq!(refresh(&first).await.status, 401, "used again later");
    assert_eq!(refresh(&third).await.status, 401, "and that ended the session");
    assert_eq!(world.status(ALICE).await["sessionVerified"], false);
    assert!(the_trail_of(&*world.store, "acme").contains(&"session.reuse changed".to_owned()));
    for bad in ["", "x", &"0".repeat(64), &"0".repeat(4000)] {
        assert_eq!(refresh(bad).await.status, 401, "{bad:.9}");
    }
}

#[actix_web::test]
async fn a_session_that_rests_or_whose_member_is_reset_is_not_refreshed() {
    for (seconds, status) in [(3599, 200), (3600, 401)] {
        let world = a_world();
        let (secret, _) = world.enrolled(ALICE).await;
        let token = world.login(ALICE, &world.code(&secret)).await.body["refreshToken"].clone();
        world.clock.advance(seconds);
        let answer = world.post("", "/mfa/refresh", &json!({ "refreshToken": token })).await;
        assert_eq!(answer.status, status, "{seconds}");
    }
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    let token = world.login(ALICE, &world.code(&secret)).await.body["refreshToken"].clone();
    world.post("owner@acme", "/mfa/reset", &json!({ "resetUserId": "alice" })).await;
    assert_eq!(world.post("", "/mfa/refresh", &json!({ "refreshToken": token })).await.status, 401);
}

#[actix_web::test]
async fn our_own_token_carries_what_was_proved_where_the_providers_has_no_session() {
    let world = a_world();
    let (secret, _) = world.enrolled("alice@acme").await;
    let granted = world.verified("alice@acme", &secret).await;
    assert_eq!(world.status("alice@acme").await["sessionVerified"], false, "nothing to bind it to");
    // what the plain issuer of these tests signs is SUBJECT@ORGANIZATION/SESSION/METHOD
    let token = granted.body["fullAccessToken"].as_str().unwrap();
    assert!(token.starts_with("alice@acme/") && token.ends_with("/GOOGLE_AUTH"), "{token}");
    assert_eq!(world.status(token).await["sessionVerified"], true);
    world.post("owner@acme", "/mfa/reset", &json!({ "resetUserId": "alice" })).await;
    assert_eq!(world.status(token).await["sessionVerified"], false, "at once");
}
