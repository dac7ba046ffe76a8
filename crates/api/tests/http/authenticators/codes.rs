//! One-time passwords and recovery codes: used once, and limited.

use portcullis_domain::testing::the_audit_log_of;
use serde_json::json;

use super::{ALICE, ENROLLING, a_world};
use crate::fixtures::error;

#[actix_web::test]
async fn code_is_valid_once_and_verifies_its_session() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    let code = world.code(&secret);
    let answer = world.login(ALICE, &code).await;
    assert_eq!(answer.status, 200);
    let fields: Vec<_> = answer.body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["fullAccessToken", "message", "refreshToken", "success"]);
    assert_eq!(world.login(ALICE, &code).await.parts(), (400, &error("MFA verification failed")), "OTP-2");
    for wrong in ["000000", "", "12345", " 123456", "１２３４５６", &"9".repeat(9000)] {
        world.clock.advance(30);
        assert_eq!(world.login("bob@acme#sid-9", wrong).await.status, if wrong.len() > 8000 { 429 } else { 400 });
    }
}

/// RL-1, RL-2, RL-4, RL-5, RL-7
#[actix_web::test]
async fn five_wrong_codes_lock_all_sessions_of_the_member() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ALICE).await;
    let again = "alice@acme#sid-2";
    for (token, code) in
        [(ALICE, "000000"), (again, "000000"), ("alice@acme", &*"Z".repeat(16)), (ALICE, ""), (again, "1")]
    {
        assert_eq!(world.login(token, code).await.status, 400);
    }
    for (token, code) in [(ALICE, world.code(&secret)), (again, codes[0].clone()), ("alice@acme", "000000".into())] {
        let locked = world.login(token, &code).await;
        assert_eq!(
            locked.parts(),
            (429, &json!({ "success": false, "error": "Too many attempts", "code": "attempts.exhausted" }))
        );
        let pause: u64 = locked.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&pause), "{pause}");
    }
    assert_eq!(world.login("bob@acme", "000000").await.status, 400, "other members are not locked out");
    let locks = the_audit_log_of(&*world.store, "acme").iter().filter(|entry| *entry == "mfa.lock changed").count();
    assert_eq!(locks, 1, "recorded once, when the pause began");
    world.clock.advance(900);
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 200);
    // a success clears the count
    world.clock.advance(30);
    for _ in 0..4 {
        assert_eq!(world.login(ALICE, "000000").await.status, 400);
    }
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 200);
}

/// RL-5: a right code for a new authenticator does not clear wrong codes for another.
#[actix_web::test]
async fn confirming_setup_does_not_clear_wrong_codes() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    world.verified(ALICE, &secret).await;
    for _ in 0..4 {
        assert_eq!(world.login("alice@acme#sid-2", "000000").await.status, 400);
    }
    let (replacing, _) = world.enrolled(ALICE).await;
    assert_eq!(world.login(ALICE, "000000").await.status, 400, "the fifth");
    assert_eq!(world.login(ALICE, &world.code(&replacing)).await.status, 429);
}

/// RL-5: actions in another organization, also by its administrators, do not clear wrong codes.
#[actix_web::test]
async fn other_organizations_do_not_clear_wrong_codes() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    let other = "alice@other#sid-1";
    let (others, _) = world.enrolled(other).await;
    for _ in 0..4 {
        assert_eq!(world.login(ALICE, "000000").await.status, 400);
    }
    world.verified(other, &others).await;
    world.enrolled(other).await;
    let reset = world.post("alice@other#sid-2", "/mfa/reset", &json!({ "resetUserId": "foreign" })).await;
    assert_eq!(reset.status, 401, "{reset:?}");
    assert_eq!(world.login(ALICE, "000000").await.status, 400, "the fifth");
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 429);
    assert_eq!(world.login(other, "000000").await.status, 400, "no lock in the other organization");
}

/// RC-2, RC-4
#[actix_web::test]
async fn recovery_code_works_once_and_only_at_login() {
    let world = a_world();
    let (_, codes) = world.enrolled(ENROLLING).await;
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
    // confirming a new set invalidates the old one
    let setup = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
    assert_eq!(world.login(ALICE, &codes[1]).await.status, 200, "what counted before still does");
    let secret = setup.body["data"]["secret"].as_str().unwrap();
    assert_eq!(world.verify_setup(ALICE, &world.code(secret)).await.status, 200);
    assert_eq!(world.login(ALICE, &codes[2]).await.status, 400);
}
