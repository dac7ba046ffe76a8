//! Magic links, delivered by a real SMTP server.

use crate::fixtures::{
    Answer, Database, FROM, Home, MailServer, PUBLIC_URL, Service, TIMEOUT, code, concurrently, enrolled, eventually,
    free_port, header, home_with_mail, login as code_login, outbox,
};
use serde_json::{Value, json};

on_each_database! {
    magic_links_work_once,
    unverified_address_in_a_token_gets_no_link,
    stolen_mailbox_and_password_cannot_guess_more_codes,
}

/// The tokens of links to this page in mails with this subject line, the newest last.
fn tokens(server: &MailServer, subject: &str, page: &str) -> Vec<String> {
    let start = format!("{PUBLIC_URL}/mfa/magic-link/{page}#");
    let mails = server.mails();
    let ours = mails.iter().filter(|mail| header(mail, "Subject") == subject);
    let found = ours.map(|mail| {
        assert_eq!(header(mail, "X-RcptTo"), "user@acme.example");
        assert!(!mail.contains("evil.example"), "ML-3: {mail}");
        let (_, rest) = mail.split_once(&start).unwrap_or_else(|| panic!("no link: {mail}"));
        rest.lines().next().unwrap().to_owned()
    });
    found.collect()
}

fn allow_links(home: &Home, database: &Database) {
    home.succeed(&["policy", "show", "--organization", "acme"]);
    database
        .raw()
        .execute(r#"UPDATE organizations SET mfa_methods = '["GOOGLE_AUTH","MAGIC_LINK"]' WHERE id = 'acme'"#);
}

fn activate(service: &Service, token: &str) -> u16 {
    service.post("", "/mfa/magic-link/activate", &json!({ "token": token })).status
}

fn login(service: &Service, token: &str, link: &str) -> Answer {
    service.post(token, "/mfa/verify-login", &json!({ "mfaType": "MAGIC_LINK", "token": link }))
}

/// ML-1 to ML-5, ML-8, I3.
fn magic_links_work_once(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let port = free_port();
    let server = MailServer::on(port);
    let home = home_with_mail(database, port).with("RUST_LOG", "trace");
    allow_links(&home, database);
    let services = [home.serve(&[]), home.serve(&[])];
    let service = &services[0];
    let session = |name| home.session_token(name);
    let (here, elsewhere) = (session("sid-1"), session("sid-2"));

    let body = json!({ "mfaType": "MAGIC_LINK", "email": "user@acme.example" });
    let begun = service.post_from("evil.example", &here, "/mfa/setup", &body);
    assert_eq!((begun.status, &begun.body["data"]["verificationRequired"]), (200, &json!(true)), "{begun:?}");
    eventually(TIMEOUT, "the link is delivered", || outbox(database).messages == 0);
    let setup = tokens(&server, "acme: Confirm your address", "activate").remove(0);
    let page = service.get_text(&format!("/mfa/magic-link/activate?token={setup}"));
    assert!(page.contains("<button") && !page.contains(&setup));
    let statuses = concurrently(&services, 50, |service| activate(service, &setup));
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 49, "{statuses:?}");

    let sent = service.post_from("evil.example", &here, "/mfa/magic-link/send", &Value::Null);
    assert_eq!(sent.body, json!({ "success": true, "message": "Magic link sent successfully" }));
    eventually(TIMEOUT, "the link is delivered", || outbox(database).messages == 0);
    let link = tokens(&server, "acme: Your link to sign in", "login").remove(0);
    assert_eq!(login(service, &elsewhere, &link).status, 400, "ML-2");
    let statuses = concurrently(&services, 50, |service| login(service, &here, &link).status);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 49, "{statuses:?}");
    for (token, verified) in [(&here, true), (&elsewhere, false)] {
        assert_eq!(service.get_as(token, "/mfa/status").body["data"]["sessionVerified"], verified);
    }

    // undelivered mail is encrypted
    drop(server);
    assert_eq!(service.post(&here, "/mfa/magic-link/send", &Value::Null).status, 200);
    let kept = database.everything();
    assert!(kept.contains("Your link to sign in") && !kept.contains("/mfa/magic-link/"), "the mail is readable");
    let [first, second] = services;
    for service in [first, second] {
        service.signal("TERM");
        let (_, log) = service.ended();
        for token in [&setup, &link] {
            assert!(!log.contains(token.as_str()) && !kept.contains(token.as_str()), "ML-8");
        }
    }
    database.assert_audit_log_agrees("acme");
}

