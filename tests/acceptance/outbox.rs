//! The outbox under load and failures, with a real SMTP server: lanes, turns, folding, permanent replies, crashes.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::fixtures::{
    Database, Home, MailServer, Service, TIMEOUT, enrolled, eventually, free_port, get_text, header, home_with_mail,
    now, outbox, sleep,
};
use crate::metrics::value;
use serde_json::json;

on_each_database! {
    flood_of_one_organization_delays_no_other_link,
    further_notices_leave_as_one_mail,
    only_refused_recipients_lose_their_mail,
    killed_service_sends_a_mail_at_most_once_more,
}

/// Writes this many due mails to members of the organization `flood` into a lane.
fn flood(database: &Database, lane: &str, mails: u32) {
    let (moment, numbers) = match database {
        Database::Sqlite(_) => {
            ("0", format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {mails})"))
        }
        #[cfg(feature = "postgres")]
        Database::Postgres { .. } => ("to_timestamp(0)", format!("WITH n(i) AS (SELECT generate_series(1, {mails}))")),
    };
    let part = if lane == "urgent" { 0 } else { 1_000_000 };
    database.raw().execute(&format!(
        "{numbers} INSERT INTO outbox (organization_id, sequence, part, recipient, subject, body, created_at, due_at, \
         failures, lane) SELECT 'flood', 1, {part} + i, 'member' || i || '@flood.example', '{lane}', 'text', {moment}, \
         {moment}, 0, '{lane}' FROM n"
    ));
}

/// A home whose members have addresses, without the mail to administrators about those who were added.
fn quiet_home(database: &Database, port: u16) -> Home {
    let home = home_with_mail(database, port);
    database.raw().execute("DELETE FROM outbox");
    home
}

