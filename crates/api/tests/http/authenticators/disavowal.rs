//! "This was not me": the link in the notice about a new authenticator.

use actix_web::http::Method;
use portcullis_domain::testing::{the_audit_log_of, the_audit_records_of};
use portcullis_domain::{
    AllowedMethod, AllowedMethods, AuditValue, Authenticator, AuthenticatorState, Channel, Clock as _, MailBody,
    OrganizationId, Store, SubjectId,
};
use serde_json::json;

use super::confirmation::{change_member, change_policy};
use super::passkeys::{answer, challenge_of};
use super::{ALICE, a_world};
use crate::fixtures::{Answer, World, error, message, request};

/// The attacker's session.
const THIEF: &str = "alice@acme#thief";

impl World {
    /// The token of the link in the only notice in the outbox that has one.
    pub(super) fn disavowal(&self) -> String {
        let mails = self.sealed_mails();
        let [(mail, text)] = &*mails else { panic!("{mails:?}") };
        assert_eq!(mail.to.as_str(), "alice@example.com");
        let (_, rest) = text.split_once("https://mfa.example/mfa/enrolment/disavow#").unwrap();
        rest.lines().next().unwrap().to_owned()
    }

    pub(super) async fn disavow(&self, token: &str) -> Answer {
        self.post("", "/mfa/enrolment/disavow", &json!({ "token": token })).await
    }

    /// What follows this start of a link in the newest mail that the member asked for.
    fn link(&self, start: &str) -> String {
        let (_, text) = self.mails().pop().unwrap();
        text.split_once(start).unwrap().1.lines().next().unwrap().to_owned()
    }

    /// The recipients and subject lines of notices without a secret.
    fn notices(&self) -> Vec<(String, String)> {
        let plain = self.store.take_outbox().into_iter().filter_map(|delivery| {
            let Channel::Mail(mail) = delivery.channel;
            matches!(mail.body, MailBody::Plain(_)).then(|| (mail.to.to_string(), mail.subject))
        });
        plain.collect()
    }
}

/// The member's authenticators as they are stored.
fn authenticators(world: &World) -> Vec<Authenticator> {
    let (acme, alice) = (OrganizationId::parse("acme").unwrap(), SubjectId::parse("alice").unwrap());
    let store: &dyn Store = &*world.store;
    store.read(|tx| tx.authenticators().of(&acme, &alice)).unwrap()
}

fn allow_links(world: &World) {
    let methods = [AllowedMethod::Totp, AllowedMethod::MagicLink];
    change_policy(world, |policy| policy.methods = AllowedMethods::new(methods).unwrap());
}

#[actix_web::test]
async fn disavowed_authenticator_is_suspended_with_its_sessions() {
    let world = a_world();
    let (secret, codes) = world.enrolled(THIEF).await;
    let token = world.disavowal();
    assert_eq!(world.disavow(&token).await.parts(), (200, &message("Authenticator suspended")));
    assert_eq!(world.status(THIEF).await["sessionVerified"], false);
    assert_eq!(world.status(THIEF).await["isEnabled"], false);
    for proof in [world.code(&secret), codes[0].clone()] {
        assert_eq!(world.login(THIEF, &proof).await.status, 400, "{proof}");
    }
    let notices = world.notices();
    let to = |address: &str| notices.iter().find(|(to, _)| to == address).map(|(_, subject)| &**subject);
    assert!(to("alice@example.com").is_some_and(|subject| subject.contains("suspended")), "{notices:?}");
    for administrator in ["owner@example.com", "administrator@example.com"] {
        assert!(to(administrator).is_some_and(|subject| subject.contains("not theirs")), "{notices:?}");
    }
    assert!(the_audit_log_of(&*world.store, "acme").contains(&"mfa.disavow changed".to_owned()));
}

#[actix_web::test]
async fn disavowal_counts_once_in_time_and_while_it_exists() {
    let world = a_world();
    let (_, _) = world.enrolled(ALICE).await;
    let token = world.disavowal();
    let invalid = error("Invalid or expired token");
    for wrong in ["", "0", &"0".repeat(64)] {
        assert_eq!(world.disavow(wrong).await.parts(), (400, &invalid), "{wrong}");
    }
    assert_eq!(world.disavow(&token).await.status, 200);
    assert_eq!(world.disavow(&token).await.parts(), (400, &invalid), "once");

    let world = a_world();
    world.enrolled(ALICE).await;
    let late = world.disavowal();
    world.clock.advance(7 * 24 * 3600);
    assert_eq!(world.disavow(&late).await.parts(), (400, &invalid));
    assert_eq!(world.status(ALICE).await["isEnabled"], true);
}

