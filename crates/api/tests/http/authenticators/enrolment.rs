//! Setting up, confirming and switching authenticators, and the status of the caller.

use portcullis_domain::testing::the_audit_log_of;
use serde_json::json;

use super::{ALICE, ENROLLING, a_world};
use crate::fixtures::{error, message};

#[actix_web::test]
async fn status_has_documented_fields_and_follows_changes() {
    let world = a_world();
    let nothing = json!({ "isEnabled": false, "isRequired": false, "isEnforced": false, "enabledMethods": [],
        "sessionVerified": false });
    assert_eq!(world.status(ALICE).await, nothing);
    assert_eq!(world.status("stranger").await, nothing, "who belongs nowhere has a status too");

    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
    let (secret, _) = world.enrolled(ALICE).await;
    let mut expected = json!({ "isEnabled": true, "isRequired": true, "isEnforced": true,
        "enabledMethods": ["GOOGLE_AUTH"], "primaryMethod": "GOOGLE_AUTH", "sessionVerified": true });
    assert_eq!(world.status(ALICE).await, expected, "confirming an enrolment is a use");
    world.verified(ALICE, &secret).await;
    assert_eq!(world.status(ALICE).await, expected);
    expected["sessionVerified"] = json!(false);
    assert_eq!(world.status("alice@acme#sid-2").await, expected, "another session has proved nothing");
    assert_eq!(world.status("alice@other#sid-1").await["isEnabled"], false, "another organization keeps its own");
}

#[actix_web::test]
async fn three_methods_are_listed() {
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
            view("PASSKEY", "Passkey", "WebAuthn-based biometric or hardware key authentication", true, false),
        ]})
    );
    assert_eq!(world.get("stranger", "/mfa/methods").await.body["data"][0]["isAvailable"], false);
}

#[actix_web::test]
async fn setup_counts_only_when_confirmed_in_time() {
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
    assert_eq!(wrong.parts(), (400, &error("MFA setup verification failed")));
    assert_eq!(world.verify_setup("bob@acme#sid-1", &world.code(secret)).await.status, 400, "it is alice's");
    world.clock.advance(600);
    let late = world.verify_setup(ALICE, &world.code(secret)).await;
    assert_eq!(late.parts(), (400, &error("MFA setup verification failed")));
    // ENR-3
    for path in ["/mfa/status", "/mfa/methods"] {
        assert!(!world.get(ALICE, path).await.body.to_string().contains(secret));
    }
}

/// The attacker holds the password and opens a session of their own with it.
#[actix_web::test]
async fn password_only_cannot_replace_anothers_setup() {
    let world = a_world();
    let kind = json!({ "mfaType": "GOOGLE_AUTH" });
    let setup = world.post(ALICE, "/mfa/setup", &kind).await;
    let secret = setup.body["data"]["secret"].as_str().unwrap().to_owned();
    assert_eq!(world.post("alice@acme#thief", "/mfa/setup", &kind).await.status, 200);
    assert_eq!(world.verify_setup(ALICE, &world.code(&secret)).await.status, 200);
    let left = world.get(ALICE, "/mfa/recovery-codes").await;
    assert_eq!(left.body["data"]["remaining"], 10, "the codes of this setup: {left:?}");
}

#[actix_web::test]
async fn unknown_mfa_type_is_rejected_by_every_route() {
    let world = a_world();
    for path in ["/mfa/setup", "/mfa/verify-setup", "/mfa/enable", "/mfa/disable", "/mfa/primary", "/mfa/verify-login"]
    {
        for body in
            [json!({}), json!({ "mfaType": "SMS" }), json!({ "mfaType": 7 }), json!({ "mfaType": "google_auth" })]
        {
            let answer = world.post(ALICE, path, &body).await;
            assert_eq!(answer.parts(), (400, &error("Invalid MFA type specified")), "{path} {body}");
        }
    }
    for path in ["/mfa/enable", "/mfa/disable", "/mfa/primary"] {
        let answer = world.post(ALICE, path, &json!({ "mfaType": "GOOGLE_AUTH" })).await;
        assert_eq!(answer.parts(), (400, &error("MFA method is not configured")), "{path}");
    }
    let answer = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK" })).await;
    assert_eq!(answer.parts(), (400, &error("MFA method is not available")));
}

/// ENR-1: a session that has not passed the second factor changes no authenticator.
#[actix_web::test]
async fn first_factor_alone_changes_no_authenticator() {
    let world = a_world();
    let (secret, _) = world.enrolled(ENROLLING).await;
    world.verified("alice@acme#sid-2", &secret).await;
    let entries = the_audit_log_of(&*world.store, "acme").len();
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
            let expected = json!({ "success": false, "error": "Additional authentication required",
                "code": "authentication.insufficient", "methods": ["GOOGLE_AUTH"] });
            assert_eq!(answer.parts(), (401, &expected), "{path}");
            let challenge = answer.header("www-authenticate");
            assert!(challenge.contains("error=\"insufficient_user_authentication\""), "{challenge}");
            assert!(challenge.contains("max_age=\"43200\""), "{challenge}");
        }
    }
    assert_eq!(the_audit_log_of(&*world.store, "acme").len(), entries);
    world.clock.advance(12 * 3600);
    assert_eq!(world.post("alice@acme#sid-2", "/mfa/reset", &json!({})).await.status, 401, "evidence grows old");
}

#[actix_web::test]
async fn last_method_stays_on_while_enforced() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    world.verified(ALICE, &secret).await;
    let kind = json!({ "mfaType": "GOOGLE_AUTH" });
    assert_eq!(world.post(ALICE, "/mfa/primary", &kind).await.parts(), (200, &message("Primary MFA method updated")));
    assert_eq!(world.post(ALICE, "/mfa/disable", &kind).await.parts(), (200, &message("MFA method disabled")));
    let status = world.status(ALICE).await;
    assert_eq!((&status["isEnabled"], &status["sessionVerified"]), (&json!(false), &json!(false)), "{status}");
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 400, "what is off proves nothing");
    let methods = world.get(ALICE, "/mfa/methods").await;
    assert_eq!(
        (&methods.body["data"][0]["isConfigured"], &methods.body["data"][0]["isEnabled"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(world.post(ALICE, "/mfa/enable", &kind).await.parts(), (200, &message("MFA method enabled")));

    world.clock.advance(30);
    world.verified(ALICE, &secret).await;
    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
    let refused = error("Cannot disable MFA when enforced by organization");
    assert_eq!(world.post(ALICE, "/mfa/disable", &kind).await.parts(), (403, &refused));
    assert_eq!(world.post(ALICE, "/mfa/reset", &json!({})).await.parts(), (403, &refused));
    assert_eq!(world.status(ALICE).await["isEnabled"], true);
}
