//! Enrolment codes that somebody else made, and those that confirm an administrator's authenticator.

use actix_web::http::Method;
use portcullis_domain::testing::the_audit_log_of;
use serde_json::json;

use super::confirmation::a_confirming_world;
use super::{ALICE, a_world};
use crate::fixtures::{error, message, request};

#[actix_web::test]
async fn minted_code_confirms_once_in_any_session() {
    let world = a_confirming_world();
    let older = world.minted("owner@acme", "alice").await;
    let code = world.minted("administrator@acme", "alice").await;
    let secret = world.begin_totp(ALICE).await;
    assert_eq!(world.confirm(ALICE, &secret, &older).await.status, 400, "the newest counts alone");
    let wrong = json!({ "mfaType": "GOOGLE_AUTH", "code": "000000", "enrolmentCode": code });
    assert_eq!(world.post(ALICE, "/mfa/verify-setup", &wrong).await.status, 400);
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 200, "a wrong proof uses no code up");
    world.reset_by_operator("alice");
    world.clock.advance(30);
    let secret = world.begin_totp(ALICE).await;
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 400, "once");
    let code = world.provisioned("acme", "alice").await;
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 200, "made by a client");
    let expected = "member.enrolment_code changed";
    assert_eq!(the_audit_log_of(&*world.store, "acme").iter().filter(|entry| *entry == expected).count(), 3);
}

/// `administrator` holds nothing while MFA is enforced, and enrols under `open` with the password and the mailbox.
#[actix_web::test]
async fn confirmed_administrator_changes_at_once() {
    let world = a_world();
    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
    let own = "administrator@acme#own";
    let secret = world.begin_totp(own).await;
    let code = world.mailed_code_to("administrator@example.com");
    assert_eq!(world.confirm(own, &secret, "0000-0000-0000-0000").await.status, 400);
    assert_eq!(world.confirm(own, &secret, &code).await.status, 200);
    assert_eq!(world.mint(own, "alice").await.status, 200);
}

#[actix_web::test]
async fn password_only_cannot_administer_without_a_code() {
    let world = a_world();
    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
    let (thief, own) = ("administrator@acme#thief", "administrator@acme#own");
    let secret = world.begin_totp(thief).await;
    let code = world.mailed_code_to("administrator@example.com");
    assert_eq!(world.verify_setup(thief, &world.code(&secret)).await.status, 200);
    let refused = world.mint(thief, "alice").await;
    let parts = (refused.status, refused.header("x-error-code"), &refused.body["channels"]);
    assert_eq!(parts, (403, "enrolment.too_recent", &json!(["mail", "enrolment_code"])), "{refused:?}");

    // afterwards: in the session that set up, verified, with a code that counts
    let id = world.get(thief, "/mfa/authenticators").await.body["data"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/mfa/authenticators/{id}/confirm");
    assert_eq!(world.post(own, &path, &json!({ "code": code })).await.status, 401, "not verified");
    world.clock.advance(30);
    assert_eq!(world.login(own, &world.code(&secret)).await.status, 200);
    let elsewhere = world.mint(own, "alice").await;
    assert_eq!((elsewhere.status, &elsewhere.body["channels"]), (403, &json!(["enrolment_code"])), "mailed elsewhere");
    for (token, given) in [(own, &*code), (thief, "0000-0000-0000-0000")] {
        assert_eq!(world.post(token, &path, &json!({ "code": given })).await.status, 400, "{token}");
    }
    assert_eq!(world.post("alice@acme", &path, &json!({ "code": code })).await.status, 404);
    let refused = world.mint(thief, "alice").await;
    assert_eq!(refused.body["channels"], json!(["mail", "enrolment_code"]), "one wrong code");
    let confirmed = world.post(thief, &path, &json!({ "code": code })).await;
    assert_eq!(confirmed.parts(), (200, &message("Enrolment confirmed")));
    assert_eq!(world.mint(thief, "alice").await.status, 200);
    assert_eq!(world.post(thief, &path, &json!({ "code": code })).await.status, 400, "once");
    assert!(the_audit_log_of(&*world.store, "acme").contains(&"mfa.confirm_enrolment changed".to_owned()));
}

#[actix_web::test]
async fn enrolment_codes_of_others_used_or_expired_are_useless() {
    let world = a_confirming_world();
    let secret = world.begin_totp(ALICE).await;
    world.mails();
    let of_bob = world.minted("owner@acme", "bob").await;
    let elsewhere = world.provisioned("other", "alice").await;
    for code in [&*of_bob, &*elsewhere, "0000-0000-0000-0000"] {
        let refused = world.confirm(ALICE, &secret, code).await;
        assert_eq!(refused.parts(), (400, &error("MFA setup verification failed")), "{code}");
    }
    for malformed in ["", "123456", "UUUU-UUUU-UUUU-UUUU"] {
        let refused = world.confirm(ALICE, &secret, malformed).await;
        assert_eq!((refused.status, refused.header("x-error-code")), (400, "body.invalid"), "{malformed}");
    }
    let late = world.minted("owner@acme", "alice").await;
    world.clock.advance(7 * 24 * 3600);
    let secret = world.begin_totp(ALICE).await;
    assert_eq!(world.confirm(ALICE, &secret, &late).await.status, 400);
    let mailed = world.mailed_code();
    world.clock.advance(599);
    let in_time = world.confirm(ALICE, &secret, &mailed).await;
    assert_eq!(in_time.status, 200, "{in_time:?}");
}

#[actix_web::test]
async fn codes_are_made_for_others_and_never_upward() {
    let world = a_confirming_world();
    for (token, subject, status) in [
        ("administrator@acme", "owner", 403),
        ("owner@acme", "administrator", 200),
        ("administrator@acme", "bob", 200),
        ("administrator@acme", "administrator", 409),
        ("owner@acme", "owner", 409),
        ("alice@acme", "bob", 403),
        ("administrator@acme", "nobody", 404),
        ("administrator@acme", "foreign", 404),
    ] {
        let answer = world.mint(token, subject).await;
        assert_eq!(answer.status, status, "{token} {subject}: {answer:?}");
    }
    let denied = request(Method::POST, "/organizations/other/members/alice/enrolment-code").bearer("client@acme");
    assert_eq!(world.send(denied).await.status, 403);
}

#[actix_web::test]
async fn mailed_code_confirms_afterwards_for_half_an_hour() {
    for (seconds, status) in [(1799, 200), (1800, 400)] {
        let world = a_world();
        world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
        let own = "administrator@acme#own";
        let secret = world.begin_totp(own).await;
        let code = world.mailed_code_to("administrator@example.com");
        assert_eq!(world.verify_setup(own, &world.code(&secret)).await.status, 200);
        let id = world.get(own, "/mfa/authenticators").await.body["data"][0]["id"].as_str().unwrap().to_owned();
        world.clock.advance(seconds);
        let confirmed = world.post(own, &format!("/mfa/authenticators/{id}/confirm"), &json!({ "code": code })).await;
        assert_eq!(confirmed.status, status, "{seconds}: {confirmed:?}");
    }
}

/// A code that was made before a reset may be in the wrong hands.
#[actix_web::test]
async fn reset_makes_codes_void() {
    let world = a_confirming_world();
    let code = world.minted("owner@acme", "alice").await;
    world.reset_by_operator("alice");
    let secret = world.begin_totp(ALICE).await;
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 400);
    let code = world.minted("owner@acme", "alice").await;
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 200);
}