/// The attacker hides the authenticator that the notice names, or enrols another with its help.
#[actix_web::test]
async fn disavowal_counts_against_what_was_enrolled_since() {
    // replaced by another app
    let world = a_world();
    world.enrolled(THIEF).await;
    let of_first = world.disavowal();
    let (secret, _) = world.enrolled(THIEF).await;
    world.notices();
    assert_eq!(world.disavow(&of_first).await.status, 200);
    assert_eq!(world.status(THIEF).await["isEnabled"], false);
    assert_eq!(world.login(THIEF, &world.code(&secret)).await.status, 400);
    let named = |world: &World| {
        let notices = world.notices();
        notices.into_iter().find(|(to, _)| to == "alice@example.com").unwrap().1
    };
    assert!(named(&world).contains("An authenticator app of your account was suspended"));

    // a passkey beside it; then the app is removed
    for removed in [false, true] {
        let world = a_world();
        world.enrolled(THIEF).await;
        let of_app = world.disavowal();
        world.registered(THIEF, "key").await;
        if removed {
            let app = authenticators(&world).into_iter().find(|one| one.totp().is_some()).unwrap().id;
            let gone = world.call(Method::DELETE, THIEF, &format!("/mfa/authenticators/{app}"), "").await;
            assert_eq!(gone.status, 200, "{gone:?}");
        }
        world.notices();
        assert_eq!(world.disavow(&of_app).await.status, 200, "{removed}");
        assert_eq!(world.status(THIEF).await["isEnabled"], false);
        let expected = if removed { "A passkey of your account was" } else { "An authenticator app and a passkey of" };
        assert!(named(&world).contains(expected), "{removed}");
        let suspended = if removed { "PASSKEY" } else { "GOOGLE_AUTH, PASSKEY" };
        let entry = the_audit_records_of(&*world.store, "acme").pop().unwrap().entry;
        let changes: Vec<_> = entry.changes.into_iter().map(|change| (change.field, change.after)).collect();
        let text = |text: &str| AuditValue::Text(text.to_owned());
        assert_eq!(changes, [("method".into(), text("GOOGLE_AUTH")), ("suspended".into(), text(suspended))]);
        assert_eq!(world.options(THIEF).await.status, 400, "no passkey is left");
    }
}

#[actix_web::test]
async fn disavowal_counts_when_nothing_is_left_to_suspend() {
    let world = a_world();
    let (_, _) = world.enrolled(THIEF).await;
    let token = world.disavowal();
    world.reset_by_operator("alice");
    assert_eq!(world.disavow(&token).await.status, 200, "a reset by an administrator keeps the token");
    let setup = world.post(THIEF, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
    let secret = setup.body["data"]["secret"].as_str().unwrap().to_owned();
    let refused = world.verify_setup(THIEF, &world.code(&secret)).await;
    assert_eq!((refused.status, &refused.body["channels"]), (403, &json!(["enrolment_code"])));
}

/// A code of somebody else stands for what the member enrolled with it; later tokens count on, and suspend nothing twice.
#[actix_web::test]
async fn code_of_others_spares_an_enrolment_from_earlier_notices() {
    let world = a_world();
    world.enrolled(THIEF).await;
    let of_first = world.disavowal();
    world.registered(THIEF, "key").await;
    let of_second = world.disavowal();
    assert_eq!(world.disavow(&of_first).await.status, 200);
    let passkey = |world: &World| authenticators(world).into_iter().find(|one| one.passkey().is_some()).unwrap().state;
    let suspended = passkey(&world);
    assert!(matches!(suspended, AuthenticatorState::Suspended { .. }), "{suspended:?}");
    let minted = world.minted("owner@acme", "alice").await;
    let secret = world.begin_totp(ALICE).await;
    let confirmed = world.confirm(ALICE, &secret, &minted).await;
    assert_eq!(confirmed.status, 200, "{confirmed:?}");
    let of_own = world.disavowal();
    world.clock.advance(30);
    assert_eq!(world.disavow(&of_second).await.status, 200);
    assert_eq!(passkey(&world), suspended, "not again");
    assert_eq!(world.verified(ALICE, &secret).await.status, 200, "the member's own");
    assert_eq!(world.disavow(&of_own).await.status, 200, "its own notice counts all the same");
    assert_eq!(world.status(ALICE).await["isEnabled"], false);
}

/// The attacker enrolled first, was disavowed, and still holds the password, and what they had enrolled.
#[actix_web::test]
async fn password_only_cannot_enrol_after_a_disavowal() {
    let world = a_world();
    world.enrolled(THIEF).await;
    assert_eq!(world.disavow(&world.disavowal()).await.status, 200);
    let kind = json!({ "mfaType": "GOOGLE_AUTH" });
    assert_eq!(world.post(THIEF, "/mfa/enable", &kind).await.status, 403, "what is suspended stays off");
    let setup = world.post(THIEF, "/mfa/setup", &kind).await;
    assert_eq!(setup.status, 200);
    assert!(world.mails().is_empty(), "no code by mail");
    let secret = setup.body["data"]["secret"].as_str().unwrap().to_owned();
    let refused = world.verify_setup(THIEF, &world.code(&secret)).await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.body["channels"], json!(["enrolment_code"]), "under open too");

    // the member gets a code from somebody else, once; after that it is as before
    let path = "/organizations/acme/members/alice/enrolment-code";
    let made = request(Method::POST, path).bearer("client@acme");
    let code = world.send(made).await.body["data"]["enrolmentCode"].as_str().unwrap().to_owned();
    let setup = world.post(ALICE, "/mfa/setup", &kind).await;
    let secret = setup.body["data"]["secret"].as_str().unwrap().to_owned();
    let body = json!({ "mfaType": "GOOGLE_AUTH", "code": world.code(&secret), "enrolmentCode": code });
    assert_eq!(world.post(ALICE, "/mfa/verify-setup", &body).await.status, 200);
    assert_eq!(world.post(THIEF, "/mfa/setup", &kind).await.status, 401);
    world.clock.advance(30);
    world.enrolled(ALICE).await;
}

