//! Logouts at the identity provider: what they end, at the gate and at the API, here and in another process.

use portcullis_domain::testing::the_audit_log_of;
use serde_json::json;

use super::*;
use crate::fixtures::a_decider;

/// The second of the clock of these tests.
const LOGGED_OUT: i64 = 1_767_262_830;

const FORM: &str = "application/x-www-form-urlencoded";

fn form(body: &str) -> crate::fixtures::Request {
    request(Method::POST, "/backchannel-logout").header("content-type", FORM).body(body)
}

impl World {
    async fn log_out(&self, token: &str) -> u16 {
        let answer = self.send(form(&format!("logout_token={token}"))).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        answer.status
    }

    /// Another process on the same store.
    fn another_process(&self) -> World {
        let store = Arc::new(self.store.of_another_process());
        World::new(store, Rules { staleness: Duration::from_mins(1), ..Rules::default() })
    }
}

const ENDED: (u16, &str) = (401, "token.invalid");

#[actix_web::test]
async fn stolen_token_passes_nowhere_after_the_logout() {
    let here = world();
    let there = here.another_process();
    enrol(&*here.store, "acme", "billing", MfaMethod::Totp).unwrap();
    let session = here.verify("billing", "s1", MfaMethod::Totp);
    for world in [&here, &there] {
        world.services.poll_changes().unwrap();
    }
    let (stolen, ours) = ("billing@acme#s1".to_owned(), format!("billing@acme/{session}"));
    for token in [&stolen, &ours] {
        for world in [&here, &there] {
            assert_eq!(world.asked(token).await, (200, "verified".into()), "{token}");
        }
    }
    assert_eq!(here.log_out("sid:s1:one").await, 200);
    there.services.poll_changes().unwrap();
    for world in [&here, &there] {
        for token in [&stolen, &ours, &format!("{stolen}~4102444800")] {
            assert_eq!(world.asked(token).await, (ENDED.0, ENDED.1.into()), "{token}");
            assert_eq!(world.get(token, "/mfa/status").await.status, 401, "{token}");
        }
        // before the body is read
        assert_eq!(world.send(enforce(&stolen, "nonsense")).await.status, 401);
        assert_eq!(world.asked("billing@acme#s2").await, (401, "authentication.insufficient".into()));
        assert_eq!(world.asked("user@acme#s2").await, (200, "not_required".into()));
    }
    assert_eq!(the_audit_log_of(&*here.store, "acme"), ["session.logout changed"]);
}

#[actix_web::test]
async fn earlier_logout_is_found_in_the_store() {
    let here = world();
    assert_eq!(here.log_out("sid:s1:one").await, 200);
    // a process that was started later
    let there = here.another_process();
    there.services.poll_changes().unwrap();
    for token in ["user@acme#s1", "stranger@acme#s1"] {
        assert_eq!(there.get(token, "/mfa/organization/policy").await.status, 401, "{token}");
    }
    // also where the token names no organization of its subject
    for token in ["user@acme#s1", "stranger@acme#s1", "user@other#s1"] {
        assert_eq!(there.asked(token).await, (ENDED.0, ENDED.1.into()), "{token}");
    }
    assert_eq!(there.asked("user@acme#s2").await.0, 200);
    assert_eq!(there.asked("stranger@acme#s2").await.0, 403);
}

#[actix_web::test]
async fn logged_out_client_gets_no_decisions() {
    let store = organizations();
    let rules = || Rules { clients: a_decider(), ..Rules::default() };
    let here = World::new(store.clone(), rules());
    let decide =
        async |world: &World| world.post("decider", "/mfa/decision", &json!({ "token": "user@acme" })).await.status;
    assert_eq!(decide(&here).await, 200);
    assert_eq!(here.log_out("sub:decider:one").await, 200);
    // a process that was started later knows it from the store
    let there = World::new(Arc::new(store.of_another_process()), rules());
    for world in [&here, &there] {
        assert_eq!(decide(world).await, 401);
    }
}

#[actix_web::test]
async fn subject_passes_again_after_logging_in_again() {
    let world = world();
    world.services.poll_changes().unwrap();
    let at = |login: i64| format!("user@acme#s{login}^{login}");
    let (before, after) = (at(LOGGED_OUT), at(LOGGED_OUT + 1));
    let timeless = "user@acme#timeless".to_owned();
    for token in [&before, &after, &timeless] {
        assert_eq!(world.asked(token).await.0, 200);
    }
    assert_eq!(world.log_out("sub:user:one").await, 200);
    for token in [&before, &timeless] {
        assert_eq!(world.asked(token).await, (ENDED.0, ENDED.1.into()), "{token}");
        assert_eq!(world.get(token, "/mfa/status").await.status, 401, "{token}");
    }
    assert_eq!(world.asked(&after).await.0, 200);
    assert_eq!(world.get(&after, "/mfa/status").await.status, 200);
    assert_eq!(world.asked("billing@acme").await.0, 200, "another subject");
}

#[actix_web::test]
async fn logout_of_one_session_leaves_others_cached() {
    let world = world();
    world.services.poll_changes().unwrap();
    for token in ["user@acme#s1", "billing@acme#s2"] {
        world.asked(token).await;
    }
    assert_eq!(world.log_out("sid:s1:one").await, 200);
    let before = world.store.calls();
    assert_eq!(world.asked("billing@acme#s2~4102444800").await.0, 200);
    assert_eq!(world.store.calls(), before, "nothing is read again");
    assert_eq!(world.asked("user@acme#s1").await.0, 401);
    let before = world.store.calls();
    assert_eq!(world.asked("user@acme#s1").await.0, 401);
    assert_eq!(world.store.calls(), before, "the refusal is cached, too");
}

#[actix_web::test]
async fn other_forms_and_used_tokens_are_rejected() {
    let world = world();
    let before = world.store.rows();
    let post = || request(Method::POST, "/backchannel-logout");
    for (request, status) in [
        (post(), 400),
        (form(""), 400),
        (form("logout_token="), 400),
        (form("token=sid:s1:one"), 400),
        (form("logout_token=sid:s1:one&logout_token=sid:s2:two"), 400),
        (form("logout_token=bad"), 400),
        (form("logout_token=user@acme"), 400),
        (post().body("logout_token=sid:s1:one"), 400),
        (post().json(r#"{"logout_token":"sid:s1:one"}"#), 400),
        (form(&"x".repeat(20_000)), 413),
        (form("logout_token=early"), 503),
    ] {
        let answer = world.send(request).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.body["success"], false);
    }
    assert_eq!(world.store.rows(), before);
    assert_eq!(world.log_out("sid%3As1%3Aone").await, 200);
    let after = world.store.rows();
    for again in ["sid:s1:one", "sid:s2:one", "sub:user:one"] {
        assert_eq!(world.log_out(again).await, 400, "{again}");
    }
    assert_eq!(world.store.rows(), after);
    world.store.fail_at_call(1);
    assert_eq!(world.log_out("sid:s1:two").await, 503);
}
