//! One-time passwords and recovery codes: used once, and limited.

use actix_web::http::Method;
use portcullis_domain::testing::the_audit_log_of;
use serde_json::json;

use super::{ALICE, ENROLLING, a_world};
use crate::fixtures::{error, request};

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
}

/// What cannot be a code is rejected and not counted.
#[actix_web::test]
async fn malformed_codes_are_rejected_uncounted() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ENROLLING).await;
    for malformed in ["", "12345", "1234567", "１２３４５６", "12345a", "0123-4567-89AB-CDE", &"9".repeat(9000)] {
        for _ in 0..6 {
            let answer = world.login(ALICE, malformed).await;
            assert_eq!(answer.parts(), (400, &error("MFA verification failed")));
            assert_eq!(answer.header("x-error-code"), "body.invalid", "{malformed:.20}");
        }
    }
    let code = world.code(&secret);
    let (first, second) = code.split_at(3);
    let spaced = format!("\u{200b} {first}\u{2011}{second}\u{a0}");
    assert_eq!(world.login(ALICE, &spaced).await.status, 200, "spaces and dashes of any kind are no part of a code");
    assert_eq!(world.login("alice@acme#sid-2", &codes[0].replace('-', " \u{2014} ")).await.status, 200);
}

/// RL-1, RL-2, RL-4, RL-5, RL-7
#[actix_web::test]
async fn five_wrong_codes_pause_their_session_alone() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ENROLLING).await;
    for _ in 0..5 {
        assert_eq!(world.login(ALICE, "000000").await.status, 400);
    }
    for code in [world.code(&secret), "000000".to_owned()] {
        let paused = world.login(ALICE, &code).await;
        assert_eq!(
            paused.parts(),
            (429, &json!({ "success": false, "error": "Too many attempts", "code": "attempts.exhausted" }))
        );
        let pause: u64 = paused.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&pause), "{pause}");
    }
    let locks = the_audit_log_of(&*world.store, "acme").iter().filter(|entry| *entry == "mfa.lock changed").count();
    assert_eq!(locks, 1, "recorded once, when the pause began");
    // the member goes on in other sessions, and in this one by another proof
    assert_eq!(world.login("alice@acme#sid-2", &world.code(&secret)).await.status, 200);
    assert_eq!(world.login(ALICE, "0000-0000-0000-0000").await.status, 400);
    assert_eq!(world.login(ALICE, &codes[0]).await.status, 200);
    // which clears the count
    world.clock.advance(30);
    for _ in 0..4 {
        assert_eq!(world.login(ALICE, "000000").await.status, 400);
    }
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 200);
}

/// A thief who has the password guesses in ever new sessions.
#[actix_web::test]
async fn password_only_cannot_lock_the_member_out() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ENROLLING).await;
    let guesses = async |from: u32| {
        for number in from.. {
            match world.login(&format!("alice@acme#thief-{number}"), "000000").await.status {
                400 => {}
                429 => return number - from,
                other => panic!("{other}"),
            }
        }
        0
    };
    assert_eq!(guesses(0).await, 20, "an hour");
    assert_eq!(world.login("alice@acme#sid-3", &world.code(&secret)).await.status, 429, "a new session");
    assert_eq!(world.login(ENROLLING, &world.code(&secret)).await.status, 200, "a session that verified");
    assert_eq!(guesses(50).await, 0, "a right code in another session opens nothing");
    assert_eq!(world.login("alice@acme#sid-3", &codes[0]).await.status, 200, "a recovery code");
    // a day and more, without any right proof
    let mut guessed = 0;
    for day in 1..=30 {
        world.clock.advance(24 * 3600);
        guessed += guesses(day * 1000).await;
        for hour in 1..=3 {
            world.clock.advance(3600);
            guessed += guesses(day * 1000 + hour * 100).await;
        }
    }
    assert_eq!(guessed, 100, "in a row");
    assert_eq!(world.login("alice@acme#sid-4", &world.code(&secret)).await.status, 429);
    assert_eq!(
        world.login(ENROLLING, &world.code(&secret)).await.status,
        200,
        "a session that verified, a month later"
    );
    world.clock.advance(30);
    assert_eq!(world.login("alice@acme#sid-4", &world.code(&secret)).await.status, 200, "a right proof ends the row");
}

#[actix_web::test]
async fn administrators_unlock_members_never_upward() {
    let world = a_world();
    let (secret, _) = world.enrolled(ENROLLING).await;
    for session in 0..20 {
        assert_eq!(world.login(&format!("alice@acme#thief-{session}"), "000000").await.status, 400);
    }
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 429);
    let unlock = async |token: &str, subject: &str| {
        let path = format!("/mfa/organization/members/{subject}/lock");
        request(Method::DELETE, &path).bearer(token).sent_to(world.services.clone()).await.status
    };
    for (token, subject, status) in [
        ("bob@acme", "alice", 403),
        ("administrator@acme", "owner", 403),
        ("administrator@acme", "administrator", 409),
        ("administrator@acme", "foreign", 404),
        ("administrator@acme", "alice", 200),
        ("owner@acme", "alice", 200),
    ] {
        assert_eq!(unlock(token, subject).await, status, "{token} {subject}");
    }
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 200);
    let log = the_audit_log_of(&*world.store, "acme");
    let unlocks: Vec<_> = log.iter().filter(|entry| entry.starts_with("mfa.unlock")).collect();
    assert_eq!(
        unlocks,
        ["mfa.unlock_others refused", "mfa.unlock_others refused", "mfa.unlock changed", "mfa.unlock unchanged"]
    );
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

#[actix_web::test]
async fn codes_are_accepted_as_people_type_them() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ENROLLING).await;
    let spelled = |code: &str| code.to_lowercase().replace('0', "o").replace('1', "l").replace('-', "\u{2013}");
    for (session, code) in [("1", spelled(&codes[0])), ("2", format!(" {}\n", spelled(&codes[1]).to_uppercase()))] {
        let login = world.login(&format!("alice@acme#typed-{session}"), &code).await;
        assert_eq!(login.status, 200, "{code}: {login:?}");
    }
    for (session, separator) in [("3", " "), ("4", "\u{a0}"), ("5", "\u{2011}"), ("6", "\n")] {
        world.clock.advance(30);
        let code = world.code(&secret);
        let typed = format!("{}{separator}{}\r\n", &code[..3], &code[3..]);
        let login = world.login(&format!("alice@acme#typed-{session}"), &typed).await;
        assert_eq!(login.status, 200, "{typed:?}: {login:?}");
    }
}

/// RC-2, RC-4
#[actix_web::test]
async fn recovery_code_works_once_and_only_at_login() {
    let world = a_world();
    let (_, codes) = world.enrolled(ENROLLING).await;
    assert_eq!(world.verify_setup(ALICE, "000000").await.status, 401, "a session that proved nothing replaces nothing");
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
