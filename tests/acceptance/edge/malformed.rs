//! What is not HTTP, or not quite, is answered in JSON or not at all, and changes nothing.

use std::thread;

use crate::database::Database;
use crate::edge::socket::{Socket, Told, answers};
use crate::edge::table::{Try, tries};
use crate::program::{Home, Service};

fn answered(service: &Service, attempt: &Try) -> Vec<Told> {
    let mut socket = Socket::to(service);
    socket.send(&attempt.bytes);
    socket.finish();
    answers(&socket.rest(), true)
}

fn what_is_not_one_request_is_refused_in_json_and_changes_nothing(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let tries = tries(&home.token("owner@acme"));
    assert_eq!(service.get("/readyz").status, 200);
    let before = database.everything();
    let mut wrong = Vec::new();
    for some in tries.chunks(16) {
        thread::scope(|scope| {
            let service = &service;
            let all: Vec<_> =
                some.iter().map(|attempt| (attempt, scope.spawn(move || answered(service, attempt)))).collect();
            for (attempt, told) in all {
                let told = told.join().unwrap_or_else(|_| panic!("{}", attempt.name));
                for told in told.iter().filter(|told| told.status >= 300) {
                    told.assert_refusal(attempt.name);
                }
                let statuses: Vec<_> = told.iter().map(|told| told.status).collect();
                if statuses != attempt.statuses {
                    wrong.push((attempt.name, statuses, attempt.statuses));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(database.everything() == before, "something changed");
    // and the service goes on: what would have changed something does
    assert_eq!(service.enforce(&home.token("owner@acme"), r#"{"enforced":true}"#).status, 200);
}

on_each_database!(what_is_not_one_request_is_refused_in_json_and_changes_nothing);
