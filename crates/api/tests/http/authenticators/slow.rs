//! Answers while the store is as slow as its limits allow.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use portcullis_domain::testing::MemoryStore;
use portcullis_domain::{CallerContext, CallerKey, ChangePublisher, Result, Store, Transaction};
use serde_json::json;

use super::{ALICE, a_world};
use crate::fixtures::{World, services_at};

/// Delays each transaction by nearly its whole time limit.
struct Slow(Arc<MemoryStore>);

impl Store for Slow {
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
        linger();
        self.0.begin_write()
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        linger();
        self.0.begin_read()
    }

    fn caller_context(&self, key: &CallerKey) -> Result<CallerContext> {
        self.0.caller_context(key)
    }

    fn publisher(&self) -> &ChangePublisher {
        self.0.publisher()
    }

    fn ready(&self) -> Result<()> {
        self.0.ready()
    }
}

fn linger() {
    let (_never, time_passes) = channel::<()>();
    let _ = time_passes.recv_timeout(Duration::from_millis(1_900));
}

impl World {
    fn slowed(self) -> Self {
        let services = services_at(Arc::new(Slow(self.store.clone())), self.clock.clone());
        Self { services, ..self }
    }
}

/// A proof takes three transactions. After an answer of failure the member would find the code used up.
#[actix_web::test]
async fn slow_proof_is_answered_with_success() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    let world = world.slowed();
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 200);
}

#[actix_web::test]
async fn slow_setup_confirmation_is_answered_with_success() {
    let world = a_world();
    let setup = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
    let secret = setup.body["data"]["secret"].as_str().unwrap();
    let world = world.slowed();
    assert_eq!(world.verify_setup(ALICE, &world.code(secret)).await.status, 200);
}
