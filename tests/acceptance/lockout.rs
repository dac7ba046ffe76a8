//! A thief of a member's password guesses codes for a month, and the member goes on.
//!
//! Needs Debian's `faketime`.

use std::cell::Cell;
use std::collections::BTreeMap;

use serde_json::json;

use crate::fixtures::{
    Answer, Database, EnrolledMember, Home, Service, SoftwareAuthenticator, TIMEOUT, WrongClock, code_in, enrolled,
    eventually, login, session_token_ahead,
};
use crate::passkeys::{options, registered, used};

on_each_database! {
    password_only_cannot_lock_out_or_guess_on_for_a_month,
    stolen_session_cannot_guess_more_than_ten_codes,
    right_proofs_and_unlocking_clear_wrong_codes,
    flood_of_wrong_proofs_is_one_entry_a_minute,
}

const HOUR: i64 = 3_600;

/// The session in which the member enrolled.
const OWN: &str = "sid-1";

/// The member `user`, a service whose clock the test moves, and a thief who has the member's password.
struct World {
    clock: WrongClock,
    ahead: Cell<i64>,
    sessions: Cell<u32>,
    /// Runs commands by the service's clock.
    home: Home,
    service: Service,
    member: EnrolledMember,
    phone: SoftwareAuthenticator,
}

impl World {
    fn of(database: &Database) -> Option<Self> {
        let clock = WrongClock::if_installed()?;
        let home = clock.of(Home::of(database).with("PORTCULLIS_PROVIDER_MFA", "acr=aal2:mfa"));
        let true_home = Home::of(database);
        true_home.populate();
        let service = home.serve(&[]);
        let policy = json!({ "enforced": false, "gracePeriodDays": 0, "maximumAgeSeconds": 43_200,
            "allowedMethods": ["GOOGLE_AUTH", "PASSKEY", "IDENTITY_PROVIDER"] });
        let written = service.put_if("\"1\"", &true_home.token("owner@acme"), "/mfa/organization/policy", &policy);
        assert_eq!(written.status, 200, "{written:?}");
        let member = enrolled(&true_home, &service);
        let phone = registered(&service, &member.token, "Phone");
        Some(Self { clock, ahead: Cell::new(0), sessions: Cell::new(0), home, service, member, phone })
    }

    /// Lets time pass for the service.
    fn advance(&self, seconds: i64) {
        self.ahead.set(self.ahead.get() + seconds);
        self.clock.is_ahead_by(self.ahead.get());
    }

    fn token(&self, session: &str) -> String {
        session_token_ahead(self.ahead.get(), session, "")
    }

    /// The name of an unused session: what a password alone begins.
    fn new_session(&self) -> String {
        self.sessions.set(self.sessions.get() + 1);
        format!("new-{}", self.sessions.get())
    }

    fn login(&self, session: &str, code: &str) -> Answer {
        login(&self.service, &self.token(session), code)
    }

    /// Gives the right code in this session.
    fn login_right(&self, session: &str) -> Answer {
        // each code is accepted once
        self.advance(60);
        self.login(session, &code_in(&self.member.secret, self.ahead.get()))
    }

    /// Guesses once in each of ever new sessions until a guess is rejected unchecked; the number of checked ones.
    fn guesses(&self) -> usize {
        let checked = |_: &u32| match self.login(&self.new_session(), "000000").status {
            400 => true,
            429 => false,
            other => panic!("{other}"),
        };
        (0..1000).take_while(checked).count()
    }

    /// Guesses for days, until no guess is checked any more.
    fn guess_until_locked(&self) {
        let guessed: usize = (0..12)
            .map(|_| {
                self.advance(6 * HOUR);
                self.guesses()
            })
            .sum();
        assert_eq!(guessed, 100, "in a row");
        self.assert_locked();
    }

    /// Asserts that the right code is rejected in a new session.
    fn assert_locked(&self) {
        let rejected = self.login_right(&self.new_session());
        assert_eq!((rejected.status, &rejected.body["code"]), (429, &json!("attempts.exhausted")));
    }
}