/// A person who signs up at the identity provider with another person's address joins without it.
fn unverified_address_in_a_token_gets_no_link(database: &Database) {
    let port = free_port();
    let home = home_with_mail(database, port).with("PORTCULLIS_JOIN", "token");
    allow_links(&home, database);
    // the mail to administrators about the members who were added
    database.raw().execute("DELETE FROM outbox");
    let strict = Home::of(database)
        .with("PORTCULLIS_SMTP_URL", &format!("smtp://127.0.0.1:{port}"))
        .with("PORTCULLIS_MAIL_FROM", FROM)
        .with("PORTCULLIS_JOIN", "token")
        .with("PORTCULLIS_CLAIM_EMAIL_VERIFIED", "proved");
    let token = |subject: &str| {
        let email = format!("{subject}@acme.example");
        let session = ["--session", "sid-1", "--email", &email];
        home.succeed(&[&["token", "--subject", subject, "--organization", "acme"][..], &session].concat())
    };
    let set_up =
        |service: &Service, token: &str| service.post(token, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK" })).status;
    // the claim that says so here is not in the tokens
    let strict = strict.serve(&[]);
    let thief = token("thief");
    assert_eq!((strict.gate(&thief).0, set_up(&strict, &thief)), (200, 400));
    let service = home.serve(&[]);
    assert_eq!(set_up(&service, &thief), 400, "the membership has no address");
    let joiner = token("joiner");
    assert_eq!((service.gate(&joiner).0, set_up(&service, &joiner)), (200, 200));
    let members = home.succeed(&["member", "list", "--organization", "acme"]);
    assert!(members.contains("joiner@acme.example") && !members.contains("thief@acme.example"), "{members}");
    assert_eq!(outbox(database).messages, 1);
}

/// Each link opens another session, in which codes can be guessed like in any that never verified.
fn stolen_mailbox_and_password_cannot_guess_more_codes(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let port = free_port();
    let server = MailServer::on(port);
    let home = home_with_mail(database, port);
    allow_links(&home, database);
    let service = home.serve(&[]);
    let member = enrolled(&home, &service);
    assert_eq!(service.post(&member.token, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK" })).status, 200);
    let newest = |subject: &str, page: &str, known: usize| {
        eventually(TIMEOUT, subject, || tokens(&server, subject, page).len() > known);
        tokens(&server, subject, page).pop().unwrap()
    };
    assert_eq!(activate(&service, &newest("acme: Confirm your address", "activate", 0)), 200);
    // tokens without a session: the evidence of a link is bound to a session of ours
    let mut checked = 0;
    for nth in 0..6 {
        let stolen = home.token("user@acme");
        assert_eq!(service.post(&stolen, "/mfa/magic-link/send", &Value::Null).status, 200);
        let verified = login(&service, &stolen, &newest("acme: Your link to sign in", "login", nth));
        assert_eq!(verified.status, 200, "{nth}: {verified:?}");
        let full_access = verified.body["fullAccessToken"].as_str().unwrap().to_owned();
        let guess = |_: &u32| match code_login(&service, &full_access, "000000").status {
            400 => true,
            429 => false,
            other => panic!("{other}"),
        };
        checked += (0..10).take_while(guess).count();
        // the hourly limit of links is another one
        database.raw().execute("DELETE FROM link_sends");
    }
    assert_eq!(checked, 20, "an hour, over all of them");
    assert_eq!(code_login(&service, &member.token, &code(&member.secret, 0)).status, 200, "the member goes on");
}
