//! Enrolments that a second channel confirms, with mail delivered by a real SMTP server.

use crate::fixtures::{
    Answer, Database, Home, MailServer, Service, TIMEOUT, code, eventually, free_port, header, home_with_mail,
};
use serde_json::{Value, json};

on_each_database! {
    password_only_cannot_have_the_member_confirm_an_enrolment,
    password_only_cannot_have_a_confirmation_link_opened,
    password_only_cannot_enrol_again_after_a_disavowal,
    disavowal_counts_after_the_thief_enrolled_another,
    disavowal_of_the_previous_release_counts_once,
}

/// The subject line of mails with codes.
const CODE: &str = "acme: Your code to set up MFA";

/// An organization that confirms enrolments and enforces MFA, its mail server, and two sessions of one member.
struct World {
    home: Home,
    server: MailServer,
    service: Service,
    /// A session that an attacker opened with the member's password.
    thief: String,
    /// The member's own session.
    member: String,
}

impl World {
    /// Enforces MFA; with `confirmed`, the policy's enrolment rule too.
    fn new(database: &Database, confirmed: bool) -> Self {
        let port = free_port();
        let server = MailServer::on(port);
        let home = home_with_mail(database, port);
        let service = home.serve(&[]);
        if confirmed {
            let administrator = home.token("administrator@acme");
            let policy = json!({ "enforced": false, "gracePeriodDays": 0, "maximumAgeSeconds": 43_200,
                "allowedMethods": ["GOOGLE_AUTH", "PASSKEY", "MAGIC_LINK"], "enrolment": "confirmed" });
            let plan = service.post(&administrator, "/mfa/organization/policy/plan", &policy);
            assert_eq!(plan.body["data"]["needConfirmation"], 2, "{plan:?}");
            assert_eq!(service.put_if("\"1\"", &administrator, "/mfa/organization/policy", &policy).status, 200);
        }
        home.succeed(&["policy", "enforce", "--organization", "acme"]);
        let (thief, member) = (home.session_token("thief"), home.session_token("sid-1"));
        Self { home, server, service, thief, member }
    }

