//! A service that requires MFA for its invoices.
//!
//! The example uses an in-memory store and plain names as tokens; a real service uses a `DieselStore` and a
//! `JwtIdentityVerifier`, and polls the changes of other processes periodically.
//!
//! `cargo run -p portcullis-api --example require_mfa` prints its address. `curl -H 'Authorization: Bearer robot'` is allowed,
//! `alice` must enrol first.

#![expect(clippy::print_stdout, reason = "prints its address")]

use std::sync::Arc;

use actix_web::web::{self, ReqData};
use actix_web::{App, HttpServer};
use portcullis_api::{Allowed, Ports, RequireMfa, Rules, Services};
use portcullis_domain::Role;
use portcullis_domain::testing::{
    FixedClock, MemoryStore, PlainIssuer, PlainNames, PlainSealer, SeededRandom, an_organization,
};

async fn invoices(caller: ReqData<Allowed>) -> String {
    let subject = caller.subject().map(ToString::to_string).unwrap_or_default();
    format!("the invoices of {subject}, allowed as {}\n", caller.decision())
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
    let services = Services::new(ports, Rules::default());
    services.poll_changes().map_err(std::io::Error::other)?;
    let server = HttpServer::new(move || {
        let require_mfa = RequireMfa::new(&services);
        App::new().service(web::resource("/invoices").route(web::get().to(invoices)).wrap(require_mfa))
    })
    .workers(1)
    .bind(("127.0.0.1", 0))?;
    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    server.run().await
}
