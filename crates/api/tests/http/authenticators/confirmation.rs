//! Enrolments that a second channel confirms. In the tests named after them, attackers hold the member's password: they
//! open sessions of their own with it.

use actix_web::http::Method;
use data_encoding::BASE64;
use portcullis_domain::testing::{an_operator_of, the_audit_log_of};
use portcullis_domain::{
    AddressSource, AllowedMethod, AllowedMethods, Clock as _, EnrolmentRule, GracePeriod, Membership, MfaPolicy,
    OrganizationId, PolicyRecord, ResetMfa, StepUpRule, Store, StoredEnrolmentCode, SubjectId,
};
use serde_json::{Value, json};

use super::passkeys::{answer, challenge_of};
use super::{ALICE, a_world};
use crate::fixtures::{Answer, World, error, message, request};

const THIEF: &str = "alice@acme#thief";

/// A world in which `acme` confirms enrolments.
fn a_confirming_world() -> World {
    let world = a_world();
    change_policy(&world, |policy| policy.enrolment = EnrolmentRule::Confirmed);
    world
}

fn change_policy(world: &World, change: impl FnOnce(&mut PolicyRecord)) {
    let store: &dyn Store = &*world.store;
    store
        .transaction(|tx| {
            let acme = tx.organizations().lock(&OrganizationId::parse("acme")?)?.unwrap();
            let mut record = acme.base_policy().record().clone();
            change(&mut record);
            tx.organizations().update(&acme.with_policy(MfaPolicy::restore(record)))
        })
        .unwrap();
}

fn change_member(world: &World, name: &str, change: impl FnOnce(&mut Membership)) {
    let (store, acme): (&dyn Store, _) = (&*world.store, OrganizationId::parse("acme").unwrap());
    store
        .transaction(|tx| {
            let mut member = tx.memberships().find(&acme, &SubjectId::parse(name)?)?.unwrap();
            change(&mut member);
            tx.memberships().update(&acme, &member)
        })
        .unwrap();
}

fn missing(channels: &[&str]) -> Value {
    json!({ "success": false, "error": "The enrolment must be confirmed by a second channel",
        "code": "enrolment.confirmation_required", "channels": channels })
}

