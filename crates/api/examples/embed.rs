//! An existing actix application that mounts `POST /mfa/organization/enforce` next to its own routes.
//!
//! The example uses an in-memory store and plain names as tokens; a real application uses a `DieselStore` and a
//! `JwtIdentityVerifier`.
//!
//! `cargo run -p portcullis-api --example embed`, then
//! `curl -X POST localhost:8080/mfa/organization/enforce -H 'Authorization: Bearer alice' -H 'Content-Type: application/json' -d '{"enforced":true}'`

use std::sync::Arc;

use actix_web::{App, HttpResponse, HttpServer, web};
use portcullis_api::{Ports, Rules, Services, configure, routes};
use portcullis_domain::Role;
use portcullis_domain::testing::{
    FixedClock, MemoryStore, PlainIssuer, PlainNames, PlainSealer, SeededRandom, an_organization,
};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let store = Arc::new(MemoryStore::default());
    an_organization("acme").with_member("alice", Role::Owner).save(&*store).map_err(std::io::Error::other)?;
    let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
    let ports = Ports {
        store,
        identity: Arc::new(PlainNames),
        issuer: Arc::new(PlainIssuer),
        relying_party: None,
        magic_link_sender: None,
        sealer: Arc::new(PlainSealer),
        clock,
        random: Arc::new(SeededRandom::new(1)),
    };
    let services = Services::new(ports, Rules::default());
    HttpServer::new(move || {
        App::new()
            .route("/", web::get().to(|| async { HttpResponse::Ok().body("the existing application") }))
            .configure(configure(services.clone(), &[routes::ENFORCE]))
    })
    .bind(("127.0.0.1", 8080))?
    .run()
    .await
}
