//! Malformed HTTP executes nothing, has no second answer, and changes nothing.

use std::thread;

use crate::edge::raw_requests::{Answered, Case, Expected, cases};
use crate::edge::raw_socket::{Answer, Socket, answers};
use crate::fixtures::{Database, Home, Service};

on_each_database!(malformed_requests_are_rejected_and_change_nothing);

fn malformed_requests_are_rejected_and_change_nothing(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    let cases = cases(&home.token("owner@acme"));
    assert_eq!(service.get("/readyz").status, 200);
    let before = database.everything();
    let mut wrong = Vec::new();
    for some in cases.chunks(16) {
        thread::scope(|scope| {
            let service = &service;
            let all: Vec<_> = some.iter().map(|case| (case, scope.spawn(move || send(service, case)))).collect();
            for (case, answers) in all {
                let answers = answers.join().unwrap_or_else(|_| panic!("{}", case.name));
                let answers: Vec<_> = answers.iter().map(|answer| classify(answer, case.name)).collect();
                let fits = match case.expected {
                    Expected::Answers(expected) => answers == expected,
                    Expected::AnswerOrClose(expected) => answers.is_empty() || answers == [expected],
                };
                if !fits {
                    wrong.push((case.name, answers, case.expected));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(database.everything() == before, "something changed");
    // a well-formed request still changes something
    assert_eq!(service.enforce(&home.token("owner@acme"), r#"{"enforced":true}"#).status, 200);
}

/// Sends a case and returns all answers up to the end of the connection.
fn send(service: &Service, case: &Case) -> Vec<Answer> {
    let mut socket = Socket::to(service);
    socket.send(&case.bytes);
    socket.finish();
    answers(&socket.rest(), true)
}

fn classify(answer: &Answer, of: &str) -> Answered {
    if answer.is_from_the_parser() {
        answer.assert_from_the_parser(of);
        return Answered::Parser(answer.status);
    }
    if answer.status >= 300 {
        answer.assert_rejection(of);
    }
    Answered::Ours(answer.status)
}