impl World {
    async fn begin_totp(&self, token: &str) -> String {
        let setup = self.post(token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
        assert_eq!(setup.status, 200, "{setup:?}");
        setup.body["data"]["secret"].as_str().unwrap().to_owned()
    }

    /// The code in the only mail with a secret in the outbox.
    fn mailed_code(&self) -> String {
        self.mailed_code_to("alice@example.com")
    }

    fn mailed_code_to(&self, address: &str) -> String {
        let mails = self.mails();
        let [(mail, text)] = &*mails else { panic!("{mails:?}") };
        assert_eq!(mail.to.as_str(), address);
        let code = text.lines().find(|line| line.len() == 19 && line.matches('-').count() == 3);
        code.unwrap_or_else(|| panic!("{text}")).to_owned()
    }

    /// The fragment of the link in the only mail with a secret in the outbox.
    fn mailed_link(&self) -> String {
        let mails = self.mails();
        let [(_, text)] = &*mails else { panic!("{mails:?}") };
        let (_, rest) = text.split_once("https://mfa.example/mfa/enrolment/confirm#").unwrap();
        rest.lines().next().unwrap().to_owned()
    }

    async fn confirm(&self, token: &str, secret: &str, enrolment_code: &str) -> Answer {
        let body = json!({ "mfaType": "GOOGLE_AUTH", "code": self.code(secret), "enrolmentCode": enrolment_code });
        self.post(token, "/mfa/verify-setup", &body).await
    }

    async fn mint(&self, token: &str, subject: &str) -> Answer {
        let path = format!("/mfa/organization/members/{subject}/enrolment-code");
        self.send(request(Method::POST, &path).bearer(token)).await
    }

    async fn minted(&self, token: &str, subject: &str) -> String {
        let minted = self.mint(token, subject).await;
        assert_eq!(minted.status, 200, "{minted:?}");
        minted.body["data"]["enrolmentCode"].as_str().unwrap().to_owned()
    }

    /// A code that a client made.
    async fn provisioned(&self, organization: &str, subject: &str) -> String {
        let path = format!("/organizations/{organization}/members/{subject}/enrolment-code");
        let made = self.send(request(Method::POST, &path).bearer(&format!("client@{organization}"))).await;
        assert_eq!(made.status, 200, "{made:?}");
        made.body["data"]["enrolmentCode"].as_str().unwrap().to_owned()
    }

    fn reset_by_operator(&self, subject: &str) {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let reset = ResetMfa { store, clock, step_up: StepUpRule::Off };
        reset.execute(&an_operator_of("acme"), Some(&SubjectId::parse(subject).unwrap())).unwrap();
    }

    /// The body that answers the challenge of a passkey that this session begins to register.
    async fn answered(&self, token: &str, id: &str) -> Value {
        let challenge = challenge_of(&self.begin(token).await);
        let mut body = answer(id, &challenge, 0);
        body["challenge"] = json!(BASE64.encode(&challenge));
        body
    }

    async fn holds(&self, token: &str) -> usize {
        self.get(token, "/mfa/authenticators").await.body["data"].as_array().unwrap().len()
    }
}

#[actix_web::test]
async fn mailed_code_confirms_where_the_enrolment_began() {
    let world = a_confirming_world();
    let secret = world.begin_totp(ALICE).await;
    let refused = world.verify_setup(ALICE, &world.code(&secret)).await;
    assert_eq!(refused.parts(), (403, &missing(&["mail", "enrolment_code"])));
    assert_eq!(refused.header("x-error-code"), "enrolment.confirmation_required");
    let code = world.mailed_code();
    let typed = code.to_lowercase().replace('-', " ");
    let confirmed = world.confirm(ALICE, &secret, &typed).await;
    assert_eq!(confirmed.parts(), (200, &message("MFA setup verified and enabled")));
    assert_eq!(world.status(ALICE).await["sessionVerified"], true);
    // the next one is confirmed by the session that this one verified
    world.clock.advance(30);
    let another = world.begin_totp(ALICE).await;
    assert!(world.mails().is_empty());
    assert_eq!(world.verify_setup(ALICE, &world.code(&another)).await.status, 200);
    let expected = ["mfa.set_up changed", "mfa.send_code changed", "mfa.confirm changed", "mfa.set_up changed"];
    assert_eq!(the_audit_log_of(&*world.store, "acme")[..4], expected);
}

#[actix_web::test]
async fn minted_code_confirms_once_in_any_session() {
    let world = a_confirming_world();
    let older = world.minted("owner@acme", "alice").await;
    let code = world.minted("administrator@acme", "alice").await;
    let secret = world.begin_totp(ALICE).await;
    assert_eq!(world.confirm(ALICE, &secret, &older).await.status, 400, "the newest counts alone");
    let wrong = json!({ "mfaType": "GOOGLE_AUTH", "code": "000000", "enrolmentCode": code });
    assert_eq!(world.post(ALICE, "/mfa/verify-setup", &wrong).await.status, 400);
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 200, "a wrong proof uses no code up");
    world.reset_by_operator("alice");
    world.clock.advance(30);
    let secret = world.begin_totp(ALICE).await;
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 400, "once");
    let code = world.provisioned("acme", "alice").await;
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 200, "made by a client");
    let expected = "member.enrolment_code changed";
    assert_eq!(the_audit_log_of(&*world.store, "acme").iter().filter(|entry| *entry == expected).count(), 3);
}

#[actix_web::test]
async fn passkeys_are_confirmed_by_both_registration_routes() {
    let routes = ["/mfa/passkey/complete-registration", "/mfa/passkey/complete-registration-1", "/mfa/verify-setup"];
    for path in routes {
        let world = a_confirming_world();
        let mut body = world.answered(ALICE, "key").await;
        let refused = world.post(ALICE, path, &body).await;
        assert_eq!(refused.parts(), (403, &missing(&["mail", "enrolment_code"])), "{path}");
        body["enrolmentCode"] = json!(world.mailed_code());
        assert_eq!(world.post(THIEF, path, &body).await.status, 400, "{path}");
        assert_eq!(world.post(ALICE, path, &body).await.status, 200, "{path}: the challenge was still valid");
    }
}

