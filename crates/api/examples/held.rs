//! A service of somebody else, whose invoices are held to the decision.
//!
//! Here over a store in memory and tokens that are plain names; a real one gives it a `DieselStore` and a
//! `JwtIdentityVerifier`, and follows the changes of other processes, as this one does.
//!
//! `cargo run -p portcullis-api --example held` prints where it listens. `curl -H 'Authorization: Bearer robot'` passes,
//! `alice` has to enrol first.

#![expect(clippy::print_stdout, reason = "whoever started it wants to know where it listens")]

use std::sync::Arc;

use actix_web::web::{self, ReqData};
use actix_web::{App, HttpServer};
use portcullis_api::{Held, Passed, Ports, Rules, Services};
use portcullis_domain::Role;
use portcullis_domain::testing::{
    FixedClock, MemoryStore, PlainIssuer, PlainNames, PlainSealer, SeededRandom, an_organization,
};

async fn invoices(passed: ReqData<Passed>) -> String {
    let subject = passed.subject().map(ToString::to_string).unwrap_or_default();
    format!("the invoices of {subject}, who passed as {}\n", passed.decision())
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let store = Arc::new(MemoryStore::default());
    an_organization("acme")
        .with_member("alice", Role::Owner)
        .with_service("robot")
        .enforcing_since("2026-01-01T00:00:00Z")
        .save(&*store)
        .map_err(std::io::Error::other)?;
    let ports = Ports {
        store,
        identity: Arc::new(PlainNames),
        issuer: Arc::new(PlainIssuer),
        relying_party: None,
        magic_link_sender: None,
        sealer: Arc::new(PlainSealer),
        clock: Arc::new(FixedClock::at("2026-02-01T00:00:00Z")),
        random: Arc::new(SeededRandom::new(1)),
    };
    let services = Services::over(ports, Rules::default());
    services.follow_changes().map_err(std::io::Error::other)?;
    let server = HttpServer::new(move || {
        let held = Held::by(services.clone());
        App::new().service(web::resource("/invoices").route(web::get().to(invoices)).wrap(held))
    })
    .workers(1)
    .bind(("127.0.0.1", 0))?;
    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    server.run().await
}
