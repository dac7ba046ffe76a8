//! The service's clock is wrong and jumps.
//!
//! Needs Debian's `faketime`.

use serde_json::json;

use super::{ENFORCE, recovered};
use crate::fixtures::{Database, Home, Service, WrongClock, code, code_in, enrolled, login, now, unlock};

on_each_database! {
    used_code_stays_used_with_a_wrong_clock,
    lockout_survives_clock_changes,
    evidence_from_the_future_does_not_count,
}

const TWO_HOURS: i64 = 7_200;
const THREE_HOURS: i64 = 10_800;
const FIVE_MINUTES: i64 = 300;

/// Asserts that no request is answered with a server error.
fn assert_nothing_fails(service: &Service, token: &str, owner: &str) {
    let (gate, _) = service.gate(token);
    assert!(matches!(gate, 200 | 401 | 403), "{gate}");
    for path in ["/mfa/decision", "/mfa/status", "/mfa/methods"] {
        let answer = service.get_as(token, path);
        assert!(answer.status < 500, "{path}: {answer:?}");
    }
    let answer = service.enforce(owner, ENFORCE);
    assert!(answer.status < 500, "{answer:?}");
}

/// F-19: I3, I8.
fn used_code_stays_used_with_a_wrong_clock(database: &Database) {
    let Some(clock) = WrongClock::if_installed() else { return };
    let (true_home, home) = (Home::of(database), clock.of(Home::of(database)));
    true_home.populate();
    let service = home.serve(&[]);
    let alice = enrolled(&true_home, &service);
    let owner = true_home.token("owner@acme");
    let used = code(&alice.secret, 0);
    assert_eq!(login(&service, &alice.token, &used).status, 200);
    let last_step = || database.raw().number("SELECT CAST(max(last_step) AS BIGINT) AS number FROM authenticators");
    let step = last_step();
    for ahead in [-30, -FIVE_MINUTES, -TWO_HOURS, FIVE_MINUTES, TWO_HOURS] {
        clock.is_ahead_by(ahead);
        let token = home.session_token("sid-2");
        // the used code, and the code of an earlier time by this clock
        let mut old = vec![used.clone()];
        old.extend((ahead < 0).then(|| code_in(&alice.secret, ahead)));
        for code in old {
            let answer = login(&service, &token, &code);
            assert_eq!(answer.status, 400, "{ahead} s ahead: {answer:?}");
        }
        assert_nothing_fails(&service, &token, &owner);
        assert_eq!(last_step(), step, "{ahead} s ahead");
        unlock(database);
    }
    // a clock that is ahead accepts a future code, which stays used when the clock is corrected
    clock.is_ahead_by(FIVE_MINUTES);
    let ahead = code_in(&alice.secret, FIVE_MINUTES);
    assert_eq!(login(&service, &home.session_token("sid-3"), &ahead).status, 200);
    clock.is_ahead_by(0);
    for code in [ahead, code(&alice.secret, 0)] {
        assert_eq!(login(&service, &true_home.session_token("sid-4"), &code).status, 400);
    }
    // until then, a recovery code works
    let fixed = now();
    recovered("the clock was five minutes ahead", fixed, || {
        login(&service, &true_home.session_token("sid-4"), &alice.codes[0]).status == 200
    });
    database.assert_audit_log_agrees("acme");
}