/// The attacker begins the enrolment, and the member types the code of the mail, or what they take for its purpose.
#[actix_web::test]
async fn password_only_cannot_relay_a_mailed_code() {
    let world = a_confirming_world();
    let stolen = world.begin_totp(THIEF).await;
    let code = world.mailed_code();
    let own = world.begin_totp(ALICE).await;
    let owners_code = world.mailed_code();
    for secret in [&stolen, &own] {
        assert_eq!(
            world.confirm(ALICE, secret, &code).await.status,
            400,
            "the attacker's code in the member's session"
        );
    }
    assert_eq!(world.activate(&code).await.status, 400);
    assert_eq!(world.confirm(THIEF, &stolen, &owners_code).await.status, 400);
    assert_eq!(world.verify_setup(THIEF, &world.code(&stolen)).await.status, 403);
    assert_eq!((world.holds(THIEF).await, world.holds(ALICE).await), (0, 0));
    assert_eq!(world.confirm(ALICE, &own, &owners_code).await.status, 200);
    assert_eq!(
        world.verify_setup(THIEF, &world.code(&stolen)).await.status,
        401,
        "from now on the session must verify"
    );
}

/// The attacker begins the enrolment, and the member opens the link of the mail and does what a page of ours can do.
#[actix_web::test]
async fn password_only_cannot_have_a_confirmation_link_opened() {
    let world = a_confirming_world();
    let stolen = world.begin_totp(THIEF).await;
    let link = world.mailed_link();
    let page = world.send(request(Method::GET, "/mfa/enrolment/confirm")).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    for token in ["", ALICE] {
        let posted = world.post(token, "/mfa/enrolment/confirm", &json!({ "token": link })).await;
        assert_eq!(posted.status, 405, "the page has nothing to post to");
    }
    for path in ["/mfa/magic-link/activate", "/mfa/enrolment/disavow"] {
        assert_eq!(world.post("", path, &json!({ "token": link })).await.status, 400, "{path}");
    }
    assert_eq!(world.confirm(ALICE, &stolen, &link).await.status, 400, "with the member's bearer");
    assert_eq!(world.verify_setup(THIEF, &world.code(&stolen)).await.body, missing(&["mail", "enrolment_code"]));
    assert_eq!(world.holds(THIEF).await, 0);

    // the member's own link counts with the bearer of their session
    let own = world.begin_totp(ALICE).await;
    let link = world.mailed_link();
    assert_eq!(world.confirm(THIEF, &stolen, &link).await.status, 400);
    assert_eq!(world.confirm(ALICE, &own, &link).await.status, 200);
    assert_eq!(world.status(THIEF).await["sessionVerified"], false);
    assert_eq!(world.confirm(THIEF, &stolen, &link).await.status, 401);
}

/// Before the deadline, after it, and after a reset.
#[actix_web::test]
async fn password_only_cannot_enrol_a_first_authenticator() {
    for (enforced, grace, reset) in [(false, 0, false), (true, 14, false), (true, 0, false), (true, 0, true)] {
        let world = a_confirming_world();
        change_policy(&world, |policy| {
            policy.enforced = enforced;
            policy.required_since = Some(world.clock.now());
            policy.grace = GracePeriod::days(grace).unwrap();
        });
        if reset {
            let code = world.provisioned("acme", "alice").await;
            let secret = world.begin_totp(ALICE).await;
            assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 200);
            world.reset_by_operator("alice");
            world.clock.advance(30);
        }
        let case = format!("{enforced} {grace} {reset}");
        let secret = world.begin_totp(THIEF).await;
        assert_eq!(world.verify_setup(THIEF, &world.code(&secret)).await.status, 403, "{case}");
        assert_eq!(world.verify_setup("alice@acme", &world.code(&secret)).await.status, 403, "{case}");
        let passkey = world.answered(THIEF, "key").await;
        assert_eq!(world.post(THIEF, "/mfa/passkey/complete-registration", &passkey).await.status, 403, "{case}");
        assert_eq!(world.holds(THIEF).await, 0, "{case}");
        assert_eq!(world.status(THIEF).await["sessionVerified"], false, "{case}");
    }
}

/// `administrator` holds nothing while MFA is enforced, and enrols under `open` with the password and the mailbox.
#[actix_web::test]
async fn confirmed_administrator_changes_at_once() {
    let world = a_world();
    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
    let own = "administrator@acme#own";
    let secret = world.begin_totp(own).await;
    let code = world.mailed_code_to("administrator@example.com");
    assert_eq!(world.confirm(own, &secret, "0000-0000-0000-0000").await.status, 400);
    assert_eq!(world.confirm(own, &secret, &code).await.status, 200);
    assert_eq!(world.mint(own, "alice").await.status, 200);
}

