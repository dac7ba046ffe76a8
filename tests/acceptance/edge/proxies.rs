//! The source address of a request, as trusted proxies report it.

use crate::fixtures::{Database, Home};

on_each_database!(only_trusted_proxies_name_the_source_address);

fn only_trusted_proxies_name_the_source_address(database: &Database) {
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
    assert!(rows.contains("203.0.113.2"), "the address from a trusted proxy is not recorded");
    for untrusted in ["203.0.113.1", "192.0.2.99", "192.0.2.44"] {
        assert!(!rows.contains(untrusted), "{untrusted}: an address from an untrusted source is recorded");
    }
}
