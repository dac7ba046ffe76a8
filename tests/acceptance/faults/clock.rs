//! The service's clock is wrong, and jumps while it serves.
//!
//! Needs Debian's `faketime`.

use std::fs::{read_dir, rename, write};
use std::path::PathBuf;

use serde_json::json;

use super::{ENFORCE, recovered};
use crate::fixtures::{Database, Home, Service, code, code_in, enrolled, is_required, login, now, unlock};

on_each_database! {
    a_used_code_stays_used_whatever_the_clock_says,
    a_pause_after_wrong_guesses_is_kept_and_their_number_never_forgotten,
    what_a_wrong_clock_dated_ahead_counts_for_nothing_when_it_is_right_again,
}

const TWO_HOURS: i64 = 7_200;
const FIVE_MINUTES: i64 = 300;

/// What the service takes for the time: the true one and so many seconds.
struct WrongClock {
    folder: tempfile::TempDir,
    library: PathBuf,
}

impl WrongClock {
    /// A clock that is right, if this machine has what makes it wrong.
    fn if_installed() -> Option<Self> {
        let folders = read_dir("/usr/lib").unwrap().filter_map(|entry| Some(entry.ok()?.path()));
        let library = folders.map(|folder| folder.join("faketime/libfaketime.so.1")).find(|library| library.exists());
        assert!(library.is_some() || !is_required(), "REQUIRE_ALL=1, and libfaketime is not installed");
        if library.is_none() {
            println!("## SKIPPED: libfaketime is not installed");
        }
        let clock = Self { folder: tempfile::tempdir().unwrap(), library: library? };
        clock.is_ahead_by(0);
        Some(clock)
    }

    fn is_ahead_by(&self, seconds: i64) {
        let next = self.folder.path().join("next");
        write(&next, format!("{seconds:+}\n")).unwrap();
        rename(next, self.file()).unwrap();
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("time")
    }

    /// The same home by this clock.
    fn of(&self, home: Home) -> Home {
        home.with("LD_PRELOAD", self.library.to_str().unwrap())
            .with("FAKETIME_TIMESTAMP_FILE", self.file().to_str().unwrap())
            .with("FAKETIME_NO_CACHE", "1")
            .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
    }
}

/// Whatever the clock says, nobody is told that the service failed.
fn nothing_fails(service: &Service, token: &str, owner: &str) {
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
fn a_used_code_stays_used_whatever_the_clock_says(database: &Database) {
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
        // what was used, and what this clock takes for the code of now if that is older
        let mut old = vec![used.clone()];
        old.extend((ahead < 0).then(|| code_in(&alice.secret, ahead)));
        for code in old {
            let told = login(&service, &token, &code);
            assert_eq!(told.status, 400, "{ahead} s ahead: {told:?}");
        }
        nothing_fails(&service, &token, &owner);
        assert_eq!(last_step(), step, "{ahead} s ahead");
        unlock(database);
    }
    // a clock that is ahead takes the code of then, and when it is right again that one is used, too
    clock.is_ahead_by(FIVE_MINUTES);
    let ahead = code_in(&alice.secret, FIVE_MINUTES);
    assert_eq!(login(&service, &home.session_token("sid-3"), &ahead).status, 200);
    clock.is_ahead_by(0);
    for code in [ahead, code(&alice.secret, 0)] {
        assert_eq!(login(&service, &true_home.session_token("sid-4"), &code).status, 400);
    }
    // until the time of that code has come, a recovery code helps
    let fixed = now();
    recovered("the clock was five minutes ahead", fixed, || {
        login(&service, &true_home.session_token("sid-4"), &alice.codes[0]).status == 200
    });
    database.assert_audit_log_agrees("acme");
}

/// F-19: I4, RL-3.
fn a_pause_after_wrong_guesses_is_kept_and_their_number_never_forgotten(database: &Database) {
    let Some(clock) = WrongClock::if_installed() else { return };
    let (true_home, home) = (Home::of(database), clock.of(Home::of(database)));
    true_home.populate();
    let service = home.serve(&[]);
    let alice = enrolled(&true_home, &service);
    let guesses = |token: &str| {
        let told: Vec<_> = (0..8).map(|_| login(&service, token, "000000").status).collect();
        assert!(told.iter().all(|status| matches!(status, 400 | 429)), "{told:?}");
        told.iter().filter(|status| **status == 400).count()
    };
    let counted = || database.raw().number("SELECT CAST(max(failures) AS BIGINT) AS number FROM attempts");
    assert_eq!((guesses(&alice.token), counted()), (5, 5));
    for behind in [-FIVE_MINUTES, -TWO_HOURS] {
        clock.is_ahead_by(behind);
        assert_eq!((guesses(&home.session_token("sid-1")), counted()), (0, 5), "a clock that goes back ends no pause");
    }
    // one that goes on ends it, and each time gives five more of the hundred that there are
    let mut ahead = 0;
    for jump in 2..=20 {
        ahead += TWO_HOURS;
        clock.is_ahead_by(ahead);
        assert_eq!((guesses(&home.session_token("sid-1")), counted()), (5, 5 * jump));
    }
    clock.is_ahead_by(10 * ahead);
    assert_eq!((guesses(&home.session_token("sid-1")), counted()), (0, 100));
    clock.is_ahead_by(0);
    assert_eq!(login(&service, &alice.token, &code(&alice.secret, 0)).status, 429);
    let trail = database.assert_audit_log_agrees("acme");
    assert_eq!(trail.iter().filter(|entry| entry.action == "mfa.lock").count(), 20, "each pause is in the trail");
}

/// F-19
fn what_a_wrong_clock_dated_ahead_counts_for_nothing_when_it_is_right_again(database: &Database) {
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
    // remembered or not
    for token in [full, &alice.token] {
        assert_eq!(service.gate(token).0, 401);
    }
    assert_eq!(service.get_as(full, "/mfa/status").status, 401);
    // proved by a clock that is two hours ahead
    let ahead = login(&service, &home.session_token("sid-2"), &alice.codes[1]);
    assert_eq!(ahead.status, 200, "{ahead:?}");
    let full_ahead = ahead.body["fullAccessToken"].as_str().unwrap();
    assert_eq!(service.gate(full_ahead).0, 200);
    clock.is_ahead_by(0);
    // the gate goes by the latest moment it saw: what ended for it does not come back
    for token in [full, &alice.token, full_ahead] {
        nothing_fails(&service, token, &owner);
    }
    assert_eq!(service.gate(full).0, 401);
    service.kill();
    // one that was started by the right clock knows what counts, and what came from the future does not
    let service = home.serve(&[]);
    for token in [full, &alice.token] {
        assert_eq!(service.gate(token).0, 200);
    }
    for token in [full_ahead, &true_home.session_token("sid-2")] {
        assert_ne!(service.gate(token).0, 200, "what was proved in the future passes");
        assert_ne!(service.get_as(token, "/mfa/decision").body["data"]["decision"], "allow");
    }
    let refresh = json!({ "refreshToken": ahead.body["refreshToken"] });
    let refreshed = service.post("", "/mfa/refresh", &refresh);
    println!("refreshed with a token from the future: {}", refreshed.status);
    assert_ne!(refreshed.status / 100, 5, "{refreshed:?}");
    if let Some(token) = refreshed.body["accessToken"].as_str() {
        assert_ne!(service.gate(token).0, 200, "what was proved in the future passes");
    }
    for token in [full_ahead, full, &alice.token] {
        nothing_fails(&service, token, &owner);
    }
    database.assert_audit_log_agrees("acme");
}