#[actix_web::test]
async fn password_only_cannot_administer_without_a_code() {
    let world = a_world();
    world.post("owner@acme", "/mfa/organization/enforce", &json!({ "enforced": true })).await;
    let (thief, own) = ("administrator@acme#thief", "administrator@acme#own");
    let secret = world.begin_totp(thief).await;
    let code = world.mailed_code_to("administrator@example.com");
    assert_eq!(world.verify_setup(thief, &world.code(&secret)).await.status, 200);
    let refused = world.mint(thief, "alice").await;
    let parts = (refused.status, refused.header("x-error-code"), &refused.body["channels"]);
    assert_eq!(parts, (403, "enrolment.too_recent", &json!(["mail", "enrolment_code"])), "{refused:?}");

    // afterwards: in the session that set up, verified, with a code that counts
    let id = world.get(thief, "/mfa/authenticators").await.body["data"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/mfa/authenticators/{id}/confirm");
    assert_eq!(world.post(own, &path, &json!({ "code": code })).await.status, 401, "not verified");
    world.clock.advance(30);
    assert_eq!(world.login(own, &world.code(&secret)).await.status, 200);
    let elsewhere = world.mint(own, "alice").await;
    assert_eq!((elsewhere.status, &elsewhere.body["channels"]), (403, &json!(["enrolment_code"])), "mailed elsewhere");
    for (token, given) in [(own, &*code), (thief, "0000-0000-0000-0000")] {
        assert_eq!(world.post(token, &path, &json!({ "code": given })).await.status, 400, "{token}");
    }
    assert_eq!(world.post("alice@acme", &path, &json!({ "code": code })).await.status, 404);
    let refused = world.mint(thief, "alice").await;
    assert_eq!(refused.body["channels"], json!(["mail", "enrolment_code"]), "one wrong code");
    let confirmed = world.post(thief, &path, &json!({ "code": code })).await;
    assert_eq!(confirmed.parts(), (200, &message("Enrolment confirmed")));
    assert_eq!(world.mint(thief, "alice").await.status, 200);
    assert_eq!(world.post(thief, &path, &json!({ "code": code })).await.status, 400, "once");
    assert!(the_audit_log_of(&*world.store, "acme").contains(&"mfa.confirm_enrolment changed".to_owned()));
}

#[actix_web::test]
async fn enrolment_codes_of_others_used_or_expired_are_useless() {
    let world = a_confirming_world();
    let secret = world.begin_totp(ALICE).await;
    world.mails();
    let of_bob = world.minted("owner@acme", "bob").await;
    let elsewhere = world.provisioned("other", "alice").await;
    for code in [&*of_bob, &*elsewhere, "0000-0000-0000-0000"] {
        let refused = world.confirm(ALICE, &secret, code).await;
        assert_eq!(refused.parts(), (400, &error("MFA setup verification failed")), "{code}");
    }
    for malformed in ["", "123456", "UUUU-UUUU-UUUU-UUUU"] {
        let refused = world.confirm(ALICE, &secret, malformed).await;
        assert_eq!((refused.status, refused.header("x-error-code")), (400, "body.invalid"), "{malformed}");
    }
    let late = world.minted("owner@acme", "alice").await;
    world.clock.advance(7 * 24 * 3600);
    let secret = world.begin_totp(ALICE).await;
    assert_eq!(world.confirm(ALICE, &secret, &late).await.status, 400);
    let mailed = world.mailed_code();
    world.clock.advance(599);
    let in_time = world.confirm(ALICE, &secret, &mailed).await;
    assert_eq!(in_time.status, 200, "{in_time:?}");
}

#[actix_web::test]
async fn guessing_the_mailed_code_is_limited() {
    let world = a_confirming_world();
    let secret = world.begin_totp(ALICE).await;
    let code = world.mailed_code();
    for nth in 0..4 {
        assert_eq!(world.confirm(ALICE, &secret, "0000-0000-0000-0000").await.status, 400, "{nth}");
    }
    let store: &dyn Store = &*world.store;
    let (acme, alice) = (OrganizationId::parse("acme").unwrap(), SubjectId::parse("alice").unwrap());
    let stored = store.read(|tx| tx.enrolment_codes().of(&acme, &alice)).unwrap();
    assert_eq!(stored.iter().map(|one| one.failures).collect::<Vec<_>>(), [4]);
    store
        .transaction(|tx| {
            let failures = stored[0].failures + 1;
            let void = StoredEnrolmentCode { failures, ..stored[0].clone() };
            tx.enrolment_codes().put(&acme, &void, world.clock.now())
        })
        .unwrap();
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 400, "the right one comes too late");
    assert_eq!(world.verify_setup(ALICE, &world.code(&secret)).await.body, missing(&["enrolment_code"]));
}