fn home_with_flood(database: &Database, port: u16) -> Home {
    let home = quiet_home(database, port);
    home.succeed(&["organization", "create", "flood", "--name", "flood"]);
    database
        .raw()
        .execute(r#"UPDATE organizations SET mfa_methods = '["GOOGLE_AUTH","MAGIC_LINK"]' WHERE id = 'acme'"#);
    home
}

fn mails_to(server: &MailServer, recipient: &str) -> Vec<String> {
    server.mails().into_iter().filter(|mail| header(mail, "X-RcptTo") == recipient).collect()
}

fn flood_of_one_organization_delays_no_other_link(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let port = free_port();
    let server = MailServer::on(port);
    server.conduct("delay 0.05");
    let home = home_with_flood(database, port).with("PORTCULLIS_METRICS_BIND", "127.0.0.1:0");
    for lane in ["urgent", "notices"] {
        flood(database, lane, 2_000);
    }
    let service = home.serve(&[]);
    eventually(TIMEOUT, "the flood leaves", || server.mails().len() > 20);
    let asked = now();
    let body = json!({ "mfaType": "MAGIC_LINK", "email": "user@acme.example" });
    let begun = service.post(&home.session_token("sid-1"), "/mfa/setup", &body);
    assert_eq!(begun.status, 200, "{begun:?}");
    eventually(Duration::from_secs(2), "the link leaves", || !mails_to(&server, "user@acme.example").is_empty());
    let (_, metrics) = get_text(&format!("{}/metrics", service.metrics_address()));
    let left = outbox(database).messages;
    assert!(left > 2_000, "the flood was over: {left} after {:?}", asked.elapsed());
    assert!(value(&metrics, r#"portcullis_mails_total{lane="urgent",outcome="sent"}"#) > 0);
    eventually(Duration::from_secs(15), "the age is measured by lane", || {
        let (_, metrics) = get_text(&format!("{}/metrics", service.metrics_address()));
        ["urgent", "notices"].iter().all(|lane| {
            value(&metrics, &format!("portcullis_outbox_lane_oldest_age_seconds{{lane=\"{lane}\"}}")) > 1_000
        })
    });
}

/// Makes what waits in the outbox due, as if its time had come.
fn let_time_pass(database: &Database) {
    let moment = match database {
        Database::Sqlite(_) => "created_at + 1",
        #[cfg(feature = "postgres")]
        Database::Postgres { .. } => "created_at + interval '1 microsecond'",
    };
    database.raw().execute(&format!("UPDATE outbox SET due_at = {moment}, release_at = {moment}"));
}

fn reset(home: &Home, service: &Service) {
    let answer = service.post(&home.token("administrator@acme"), "/mfa/reset", &json!({ "resetUserId": "user" }));
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn further_notices_leave_as_one_mail(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let port = free_port();
    let server = MailServer::on(port);
    let home = quiet_home(database, port);
    let service = home.serve(&[]);
    let subjects = |recipient| {
        let mut subjects: Vec<_> =
            mails_to(&server, recipient).iter().map(|mail| header(mail, "Subject").to_owned()).collect();
        subjects.sort();
        subjects
    };
    let (added, gone) = (
        "acme: An authenticator app was added to your account",
        "acme: MFA was reset for your account: every authenticator and recovery code is gone",
    );
    let told = "acme: The MFA of the member user was reset";
    let user = "user@acme.example";
    enrolled(&home, &service);
    reset(&home, &service);
    eventually(TIMEOUT, "the first of each kind leave at once", || outbox(database).messages == 0);
    assert_eq!(subjects(user), [added, gone]);
    assert_eq!(subjects("administrator@acme.example"), [told]);
    for _ in 0..3 {
        enrolled(&home, &service);
        reset(&home, &service);
    }
    assert_eq!(outbox(database).messages, 9, "none is dropped");
    sleep(Duration::from_secs(3));
    assert_eq!(server.mails().len(), 3, "further ones wait");

    let_time_pass(database);
    eventually(TIMEOUT, "the others leave", || outbox(database).messages == 0);
    let more = |line: &str| format!("{line} (and 2 more)");
    assert_eq!(subjects(user), [added.to_owned(), more(added), gone.to_owned(), more(gone)]);
    assert_eq!(subjects("administrator@acme.example"), [told.to_owned(), more(told)]);
    for mail in mails_to(&server, user) {
        let notices = mail.matches("\nTime: ").count();
        assert_eq!(notices, if header(&mail, "Subject").contains("and 2 more") { 3 } else { 1 }, "{mail}");
    }
}

fn only_refused_recipients_lose_their_mail(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let port = free_port();
    let server = MailServer::on(port);
    let home = quiet_home(database, port).with("PORTCULLIS_METRICS_BIND", "127.0.0.1:0");
    let service = home.serve(&[]);
    let administrator = home.token("administrator@acme");
    let count = |outcome: &str| {
        let (_, metrics) = get_text(&format!("{}/metrics", service.metrics_address()));
        let of =
            |lane: &str| value(&metrics, &format!("portcullis_mails_total{{lane=\"{lane}\",outcome=\"{outcome}\"}}"));
        of("urgent") + of("notices")
    };
    let undeliverable = || {
        service.get_as(&administrator, "/mfa/organization/audit?action=mail.undeliverable").body["data"]["entries"]
            .clone()
    };

    let mut failures = 0;
    for stage in ["greeting", "EHLO", "MAIL"] {
        server.conduct(&format!("{stage} 550 no service here"));
        // each time another topic, so that nothing waits to be folded
        database.raw().execute("DELETE FROM link_sends");
        reset(&home, &service);
        eventually(TIMEOUT, "the server's refusal is counted", || count("server_refused") > failures);
        assert_eq!(outbox(database).messages, 2, "{stage}: nothing is removed");
        server.conduct("");
        eventually(Duration::from_secs(90), "the mail leaves when the server is back", || {
            outbox(database).messages == 0
        });
        failures = count("server_refused");
    }
    assert_eq!(count("undeliverable"), 0);
    assert_eq!(undeliverable(), json!([]));
    assert_eq!(server.mails().len(), 6);

    for (stage, removed) in [("RCPT", 2), ("DATA", 4)] {
        server.conduct(&format!("{stage} 550 user@acme.example is unknown"));
        database.raw().execute("DELETE FROM link_sends");
        reset(&home, &service);
        eventually(TIMEOUT, "the mail is removed", || outbox(database).messages == 0);
        assert_eq!(undeliverable().as_array().unwrap().len(), removed, "{stage}");
    }
    let entry = undeliverable()[0].clone();
    assert_eq!(entry["actor"]["kind"], "system");
    assert_eq!(entry["changes"], json!([{ "field": "reply", "before": null, "after": "550 to DATA" }]));
    assert_eq!(server.mails().len(), 6);
    let members = service.get_as(&administrator, "/mfa/organization/members?q=user").body["data"]["members"].clone();
    assert!(members[0]["mailUndeliverableAt"].is_string(), "{members}");
    service.signal("TERM");
    let (_, log) = service.ended();
    assert!(
        log.lines().any(|line| line.contains("ERROR") && line.contains("the mail server refuses this service")),
        "{log}"
    );
    let removed = |line: &&str| line.contains("mail is undeliverable and was removed") && line.contains("subject=user");
    let line = log.lines().find(removed).unwrap_or_else(|| panic!("{log}"));
    assert!(line.contains("organization=acme") && !line.contains("user@acme.example"), "{line}");
}

fn killed_service_sends_a_mail_at_most_once_more(database: &Database) {
    const MAILS: u32 = 40;
    /// As many as are in flight at a time.
    const WORKERS: usize = 2;
    if !MailServer::is_installed() {
        return;
    }
    let port = free_port();
    let server = MailServer::on(port);
    // a mail has been taken long before its reply arrives
    server.conduct("delay 0.1");
    let home = home_with_flood(database, port);
    flood(database, "urgent", MAILS);
    let mut service = home.serve(&[]);
    eventually(TIMEOUT, "mail leaves", || server.mails().len() > 5);
    service.kill();
    let left = outbox(database).messages;
    assert!(left > 5, "{left}");
    let sent = server.mails().len();
    let unrecorded = sent - (usize::try_from(MAILS).unwrap() - usize::try_from(left).unwrap());
    assert!(unrecorded <= WORKERS, "{sent} were sent, {left} are left");

    // the claims have expired; two replicas deliver the rest
    server.conduct("");
    let_time_pass(database);
    let _replicas = [home.serve(&[]), home.serve(&[])];
    eventually(TIMEOUT, "everything is delivered", || outbox(database).messages == 0);
    let mut times = BTreeMap::new();
    for mail in server.mails() {
        *times.entry(header(&mail, "X-RcptTo").to_owned()).or_insert(0_usize) += 1;
    }
    assert_eq!(times.len(), usize::try_from(MAILS).unwrap(), "every mail was sent");
    assert!(times.values().all(|times| *times <= 2), "{times:?}");
    assert_eq!(times.values().sum::<usize>(), usize::try_from(MAILS).unwrap() + unrecorded);
}