    fn set_up(&self, token: &str) -> String {
        let setup = self.service.post(token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" }));
        assert_eq!(setup.status, 200, "{setup:?}");
        setup.body["data"]["secret"].as_str().unwrap().to_owned()
    }

    fn confirm(&self, token: &str, secret: &str, enrolment_code: Option<&str>) -> Answer {
        let mut body = json!({ "mfaType": "GOOGLE_AUTH", "code": code(secret, 0) });
        if let Some(given) = enrolment_code {
            body["enrolmentCode"] = json!(given);
        }
        self.service.post(token, "/mfa/verify-setup", &body)
    }

    /// The first line after `start` in a mail to the member with this subject line, as soon as one is there that is not
    /// among `known`.
    fn mailed(&self, subject: &str, start: &str, known: &[&str]) -> String {
        let found = || {
            let mails = self.server.mails().into_iter();
            let ours = mails
                .filter(|mail| header(mail, "Subject") == subject && header(mail, "X-RcptTo") == "user@acme.example");
            let mut lines = ours.filter_map(|mail| {
                let (_, rest) = mail.split_once(start)?;
                rest.lines().find(|line| !line.is_empty()).map(str::to_owned)
            });
            lines.find(|line| !known.contains(&&**line))
        };
        eventually(TIMEOUT, subject, || found().is_some());
        found().unwrap()
    }

    fn mailed_code(&self, known: &[&str]) -> String {
        self.mailed(CODE, "where you started:", known)
    }

    fn mailed_link(&self, known: &[&str]) -> String {
        self.mailed(CODE, "/mfa/enrolment/confirm#", known)
    }

    fn passes(&self, token: &str) -> bool {
        self.service.gate(token).0 == 200
    }
}

/// The attacker begins an enrolment, and the member does all that the mails to them suggest.
fn password_only_cannot_have_the_member_confirm_an_enrolment(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let world = World::new(database, true);
    let stolen = world.set_up(&world.thief);
    let refused = world.confirm(&world.thief, &stolen, None);
    assert_eq!((refused.status, &refused.body["channels"]), (403, &json!(["mail", "enrolment_code"])), "{refused:?}");
    let thiefs_code = world.mailed_code(&[]);

    // the member types the attacker's code where they set up themselves, and opens it as if it were a link
    let own = world.set_up(&world.member);
    assert_eq!(world.confirm(&world.member, &stolen, Some(&thiefs_code)).status, 400);
    assert_eq!(world.confirm(&world.member, &own, Some(&thiefs_code)).status, 400);
    assert_eq!(world.service.post("", "/mfa/magic-link/activate", &json!({ "token": thiefs_code })).status, 400);
    assert_eq!(world.confirm(&world.thief, &stolen, None).status, 403);
    assert!(!world.passes(&world.thief) && !world.passes(&world.member));

    // the code of the member's own setup counts, in their session alone
    let own_code = world.mailed_code(&[&thiefs_code]);
    assert_eq!(world.confirm(&world.thief, &stolen, Some(&own_code)).status, 400);
    assert_eq!(world.confirm(&world.member, &own, Some(&own_code)).status, 200);
    assert!(world.passes(&world.member) && !world.passes(&world.thief));
    assert_eq!(world.confirm(&world.thief, &stolen, Some(&thiefs_code)).status, 401, "the session must verify now");

    // after a reset, the same with links: the member opens both that the attacker asks for
    world.home.succeed(&["authenticator", "reset", "--organization", "acme", "--subject", "user"]);
    let links = json!({ "mfaType": "MAGIC_LINK" });
    assert_eq!(world.service.post(&world.thief, "/mfa/setup", &links).status, 200);
    let token = world.mailed("acme: Confirm your address", "/mfa/magic-link/activate#", &[]);
    assert_eq!(world.service.post("", "/mfa/magic-link/activate", &json!({ "token": token })).status, 200);
    assert_eq!(world.service.post(&world.thief, "/mfa/magic-link/send", &Value::Null).status, 200);
    let token = world.mailed("acme: Your link to sign in", "/mfa/magic-link/login#", &[]);
    world.service.get_text("/mfa/magic-link/login");
    let login = json!({ "mfaType": "MAGIC_LINK", "token": token });
    assert_eq!(world.service.post(&world.member, "/mfa/verify-login", &login).status, 400);
    assert!(!world.passes(&world.thief) && !world.passes(&world.member));
    assert_eq!(world.service.post(&world.thief, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).status, 401);
}

/// The attacker begins an enrolment, and the member opens the link in the mail in a browser of their own.
fn password_only_cannot_have_a_confirmation_link_opened(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let world = World::new(database, true);
    let stolen = world.set_up(&world.thief);
    let thiefs_link = world.mailed_link(&[]);
    let page = world.service.get_text("/mfa/enrolment/confirm");
    assert!(page.contains("do not share the code") && !page.contains("id=\"confirm\""), "{page}");
    let body = json!({ "token": thiefs_link });
    assert_eq!(world.service.post("", "/mfa/enrolment/confirm", &body).status, 405);
    assert_eq!(world.service.post(&world.member, "/mfa/enrolment/confirm", &body).status, 405);
    assert_eq!(world.confirm(&world.member, &stolen, Some(&thiefs_link)).status, 400);
    assert_eq!(world.confirm(&world.thief, &stolen, None).status, 403, "the member has opened it");
    assert!(!world.passes(&world.thief) && !world.passes(&world.member));

    // the member sets up, and brings the code of their own link home
    let own = world.set_up(&world.member);
    assert_eq!(world.confirm(&world.member, &own, Some(&thiefs_link)).status, 400);
    let own_link = world.mailed_link(&[&thiefs_link]);
    assert_eq!(world.confirm(&world.thief, &stolen, Some(&own_link)).status, 400);
    assert_eq!(world.confirm(&world.member, &own, Some(&own_link)).status, 200);
    assert!(world.passes(&world.member) && !world.passes(&world.thief));
    assert_eq!(world.confirm(&world.thief, &stolen, Some(&thiefs_link)).status, 401);
}

/// The attacker was first, the member says "this was not me", and an operator helps the member.
fn password_only_cannot_enrol_again_after_a_disavowal(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let world = World::new(database, false);
    let stolen = world.set_up(&world.thief);
    assert_eq!(world.confirm(&world.thief, &stolen, None).status, 200);
    assert!(world.passes(&world.thief));
    let added = "acme: An authenticator app was added to your account";
    let token = world.mailed(added, "/mfa/enrolment/disavow#", &[]);
    let disavow = || world.service.post("", "/mfa/enrolment/disavow", &json!({ "token": token })).status;
    assert!(world.service.get_text("/mfa/enrolment/disavow").contains("<button"));
    assert!(world.passes(&world.thief), "to open the page does nothing");
    assert_eq!((disavow(), disavow()), (200, 400), "once");
    assert!(!world.passes(&world.thief));

    let stolen = world.set_up(&world.thief);
    let refused = world.confirm(&world.thief, &stolen, None);
    assert_eq!((refused.status, &refused.body["channels"]), (403, &json!(["enrolment_code"])), "{refused:?}");
    let printed = world.home.succeed(&["member", "enrolment-code", "--organization", "acme", "--subject", "user"]);
    let (minted, _) = printed.split_once('\t').unwrap();
    let own = world.set_up(&world.member);
    assert_eq!(world.confirm(&world.member, &own, Some(minted)).status, 200);
    assert!(world.passes(&world.member) && !world.passes(&world.thief));
    assert_eq!(world.confirm(&world.thief, &stolen, Some(minted)).status, 401);
    database.assert_audit_log_agrees("acme");
}

/// The attacker replaces what the notice names, so that the link in it would name nothing.
fn disavowal_counts_after_the_thief_enrolled_another(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let world = World::new(database, false);
    let stolen = world.set_up(&world.thief);
    assert_eq!(world.confirm(&world.thief, &stolen, None).status, 200);
    let added = "acme: An authenticator app was added to your account";
    let token = world.mailed(added, "/mfa/enrolment/disavow#", &[]);
    let another = world.set_up(&world.thief);
    assert_eq!(world.confirm(&world.thief, &another, None).status, 200);
    assert!(world.passes(&world.thief));

    assert_eq!(world.service.post("", "/mfa/enrolment/disavow", &json!({ "token": token })).status, 200);
    assert!(!world.passes(&world.thief));
    let body = json!({ "mfaType": "GOOGLE_AUTH", "code": code(&another, 1) });
    assert_eq!(world.service.post(&world.thief, "/mfa/verify-login", &body).status, 400);
    database.assert_audit_log_agrees("acme");
}

/// The previous release stores the tokens beside the authenticators, also while both run.
fn disavowal_of_the_previous_release_counts_once(database: &Database) {
    if !MailServer::is_installed() {
        return;
    }
    let world = World::new(database, false);
    let stolen = world.set_up(&world.thief);
    assert_eq!(world.confirm(&world.thief, &stolen, None).status, 200);
    let token = world.mailed("acme: An authenticator app was added to your account", "/mfa/enrolment/disavow#", &[]);
    database.raw().execute("DELETE FROM disavowals");
    let disavow = || world.service.post("", "/mfa/enrolment/disavow", &json!({ "token": token })).status;
    assert_eq!((disavow(), disavow()), (200, 400));
    assert!(!world.passes(&world.thief));
}
