//! A handler that returns a constant: the limit of actix-web, with which `make bench` compares the gate.
//!
//! `cargo run --release -p portcullis-api --example constant`; it prints its address, as the program does.

use std::io::Write as _;
use std::thread;

use actix_web::{App, HttpResponse, HttpServer, web};

/// 64 bytes of JSON.
const ANSWER: &str = r#"{"success":true,"message":"a constant answer of 64 bytes, no #"}"#;

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let answer = || async { HttpResponse::Ok().content_type("application/json").body(ANSWER) };
    let server = HttpServer::new(move || App::new().default_service(web::to(answer))).workers(workers);
    let server = server.bind(("127.0.0.1", 0))?;
    for address in server.addrs() {
        writeln!(std::io::stdout(), "listening on http://{address}")?;
    }
    server.run().await
}