#[actix_web::test]
async fn mail_counts_only_at_an_address_that_was_given() {
    for (source, sent) in [(AddressSource::Given, true), (AddressSource::Unknown, true), (AddressSource::Token, false)]
    {
        let world = a_confirming_world();
        change_policy(&world, |policy| {
            policy.methods = AllowedMethods::new([AllowedMethod::Totp, AllowedMethod::MagicLink]).unwrap();
        });
        change_member(&world, "alice", |member| member.address_source = source);
        let secret = world.begin_totp(ALICE).await;
        assert_eq!(world.mails().len(), usize::from(sent), "{source}");
        let channels: &[&str] = if sent { &["mail", "enrolment_code"] } else { &["enrolment_code"] };
        assert_eq!(world.verify_setup(ALICE, &world.code(&secret)).await.body, missing(channels), "{source}");
        // a link to a given address is such a mail itself
        let links = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK" })).await;
        assert_eq!(links.status, if sent { 200 } else { 403 }, "{source}");
        if sent {
            let (_, text) = world.mails().pop().unwrap();
            let token = text.split_once("activate#").unwrap().1.lines().next().unwrap().to_owned();
            change_member(&world, "alice", |member| member.address_source = AddressSource::Token);
            assert_eq!(world.activate(&token).await.status, 400, "{source}");
            let links = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK" })).await;
            assert_eq!(links.status, 403);
        }
    }
}

/// A client's stolen token and the member's password.
#[actix_web::test]
async fn changed_address_gets_no_code_for_a_day() {
    let world = a_confirming_world();
    let now = world.clock.now();
    change_member(&world, "alice", |member| member.address_changed_at = Some(now));
    let secret = world.begin_totp(ALICE).await;
    assert!(world.mails().is_empty());
    assert_eq!(world.verify_setup(ALICE, &world.code(&secret)).await.body, missing(&["enrolment_code"]));
    world.clock.advance(24 * 3600);
    world.begin_totp(ALICE).await;
    assert_eq!(world.mails().len(), 1);
}

#[actix_web::test]
async fn link_to_a_given_address_confirms_itself() {
    let world = a_confirming_world();
    change_policy(&world, |policy| policy.methods = AllowedMethods::new([AllowedMethod::MagicLink]).unwrap());
    assert_eq!(world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK" })).await.status, 200);
    let (_, text) = world.mails().pop().unwrap();
    let token = text.split_once("activate#").unwrap().1.lines().next().unwrap().to_owned();
    assert_eq!(world.activate(&token).await.status, 200);
    assert_eq!(world.holds(ALICE).await, 1);
}

#[actix_web::test]
async fn codes_are_made_for_others_and_never_upward() {
    let world = a_confirming_world();
    for (token, subject, status) in [
        ("administrator@acme", "owner", 403),
        ("owner@acme", "administrator", 200),
        ("administrator@acme", "bob", 200),
        ("administrator@acme", "administrator", 409),
        ("owner@acme", "owner", 409),
        ("alice@acme", "bob", 403),
        ("administrator@acme", "nobody", 404),
        ("administrator@acme", "foreign", 404),
    ] {
        let answer = world.mint(token, subject).await;
        assert_eq!(answer.status, status, "{token} {subject}: {answer:?}");
    }
    let denied = request(Method::POST, "/organizations/other/members/alice/enrolment-code").bearer("client@acme");
    assert_eq!(world.send(denied).await.status, 403);
}

#[actix_web::test]
async fn exhausted_mails_do_not_stop_a_setup() {
    let world = a_confirming_world();
    for _ in 0..5 {
        world.begin_totp(ALICE).await;
        assert_eq!(world.mails().len(), 1);
    }
    let secret = world.begin_totp(ALICE).await;
    assert!(world.mails().is_empty());
    let code = world.minted("owner@acme", "alice").await;
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 200);
}

#[actix_web::test]
async fn disabled_authenticator_leaves_the_next_a_first_one() {
    let world = a_confirming_world();
    let code = world.minted("owner@acme", "alice").await;
    let secret = world.begin_totp(ALICE).await;
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 200);
    assert_eq!(world.post(ALICE, "/mfa/disable", &json!({ "mfaType": "GOOGLE_AUTH" })).await.status, 200);
    let stolen = world.begin_totp(THIEF).await;
    assert_eq!(world.verify_setup(THIEF, &world.code(&stolen)).await.status, 403);
}
