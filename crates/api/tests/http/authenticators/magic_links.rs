//! Magic links: sent to one address, valid once, for a limited time, in the session that requested them.

use std::sync::Arc;

use actix_web::http::Method;
use portcullis_domain::testing::{MemoryStore, PlainSealer, a_client_of, an_organization, the_audit_log_of};
use portcullis_domain::{
    AllowedMethod, Channel, Clock as _, Delivery, EmailAddress, MailBody, MailPayload, MemberUpsert, Membership,
    OrganizationId, PutMember, Role, Sealer as _, Store, SubjectId,
};
use serde_json::{Value, json};

use super::{ALICE, a_world};
use crate::fixtures::{Answer, World, error, message, request};

const AGAIN: &str = "alice@mail#sid-2";
pub(super) const HERE: &str = "alice@mail#sid-1";

/// The organizations of the other tests, and one that allows links.
pub(super) fn a_world_of_links() -> World {
    let world = a_world();
    an_organization("mail")
        .with_member("alice", Role::User)
        .with_member("bob", Role::User)
        .with_member("owner", Role::Owner)
        .allowing(&[AllowedMethod::Totp, AllowedMethod::MagicLink])
        .save(&*world.store)
        .unwrap();
    world
}

pub(super) fn with_member(store: &MemoryStore, name: &str, change: impl FnOnce(&mut Membership)) {
    let (id, subject) = (OrganizationId::parse("mail").unwrap(), portcullis_domain::SubjectId::parse(name));
    let store: &dyn Store = store;
    store
        .transaction(|tx| {
            let mut member = tx.memberships().find(&id, &subject?)?.unwrap();
            change(&mut member);
            tx.memberships().update(&id, &member)
        })
        .unwrap();
}

impl World {
    /// The mails with a link or a code that members asked for, decrypted; each is returned once.
    pub(super) fn mails(&self) -> Vec<(MailPayload, String)> {
        let is_notice = |text: &str| text.contains("/mfa/enrolment/disavow#");
        self.sealed_mails().into_iter().filter(|(_, text)| !is_notice(text)).collect()
    }

    /// The mails with a secret in the outbox, decrypted; each is returned once.
    pub(super) fn sealed_mails(&self) -> Vec<(MailPayload, String)> {
        let opened = self.store.take_outbox().into_iter().filter_map(|delivery| {
            let Channel::Mail(mail) = delivery.channel;
            let MailBody::Sealed { sealed, .. } = &mail.body else { return None };
            let place = MailBody::place(&delivery.key.organization, &mail.to);
            let text = String::from_utf8(PlainSealer.open(sealed, &place).unwrap().to_vec()).unwrap();
            Some((mail, text))
        });
        opened.collect()
    }

    /// The token in the only mail in the outbox.
    fn token(&self, page: &str) -> String {
        self.token_of("alice", page)
    }

    fn token_of(&self, name: &str, page: &str) -> String {
        let mails = self.mails();
        let [(mail, text)] = &*mails else { panic!("{mails:?}") };
        assert_eq!(mail.to.as_str(), format!("{name}@example.com"));
        let (_, rest) = text.split_once(&format!("https://mfa.example/mfa/magic-link/{page}#")).unwrap();
        rest.lines().next().unwrap().to_owned()
    }