/// RL-1, RL-4, RL-8: NIST SP 800-63B-4, section 3.2.2, allows 100 failed attempts in a row.
fn password_only_cannot_lock_out_or_guess_on_for_a_month(database: &Database) {
    let Some(world) = World::of(database) else { return };
    assert_eq!(world.service.enforce(&world.home.token("owner@acme"), r#"{"enforced":true}"#).status, 200);
    let (mut guessed, mut in_a_row) = (0, 0);
    for day in 1..=30 {
        let mut today = 0;
        for _ in 0..4 {
            world.advance(6 * HOUR);
            let checked = world.guesses();
            assert!(checked <= 20, "{checked} an hour");
            today += checked;
        }
        assert!(today <= 50, "{today} on day {day}");
        (guessed, in_a_row) = (guessed + today, in_a_row + today);
        assert!(in_a_row <= 100, "{in_a_row} in a row on day {day}");
        assert_eq!(world.service.gate(&world.token(&world.new_session())).0, 401, "the thief");
        // the member signs in every day, then is away for more than two weeks
        if !(11..=27).contains(&day) {
            assert_eq!(world.login_right(OWN).status, 200, "the member's session on day {day}");
            assert_eq!(world.service.gate(&world.token(OWN)), (200, "verified".into()));
            in_a_row = 0;
        } else if day == 27 {
            assert_eq!(in_a_row, 100);
            world.assert_locked();
        }
    }
    // fifty a day while the member signs in, and a hundred while they are away
    assert_eq!(guessed, 10 * 50 + 100 + 2 * 50);
    let most = "SELECT CAST(max(failures) AS BIGINT) AS number FROM attempt_counts WHERE session = ''";
    assert!(database.raw().number(most) <= 100);
}

/// RL-1: the evidence of the session has expired, and the provider's session has not.
fn stolen_session_cannot_guess_more_than_ten_codes(database: &Database) {
    let Some(world) = World::of(database) else { return };
    world.guess_until_locked();
    let guessed = |session: &str| {
        let mut checked = 0;
        for _ in 0..24 {
            world.advance(2 * HOUR);
            checked += (0..7).take_while(|_| world.login(session, "000000").status == 400).count();
        }
        checked
    };
    assert_eq!(guessed(OWN), 10, "after the hundred of the password");
    assert_eq!(world.login_right(OWN).status, 429);
    world.assert_locked();
    let token = world.token(&world.new_session());
    let proof = used(&world.phone, &options(&world.service, &token), 0);
    assert_eq!(world.service.post(&token, "/mfa/verify-login", &proof).status, 200, "the member's passkey");
    assert_eq!(world.login_right(OWN).status, 200, "which ends the row in every session");
}

/// RL-5, RL-8
fn right_proofs_and_unlocking_clear_wrong_codes(database: &Database) {
    let Some(world) = World::of(database) else { return };
    let in_a_new_session = |prove: &dyn Fn(&str) -> u16| prove(&world.token(&world.new_session()));
    let proofs: [(&str, &dyn Fn() -> u16); 5] = [
        ("passkey", &|| {
            in_a_new_session(&|token| {
                let proof = used(&world.phone, &options(&world.service, token), 0);
                world.service.post(token, "/mfa/verify-login", &proof).status
            })
        }),
        ("recovery code", &|| in_a_new_session(&|token| login(&world.service, token, &world.member.codes[0]).status)),
        ("the provider's MFA", &|| {
            let token = session_token_ahead(world.ahead.get(), &world.new_session(), "aal2");
            assert_eq!(world.service.gate(&token).0, 200);
            // clears the row although the code that comes with it is wrong
            assert_eq!(login(&world.service, &token, "000000").status, 400);
            200
        }),
        ("an administrator", &|| {
            let administrator = world.home.token("administrator@acme");
            world.service.delete(&administrator, "/mfa/organization/members/user/lock").status
        }),
        ("an operator", &|| {
            world.home.succeed(&["authenticator", "unlock", "--organization", "acme", "--subject", "user"]);
            200
        }),
    ];
    for (name, prove) in proofs {
        world.guess_until_locked();
        assert_eq!(prove(), 200, "{name}");
        assert_eq!(world.login_right(&world.new_session()).status, 200, "{name}");
    }
}

/// AUD-2: each wrong proof is counted, and the audit log does not grow with them.
fn flood_of_wrong_proofs_is_one_entry_a_minute(database: &Database) {
    let Some(world) = World::of(database) else { return };
    assert_eq!(world.guesses(), 20);
    let token = world.token("thief");
    let (stranger, asked) = (SoftwareAuthenticator::new(b"stranger"), options(&world.service, &token));
    let mut wrong = 0;
    for _ in 0..40 {
        let proof = used(&stranger, &asked, 0);
        let answer = world.service.post(&token, "/mfa/verify-login", &proof);
        match (answer.status, answer.body["code"].as_str()) {
            (400, None) => wrong += 1,
            (429, Some("rate.limited")) => {}
            _ => panic!("{answer:?}"),
        }
    }
    assert!((1..=20).contains(&wrong), "{wrong} within the rate");
    world.advance(120);
    let waiting = || database.raw().number("SELECT count(*) AS number FROM wrong_proofs");
    eventually(TIMEOUT, "the wrong proofs are recorded", || waiting() == 0);
    let path = "/mfa/organization/audit?action=mfa.verify&outcome=refused";
    let log = world.service.get_as(&world.home.token("owner@acme"), path);
    assert_eq!(log.status, 200, "{log:?}");
    let mut counts = BTreeMap::new();
    for entry in log.body["data"]["entries"].as_array().unwrap() {
        let values: BTreeMap<_, _> = entry["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| (change["field"].as_str().unwrap(), change["after"].as_str().unwrap()))
            .collect();
        assert!(values["first"] <= values["last"] && values["last"] == entry["at"], "{entry}");
        assert_eq!((&entry["actor"]["name"], &entry["target"]["subject"]), (&json!("user"), &json!("user")));
        let (entries, count) = counts.entry(values["method"].to_owned()).or_insert((0, 0));
        *entries += 1;
        *count += values["count"].parse::<u32>().unwrap();
    }
    for (method, expected) in [("GOOGLE_AUTH", 20), ("PASSKEY", wrong)] {
        let (entries, count) = counts[method];
        assert_eq!(count, expected, "{method}");
        // the minute may have ended meanwhile
        assert!(entries <= 2, "{entries} entries of {method}");
    }
    // an alarm has an entry of its own, at once
    assert!(database.audit_log("acme").iter().any(|entry| entry.action == "mfa.lock"));
}
