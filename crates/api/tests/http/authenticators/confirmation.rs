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
use crate::fixtures::{Answer, World, message, request};

const THIEF: &str = "alice@acme#thief";

/// A world in which `acme` confirms enrolments.
pub(super) fn a_confirming_world() -> World {
    let world = a_world();
    change_policy(&world, |policy| policy.enrolment = EnrolmentRule::Confirmed);
    world
}

pub(super) fn change_policy(world: &World, change: impl FnOnce(&mut PolicyRecord)) {
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

pub(super) fn change_member(world: &World, name: &str, change: impl FnOnce(&mut Membership)) {
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
    pub(super) async fn begin_totp(&self, token: &str) -> String {
        let setup = self.post(token, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
        assert_eq!(setup.status, 200, "{setup:?}");
        setup.body["data"]["secret"].as_str().unwrap().to_owned()
    }

    /// The code in the only mail with a secret in the outbox.
    pub(super) fn mailed_code(&self) -> String {
        self.mailed_code_to("alice@example.com")
    }

    pub(super) fn mailed_code_to(&self, address: &str) -> String {
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

    pub(super) async fn confirm(&self, token: &str, secret: &str, enrolment_code: &str) -> Answer {
        let body = json!({ "mfaType": "GOOGLE_AUTH", "code": self.code(secret), "enrolmentCode": enrolment_code });
        self.post(token, "/mfa/verify-setup", &body).await
    }

    pub(super) async fn mint(&self, token: &str, subject: &str) -> Answer {
        let path = format!("/mfa/organization/members/{subject}/enrolment-code");
        self.send(request(Method::POST, &path).bearer(token)).await
    }

    pub(super) async fn minted(&self, token: &str, subject: &str) -> String {
        let minted = self.mint(token, subject).await;
        assert_eq!(minted.status, 200, "{minted:?}");
        minted.body["data"]["enrolmentCode"].as_str().unwrap().to_owned()
    }

    /// A code that a client made.
    pub(super) async fn provisioned(&self, organization: &str, subject: &str) -> String {
        let path = format!("/organizations/{organization}/members/{subject}/enrolment-code");
        let made = self.send(request(Method::POST, &path).bearer(&format!("client@{organization}"))).await;
        assert_eq!(made.status, 200, "{made:?}");
        made.body["data"]["enrolmentCode"].as_str().unwrap().to_owned()
    }

    pub(super) fn reset_by_operator(&self, subject: &str) {
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
async fn passkeys_are_confirmed_by_both_registration_routes() {
    let routes = ["/mfa/passkey/complete-registration", "/mfa/passkey/complete-registration-1", "/mfa/verify-setup"];
    for path in routes {
        let world = a_confirming_world();
        let mut wrong = world.answered(ALICE, "key").await;
        wrong["enrolmentCode"] = json!("0000-0000-0000-0000");
        assert_eq!(world.post(ALICE, path, &wrong).await.status, 400, "{path}");
        assert_eq!((world.holds(ALICE).await, world.mails().len()), (0, 1), "{path}");
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

/// The attacker holds the password and reads the mailbox, and takes the member's authenticator away by the notice about it.
#[actix_web::test]
async fn password_and_mailbox_cannot_disavow_to_pass_in_grace() {
    let world = a_world();
    change_policy(&world, |policy| {
        policy.enforced = true;
        policy.required_since = Some(world.clock.now());
        policy.grace = GracePeriod::days(14).unwrap();
    });
    assert_eq!(world.decision(THIEF).await["decision"], "allow", "in grace, as long as the member holds nothing");
    world.enrolled(ALICE).await;
    assert_eq!(world.decision(THIEF).await["decision"], "step_up");
    assert_eq!(world.disavow(&world.disavowal()).await.status, 200);
    assert_eq!(world.decision(THIEF).await["decision"], "enrol");
    let stolen = world.begin_totp(THIEF).await;
    assert_eq!(world.verify_setup(THIEF, &world.code(&stolen)).await.body, missing(&["enrolment_code"]));
}

/// A code that is on its way when the member disavows an authenticator.
#[actix_web::test]
async fn mailed_code_does_not_count_after_a_disavowal() {
    let world = a_confirming_world();
    let secret = world.begin_totp(ALICE).await;
    let code = world.mailed_code();
    change_member(&world, "alice", |member| member.disavowed_at = Some(world.clock.now()));
    assert_eq!(world.verify_setup(ALICE, &world.code(&secret)).await.body, missing(&["enrolment_code"]));
    assert_eq!(world.confirm(ALICE, &secret, &code).await.status, 400);
    assert_eq!(world.holds(ALICE).await, 0);
}
