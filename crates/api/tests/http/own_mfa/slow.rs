//! What a member is told when the store is as slow as it may be.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use portcullis_domain::testing::MemoryStore;
use portcullis_domain::{ChangePublisher, Result, Store, Transaction};
use serde_json::json;

use super::{ALICE, World, a_world};
use crate::requests::services_at;

/// Lets each unit of work live nearly as long as the service lets one live.
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

/// A proof takes three units of work. Told that it failed, a member would find the code used up.
#[actix_web::test]
async fn a_proof_that_is_accepted_late_is_not_told_to_have_failed() {
    let world = a_world();
    let (secret, _) = world.enrolled(ALICE).await;
    let world = world.slowed();
    assert_eq!(world.login(ALICE, &world.code(&secret)).await.status, 200);
}

#[actix_web::test]
async fn nor_is_the_proof_of_a_new_authenticator() {
    let world = a_world();
    let setup = world.post(ALICE, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).await;
    let secret = setup.body["data"]["secret"].as_str().unwrap();
    let world = world.slowed();
    assert_eq!(world.verify_setup(ALICE, &world.code(secret)).await.status, 200);
}
