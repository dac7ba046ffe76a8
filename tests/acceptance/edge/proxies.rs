//! Whose word on where a request came from is believed.

use crate::database::Database;
use crate::program::Home;

fn a_trusted_proxy_says_where_a_request_came_from_and_nobody_else_does(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let token = home.token("owner@acme");
    let ask = |home: &Home, from: &str, enforced: bool| {
        let service = home.serve(&[]);
        let body = format!("{{\"enforced\":{enforced}}}");
        let answer = service.enforce_from(&[("x-forwarded-for", from), ("forwarded", "for=192.0.2.44")], &token, &body);
        assert_eq!(answer.status, 200);
    };
    ask(&home, "203.0.113.1", true);
    ask(&home.with("PORTCULLIS_TRUSTED_PROXIES", "10.0.0.0/8,127.0.0.1"), "192.0.2.99, 203.0.113.2", false);
    let rows = database.everything();
    assert!(rows.contains("203.0.113.2"), "a trusted proxy is not believed");
    for told in ["203.0.113.1", "192.0.2.99", "192.0.2.44"] {
        assert!(!rows.contains(told), "{told}: what nobody vouches for is believed");
    }
}

on_each_database!(a_trusted_proxy_says_where_a_request_came_from_and_nobody_else_does);