/// F-19: I4, RL-3.
fn lockout_survives_clock_changes(database: &Database) {
    let Some(clock) = WrongClock::if_installed() else { return };
    let (true_home, home) = (Home::of(database), clock.of(Home::of(database)));
    true_home.populate();
    let service = home.serve(&[]);
    let alice = enrolled(&true_home, &service);
    let guesses = |token: &str| {
        let answer: Vec<_> = (0..8).map(|_| login(&service, token, "000000").status).collect();
        assert!(answer.iter().all(|status| matches!(status, 400 | 429)), "{answer:?}");
        answer.iter().filter(|status| **status == 400).count()
    };
    let counted = || {
        database.raw().number("SELECT CAST(max(failures) AS BIGINT) AS number FROM attempt_counts WHERE session <> ''")
    };
    assert_eq!((guesses(&alice.token), counted()), (5, 5));
    for behind in [-FIVE_MINUTES, -TWO_HOURS] {
        clock.is_ahead_by(behind);
        assert_eq!(
            (guesses(&home.session_token("sid-1")), counted()),
            (0, 5),
            "a clock that goes back does not end the lockout"
        );
    }
    // passing time ends the lockout and allows five more attempts, up to the limit of a hundred
    let mut ahead = 0;
    for jump in 2..=20 {
        // five in three hours stay below the fifty a day that the session may have after its first ten
        ahead += THREE_HOURS;
        clock.is_ahead_by(ahead);
        assert_eq!((guesses(&home.session_token("sid-1")), counted()), (5, 5 * jump));
    }
    clock.is_ahead_by(10 * ahead);
    assert_eq!((guesses(&home.session_token("sid-1")), counted()), (0, 100));
    clock.is_ahead_by(0);
    assert_eq!(login(&service, &alice.token, &code(&alice.secret, 0)).status, 429);
    let entries = database.assert_audit_log_agrees("acme");
    assert_eq!(entries.iter().filter(|entry| entry.action == "mfa.lock").count(), 20, "each lockout is recorded");
}

/// F-19
fn evidence_from_the_future_does_not_count(database: &Database) {
    let Some(clock) = WrongClock::if_installed() else { return };
    let (true_home, home) = (Home::of(database), clock.of(Home::of(database)));
    true_home.populate();
    let mut service = home.serve(&[]);
    let alice = enrolled(&true_home, &service);
    let owner = true_home.token("owner@acme");
    assert_eq!(service.enforce(&owner, ENFORCE).status, 200);
    let granted = login(&service, &alice.token, &alice.codes[0]);
    let full = granted.body["fullAccessToken"].as_str().unwrap();
    for token in [full, &alice.token] {
        assert_eq!(service.gate(token).0, 200);
    }
    clock.is_ahead_by(TWO_HOURS);
    // with cached facts or without
    for token in [full, &alice.token] {
        assert_eq!(service.gate(token).0, 401);
    }
    assert_eq!(service.get_as(full, "/mfa/status").status, 401);
    // verified by a clock that is two hours ahead
    let ahead = login(&service, &home.session_token("sid-2"), &alice.codes[1]);
    assert_eq!(ahead.status, 200, "{ahead:?}");
    let full_ahead = ahead.body["fullAccessToken"].as_str().unwrap();
    assert_eq!(service.gate(full_ahead).0, 200);
    clock.is_ahead_by(0);
    // the gate uses the latest time it has seen: expired evidence stays expired
    for token in [full, &alice.token, full_ahead] {
        assert_nothing_fails(&service, token, &owner);
    }
    assert_eq!(service.gate(full).0, 401);
    service.kill();
    // a service started with the correct clock rejects evidence from the future
    let service = home.serve(&[]);
    for token in [full, &alice.token] {
        assert_eq!(service.gate(token).0, 200);
    }
    for token in [full_ahead, &true_home.session_token("sid-2")] {
        assert_ne!(service.gate(token).0, 200, "evidence from the future passes");
        assert_ne!(service.get_as(token, "/mfa/decision").body["data"]["decision"], "allow");
    }
    let refresh = json!({ "refreshToken": ahead.body["refreshToken"] });
    let refreshed = service.post("", "/mfa/refresh", &refresh);
    println!("refreshed with a token from the future: {}", refreshed.status);
    assert_ne!(refreshed.status / 100, 5, "{refreshed:?}");
    if let Some(token) = refreshed.body["accessToken"].as_str() {
        assert_ne!(service.gate(token).0, 200, "evidence from the future passes");
    }
    for token in [full_ahead, full, &alice.token] {
        assert_nothing_fails(&service, token, &owner);
    }
    database.assert_audit_log_agrees("acme");
}