    async fn begin_links(&self, token: &str) -> Answer {
        self.post(token, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK", "email": "alice@example.com" })).await
    }

    pub(super) async fn send_link(&self, token: &str) -> Answer {
        request(Method::POST, "/mfa/magic-link/send").bearer(token).sent_to(self.services.clone()).await
    }

    pub(super) async fn activate(&self, token: &str) -> Answer {
        let body = json!({ "token": token }).to_string();
        request(Method::POST, "/mfa/magic-link/activate").json(&body).sent_to(self.services.clone()).await
    }

    pub(super) async fn login_by(&self, token: &str, link: &str) -> Answer {
        self.post(token, "/mfa/verify-login", &json!({ "mfaType": "MAGIC_LINK", "token": link })).await
    }

    /// Sets up links, in the session `HERE`.
    pub(super) async fn reads_mail(&self) {
        assert_eq!(self.begin_links(HERE).await.status, 200);
        assert_eq!(self.activate(&self.token("activate")).await.status, 200);
    }
}

#[actix_web::test]
async fn link_is_set_up_sent_and_used() {
    let world = a_world_of_links();
    let begun = world.begin_links(HERE).await;
    let data = json!({ "email": "alice@example.com", "verificationRequired": true });
    assert_eq!(begun.parts(), (200, &json!({ "success": true, "data": data })));
    let setup = world.token("activate");
    assert_eq!(world.login_by(HERE, &setup).await.status, 400, "a setup link does not verify a login");
    assert_eq!(world.activate(&setup).await.parts(), (200, &message("Magic link MFA activated successfully")));
    let invalid = error("Invalid or expired token");
    assert_eq!(world.activate(&setup).await.parts(), (400, &invalid), "ML-1, once");
    assert_eq!(world.status(HERE).await["sessionVerified"], false);
    assert!(world.get(HERE, "/mfa/authenticators").await.body["data"][0].get("lastUsedAt").is_none());

    assert_eq!(world.send_link(HERE).await.parts(), (200, &message("Magic link sent successfully")));
    let login = world.token("login");
    assert_eq!(world.activate(&login).await.parts(), (400, &invalid), "a link to log in sets nothing up");
    let rejected = error("MFA verification failed");
    for elsewhere in [AGAIN, "alice@mail", "bob@mail#sid-1", ALICE] {
        assert_eq!(world.login_by(elsewhere, &login).await.parts(), (400, &rejected), "ML-2 {elsewhere}");
    }
    let granted = world.login_by(HERE, &login).await;
    assert_eq!(granted.status, 200, "{granted:?}");
    assert_eq!(world.status(HERE).await["sessionVerified"], true);
    assert!(world.get(HERE, "/mfa/authenticators").await.body["data"][0]["lastUsedAt"].is_string());
    assert_eq!(world.login_by(HERE, &login).await.parts(), (400, &rejected), "ML-1, once");
    // nor does it where another authenticator counts already
    assert_eq!(world.begin_links(HERE).await.status, 200);
    let setup = world.token("activate");
    assert_eq!(world.login_by(HERE, &setup).await.parts(), (400, &rejected));
    assert_eq!(world.activate(&setup).await.status, 200);
}

#[actix_web::test]
async fn link_expires_after_ten_minutes() {
    let world = a_world_of_links();
    world.begin_links(HERE).await;
    let late = world.token("activate");
    world.clock.advance(600);
    assert_eq!(world.activate(&late).await.status, 400);
    world.begin_links(HERE).await;
    let in_time = world.token("activate");
    world.clock.advance(599);
    assert_eq!(world.activate(&in_time).await.status, 200);
    for (seconds, status) in [(600, 400), (599, 200)] {
        world.send_link(HERE).await;
        let link = world.token("login");
        world.clock.advance(seconds);
        assert_eq!(world.login_by(HERE, &link).await.status, status, "{seconds}");
    }
}

/// ML-2: another member, with a session of the same name and a link of their own.
#[actix_web::test]
async fn link_is_useless_to_other_members() {
    let world = a_world_of_links();
    world.reads_mail().await;
    let bob = "bob@mail#sid-1";
    assert_eq!(world.post(bob, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK" })).await.status, 200);
    assert_eq!(world.activate(&world.token_of("bob", "activate")).await.status, 200);
    world.send_link(HERE).await;
    let link = world.token("login");
    assert_eq!(world.login_by(bob, &link).await.status, 400);
    assert_eq!(world.login_by(HERE, &link).await.status, 200);
}

/// ML-7
#[actix_web::test]
async fn only_newest_link_is_valid_and_sending_is_limited() {
    let world = a_world_of_links();
    world.begin_links(HERE).await;
    let older = world.token("activate");
    assert_eq!(world.send_link(HERE).await.status, 200, "another one to set up");
    let newer = world.token("activate");
    assert_eq!(world.activate(&older).await.status, 400);
    assert_eq!(world.activate(&newer).await.status, 200);
    for _ in 0..3 {
        assert_eq!(world.send_link(HERE).await.status, 200);
    }
    let refused = world.send_link(HERE).await;
    assert_eq!((refused.status, world.begin_links("bob@mail").await.status), (429, 400));
    assert!((1..=3600).contains(&refused.header("retry-after").parse::<u64>().unwrap()));
    assert_eq!(world.mails().len(), 3);
    world.clock.advance(3600);
    assert_eq!(world.send_link(HERE).await.status, 200);
}

/// The attacker holds the password and opens a session of their own with it.
#[actix_web::test]
async fn password_only_cannot_invalidate_anothers_link() {
    let world = a_world_of_links();
    assert_eq!(world.begin_links(HERE).await.status, 200);
    let setup = world.token("activate");
    for _ in 0..5 {
        assert_eq!(world.begin_links(AGAIN).await.status, 200);
        world.mails();
    }
    assert_eq!(world.begin_links(AGAIN).await.status, 429);
    assert_eq!(world.activate(&setup).await.status, 200);
    assert_eq!(world.send_link(HERE).await.status, 200);
    let login = world.token("login");
    assert_eq!(world.send_link("alice@mail#sid-3").await.status, 200);
    assert_eq!(world.login_by(HERE, &login).await.status, 200);
}

/// RL-5
#[actix_web::test]
async fn links_do_not_affect_the_count_of_wrong_codes() {
    let world = a_world_of_links();
    world.reads_mail().await;
    for _ in 0..5 {
        assert_eq!(world.login(HERE, "000000").await.status, 400);
        assert_eq!(world.login_by(HERE, &"0".repeat(64)).await.status, 400);
    }
    assert_eq!(world.login(HERE, "000000").await.status, 429);
    world.send_link(HERE).await;
    assert_eq!(world.login_by(HERE, &world.token("login")).await.status, 200);
    assert_eq!(world.login(HERE, "000000").await.status, 429);
}

/// ML-6, RL-10
#[actix_web::test]
async fn sending_reveals_nothing_about_wrong_codes() {
    let world = a_world_of_links();
    world.reads_mail().await;
    let before = world.send_link(HERE).await;
    for _ in 0..6 {
        world.login(HERE, "000000").await;
    }
    assert_eq!(world.login(HERE, "000000").await.status, 429);
    assert_eq!(world.send_link(HERE).await.parts(), before.parts());
    let (stranger, unknown) = (world.send_link("stranger@mail").await, world.send_link("stranger@nowhere").await);
    assert_eq!(stranger.parts(), unknown.parts());
}

/// ML-5
#[actix_web::test]
async fn links_go_only_to_the_confirmed_address() {
    let world = a_world_of_links();
    for email in ["evil@example.com", "alice@example.com,evil@example.com", "alice@example.com\r\nBcc: e@e.example", ""]
    {
        let body = json!({ "mfaType": "MAGIC_LINK", "email": email });
        let refused = world.post(HERE, "/mfa/setup", &body).await;
        assert_eq!(refused.parts(), (400, &error("Invalid request: \"email\" must be the member's own address")));
    }
    let list = json!({ "mfaType": "MAGIC_LINK", "email": ["alice@example.com"] });
    assert_eq!(world.post(HERE, "/mfa/setup", &list).await.status, 400);
    assert_eq!(world.send_link(HERE).await.parts(), (400, &error("MFA method is not configured")));
    assert!(world.mails().is_empty());
    world.reads_mail().await;
    world.send_link(HERE).await;
    let waiting = world.token("login");
    with_member(&world.store, "alice", |member| {
        member.email = portcullis_domain::EmailAddress::parse("new@example.com").ok();
    });
    assert_eq!(world.login_by(HERE, &waiting).await.status, 400);
    assert_eq!(world.send_link(HERE).await.status, 400);
    with_member(&world.store, "alice", |member| member.email = None);
    assert_eq!(world.send_link(HERE).await.parts(), (404, &error("User not found")));
}

/// A client, or a thief of its token, changes the address of a member to their own.
#[actix_web::test]
async fn changed_address_carries_no_link_for_a_day() {
    let world = a_world_of_links();
    let change_to = |email: &str| {
        let put = PutMember { store: world.store.clone(), clock: world.clock.clone(), sealer: Arc::new(PlainSealer) };
        let (subject, email) = (SubjectId::parse("alice").unwrap(), EmailAddress::parse(email).ok());
        put.execute(&a_client_of("mail"), MemberUpsert { subject, email, role: None, kind: None }, None).unwrap();
    };
    let too_recent = error("The e-mail address was changed recently");
    change_to("thief@example.com");
    let told = world.store.take_outbox();
    let [Delivery { channel: Channel::Mail(told), .. }] = &*told else { panic!("{told:?}") };
    assert_eq!(told.to.as_str(), "alice@example.com", "the former address is told");
    let links = json!({ "mfaType": "MAGIC_LINK" });
    let set_up = || world.post(HERE, "/mfa/setup", &links);
    let refused = set_up().await;
    assert_eq!(refused.parts(), (403, &too_recent));
    assert_eq!(world.post(&format!("{HERE}+alice@example.com"), "/mfa/setup", &links).await.status, 403);
    assert!(world.store.take_outbox().is_empty());
    world.clock.advance(24 * 3600 - 1);
    assert_eq!(set_up().await.status, 403);
    world.clock.advance(1);
    assert_eq!(set_up().await.status, 200);
    let setup = world.mails().remove(0).1;
    let token = setup.split_once("activate#").unwrap().1.lines().next().unwrap().to_owned();
    assert_eq!(world.activate(&token).await.status, 200);
    assert_eq!(world.send_link(HERE).await.status, 200);

    // an address that was proved before is not a new one
    change_to("other@example.com");
    assert_eq!(world.send_link(HERE).await.status, 400, "links were set up for another address");
    change_to("thief@example.com");
    assert_eq!(world.send_link(HERE).await.status, 200);
}

#[actix_web::test]
async fn changed_address_carries_links_if_the_token_verifies_it() {
    let world = a_world_of_links();
    let put = PutMember { store: world.store.clone(), clock: world.clock.clone(), sealer: Arc::new(PlainSealer) };
    let (subject, email) = (SubjectId::parse("alice").unwrap(), EmailAddress::parse("new@example.com").ok());
    put.execute(&a_client_of("mail"), MemberUpsert { subject, email, role: None, kind: None }, None).unwrap();
    world.store.take_outbox();
    let verified = format!("{HERE}+new@example.com");
    assert_eq!(world.post(&verified, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK" })).await.status, 200);
    let [(mail, _)] = &*world.mails() else { panic!("one link") };
    assert_eq!(mail.to.as_str(), "new@example.com");
}

#[actix_web::test]
async fn removed_members_and_disallowed_links() {
    let world = a_world_of_links();
    let unavailable = error("MFA method is not available");
    assert_eq!(world.begin_links(ALICE).await.parts(), (400, &unavailable));
    world.begin_links(HERE).await;
    let token = world.token("activate");
    let now = world.clock.now();
    with_member(&world.store, "alice", |member| *member = member.removed(now));
    assert_eq!(world.activate(&token).await.parts(), (404, &error("User not found or inactive")));
}

/// ENR-1, ML-9
#[actix_web::test]
async fn links_cannot_manage_stronger_methods() {
    let world = a_world_of_links();
    world.reads_mail().await;
    world.send_link(HERE).await;
    let granted = world.login_by(HERE, &world.token("login")).await;
    assert!(granted.body["fullAccessToken"].as_str().unwrap().ends_with("MAGIC_LINK"));
    world.send_link(AGAIN).await;
    assert_eq!(world.login_by(AGAIN, &world.token("login")).await.status, 200);
    // a link adds an authenticator while there is nothing stronger
    let (secret, _) = world.enrolled(HERE).await;
    for (path, body) in [
        ("/mfa/setup", json!({ "mfaType": "GOOGLE_AUTH" })),
        ("/mfa/disable", json!({ "mfaType": "GOOGLE_AUTH" })),
        ("/mfa/reset", json!({})),
        ("/mfa/recovery-codes", Value::Null),
    ] {
        assert_eq!(world.post(AGAIN, path, &body).await.status, 401, "{path}");
    }
    world.verified(AGAIN, &secret).await;
    assert_eq!(world.post(AGAIN, "/mfa/disable", &json!({ "mfaType": "MAGIC_LINK" })).await.status, 200);
    assert_eq!(world.send_link(AGAIN).await.status, 400);
}

#[actix_web::test]
async fn reset_invalidates_links() {
    let world = a_world_of_links();
    world.reads_mail().await;
    world.send_link(HERE).await;
    let waiting = world.token("login");
    assert_eq!(world.post("owner@mail", "/mfa/reset", &json!({ "resetUserId": "alice" })).await.status, 200);
    assert_eq!(world.login_by(HERE, &waiting).await.status, 400);
}

/// ML-4, ML-8: the pages contain nothing of the link, and loading them changes nothing.
#[actix_web::test]
async fn opening_the_page_uses_nothing_up() {
    let world = a_world_of_links();
    world.begin_links(HERE).await;
    let token = world.token("activate");
    let enrolment = ["/mfa/enrolment/confirm", "/mfa/enrolment/disavow"];
    for path in
        ["/mfa/magic-link/activate", "/mfa/magic-link/login", "/mfa/magic-link/link.js"].into_iter().chain(enrolment)
    {
        for method in [Method::GET, Method::HEAD] {
            let query = format!("{path}?token={token}");
            let page = request(method, &query).sent_to(world.services.clone()).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        }
    }
    assert_eq!(world.activate(&token).await.status, 200);
    let entries = the_audit_log_of(&*world.store, "mail");
    assert_eq!(entries, ["mfa.set_up changed", "mfa.send_link changed", "mfa.confirm changed"]);
}

/// A thief who reads the member's mail still guesses at most a hundred codes.
#[actix_web::test]
async fn link_signs_in_while_codes_are_locked_and_clears_nothing() {
    let world = a_world_of_links();
    let (secret, _) = world.enrolled(HERE).await;
    assert_eq!(world.begin_links(HERE).await.status, 200);
    assert_eq!(world.activate(&world.token("activate")).await.status, 200);
    let mut guessed = 0;
    for number in 0..400 {
        world.clock.advance(3600);
        guessed += usize::from(world.login(&format!("alice@mail#thief-{number}"), "000000").await.status == 400);
    }
    assert_eq!(guessed, 100);
    assert_eq!(world.send_link(AGAIN).await.status, 200);
    assert_eq!(world.login_by(AGAIN, &world.token("login")).await.status, 200);
    for session in [AGAIN, "alice@mail#sid-3"] {
        assert_eq!(world.login(session, &world.code(&secret)).await.status, 429, "{session}");
    }
    assert_eq!(world.login(HERE, &world.code(&secret)).await.status, 200, "a session that verified");
}