#[actix_web::test]
async fn administrators_are_told_of_a_first_enrolment_that_is_late() {
    for (enforced, told) in [(false, false), (true, true)] {
        let world = a_world();
        if enforced {
            world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
        }
        world.notices();
        world.enrolled(ALICE).await;
        let notices = world.notices();
        assert_eq!(notices.iter().any(|(_, subject)| subject.contains("after their deadline")), told, "{notices:?}");
        world.enrolled(ALICE).await;
        assert!(world.notices().iter().all(|(_, subject)| !subject.contains("after their deadline")), "{enforced}");
    }
}

/// Recovery codes, challenges, links and enrolment codes may be the attacker's, too; another authenticator stays.
#[actix_web::test]
async fn disavowal_ends_what_else_may_be_the_attackers() {
    let world = a_world();
    let (secret, codes) = world.enrolled(ALICE).await;
    let of_app = world.disavowal();
    world.registered(ALICE, "key").await;
    let of_passkey = world.disavowal();
    assert_eq!(world.disavow(&of_passkey).await.status, 200);
    assert_eq!(world.login(THIEF, &codes[0]).await.status, 400, "recovery code");
    assert_eq!(world.login(THIEF, &world.code(&secret)).await.status, 200, "the app was there before");
    assert_eq!(world.disavow(&of_app).await.status, 200);
    assert_eq!(world.status(THIEF).await["isEnabled"], false);

    let world = a_world();
    world.enrolled(ALICE).await;
    let of_app = world.disavowal();
    world.registered(ALICE, "key").await;
    let challenge = challenge_of(&world.options(THIEF).await);
    assert_eq!(world.disavow(&of_app).await.status, 200);
    let answered = world.post(THIEF, "/mfa/verify-login", &answer("key", &challenge, 0)).await;
    assert_eq!(answered.status, 400, "challenge");
    assert_eq!(world.options(ALICE).await.status, 400, "the passkey was enrolled after the app");

    let world = a_world();
    allow_links(&world);
    world.post(THIEF, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK" })).await;
    assert_eq!(world.activate(&world.link("activate#")).await.status, 200);
    world.sealed_mails();
    assert_eq!(world.send_link(THIEF).await.status, 200);
    assert_eq!(world.login_by(THIEF, &world.link("login#")).await.status, 200);
    world.enrolled(THIEF).await;
    let of_app = world.disavowal();
    assert_eq!(world.send_link(THIEF).await.status, 200);
    let link = world.link("login#");
    assert_eq!(world.disavow(&of_app).await.status, 200);
    assert_eq!(world.login_by(THIEF, &link).await.status, 400, "link");

    let world = a_world();
    let minted = world.minted("owner@acme", "alice").await;
    world.enrolled(THIEF).await;
    assert_eq!(world.disavow(&world.disavowal()).await.status, 200);
    let secret = world.begin_totp(THIEF).await;
    assert_eq!(world.confirm(THIEF, &secret, &minted).await.status, 400, "enrolment code");
}

/// Links are no way around the code: neither one that was mailed before the disavowal, nor a setup after it.
#[actix_web::test]
async fn links_need_a_code_of_others_after_a_disavowal() {
    let world = a_world();
    allow_links(&world);
    let links = json!({ "mfaType": "MAGIC_LINK" });
    assert_eq!(world.post(ALICE, "/mfa/setup", &links).await.status, 200);
    let token = world.link("activate#");
    change_member(&world, "alice", |member| member.disavowed_at = Some(world.clock.now()));
    assert_eq!(world.activate(&token).await.status, 400);
    let refused = world.post(ALICE, "/mfa/setup", &links).await;
    assert_eq!((refused.status, &refused.body["channels"]), (403, &json!(["enrolment_code"])), "{refused:?}");
}
