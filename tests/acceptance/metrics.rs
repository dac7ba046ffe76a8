//! Metrics of the built program: their values, their listener, and their documentation in docs/operate/metrics.md.

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use crate::fixtures::{Database, Home, SECRET, Service, get_text, root, sleep};
use serde_json::json;

on_each_database! {
    metrics_count_calls_and_contain_no_secrets,
    pool_metrics_show_waiting_for_the_database,
}

/// A service with metrics, and the address of their listener.
fn observed(home: &Home) -> (Service, String) {
    let service = home.serve(&[]);
    let address = service.metrics_address();
    (service, address)
}

/// The value of a metric with these labels.
pub(crate) fn value(text: &str, metric: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(metric)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {metric} in {text}")).parse().unwrap()
}

fn metrics_count_calls_and_contain_no_secrets(database: &Database) {
    let home = Home::of(database).with("PORTCULLIS_METRICS_BIND", "127.0.0.1:0");
    home.populate();
    let (owner, user, canary) = (home.token("owner@acme"), home.token("user@acme"), home.token("canary-stranger@acme"));
    let (service, metrics) = observed(&home);
    for _ in 0..3 {
        assert_eq!(service.enforce(&owner, r#"{"enforced":true}"#).status, 200);
    }
    assert_eq!(service.enforce(&user, r#"{"enforced":true}"#).status, 403);
    assert_eq!(service.enforce(&canary, r#"{"enforced":true}"#).status, 400);
    assert_eq!(service.enforce("canary-token", "{}").status, 401);
    assert_eq!(service.get("/canary-path?code=canary-code").status, 404);
    service.gate(&user);
    let setup = service.post(&user, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" }));
    assert_eq!(setup.status, 200, "{setup:?}");
    let secret = setup.body["data"]["secret"].as_str().unwrap().to_owned();

    let (status, text) = get_text(&format!("{metrics}/metrics"));
    assert_eq!(status, 200);
    let answers = |status: u16, code: &str| {
        value(
            &text,
            &format!(
                "portcullis_answers_total{{route=\"/mfa/organization/enforce\",method=\"POST\",status=\"{status}\",code=\"{code}\"}}"
            ),
        )
    };
    let output =
        [(200, "none"), (403, "permission.denied"), (400, "organization.not_associated"), (401, "token.invalid")];
    assert_eq!(output.map(|(status, code)| answers(status, code)), [3, 1, 1, 1]);
    assert_eq!(value(&text, "portcullis_refusals_total{reason=\"permission.denied\"}"), 1);
    assert_eq!(value(&text, "portcullis_refusals_total{reason=\"route.not_found\"}"), 1);
    // one enforcement and one setup, each recorded
    assert_eq!(value(&text, "portcullis_changes_total"), 2, "{text}");
    assert_eq!(value(&text, "portcullis_recorded_changes_total"), 2);
    let entries = ["changed", "unchanged", "refused"]
        .map(|outcome| value(&text, &format!("portcullis_audit_entries_total{{outcome=\"{outcome}\"}}")));
    assert_eq!(entries, [2, 2, 1]);
    let entries = database.audit_log("acme");
    let since_start = entries.iter().filter(|entry| entry.actor_kind == "subject").count();
    assert_eq!(since_start, 5, "{entries:?}");
    // polled four times a second, from shortly after the start
    let age = (0..100).find_map(|_| {
        sleep(Duration::from_millis(50));
        let text = get_text(&format!("{metrics}/metrics")).1;
        text.lines().find_map(|line| line.strip_prefix("portcullis_last_look_age_seconds ")?.parse::<f64>().ok())
    });
    assert!(age.is_some_and(|age| age < 5.0), "{age:?}");

    for secret in ["canary", SECRET, &*secret, &*owner, "acme", "owner@"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    // not on the public listener
    let main = service.get("/metrics");
    assert_eq!(main.status, 404, "{main:?}");
    for (path, status) in [("/livez", 200), ("/readyz", 200), ("/mfa/status", 404), ("/docs", 404), ("/", 404)] {
        assert_eq!(get_text(&format!("{metrics}{path}")).0, status, "{path}");
    }
    assert_documented(&text);
}

/// Asserts that the table of docs/operate/metrics.md lists exactly the metrics of the program.
fn assert_documented(text: &str) {
    let output: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "))
        .map(|line| {
            let (name, kind) = line.split_once(' ').unwrap();
            match kind {
                "counter" => format!("{name}_total"),
                "info" => format!("{name}_info"),
                _ => name.to_owned(),
            }
        })
        .collect();
    let page = std::fs::read_to_string(root().join("docs/operate/metrics.md")).unwrap();
    let named: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `portcullis_")?.split(['`', '{']).next())
        .map(|name| format!("portcullis_{name}"))
        .collect();
    assert_eq!(named, output, "docs/operate/metrics.md lists other metrics than the program has");
}

fn pool_metrics_show_waiting_for_the_database(database: &Database) {
    let home = Home::of(database).with("PORTCULLIS_METRICS_BIND", "127.0.0.1:0").with("PORTCULLIS_DATABASE_POOL", "1");
    home.populate();
    let owner = home.token("owner@acme");
    let (service, metrics) = observed(&home);
    let mut blocker = database.raw();
    blocker.lock("acme");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| service.enforce(&owner, r#"{"enforced":true}"#).status);
        }
        let in_use = |text: &str| {
            let pools = ["all", "write"].map(|pool| format!("portcullis_pool_connections_in_use{{pool=\"{pool}\"}} 1"));
            text.lines().any(|line| pools.iter().any(|pool| pool == line))
        };
        let seen = (0..100).any(|_| {
            // short steps: the request waits for a second and a half
            sleep(Duration::from_millis(10));
            assert_eq!(get_text(&format!("{metrics}/livez")).0, 200);
            in_use(&get_text(&format!("{metrics}/metrics")).1)
        });
        assert!(seen, "a waiting connection is in use");
    });
    drop(blocker);
    let (_, text) = get_text(&format!("{metrics}/metrics"));
    // the others wait for a place, or on the way to the connection
    let waited: f64 = [
        "portcullis_request_wait_seconds_sum{queue=\"requests\"} ",
        "portcullis_pool_wait_seconds_sum{pool=\"all\"} ",
        "portcullis_pool_wait_seconds_sum{pool=\"write\"} ",
    ]
    .iter()
    .filter_map(|name| text.lines().find_map(|line| line.strip_prefix(name)?.parse::<f64>().ok()))
    .sum();
    assert!(waited > 0.5, "waiting is counted: {waited}");
}

#[test]
fn metrics_are_off_by_default_and_need_a_free_port() {
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.populate();
    let service = home.serve(&[]);
    let taken = service.address.strip_prefix("http://").unwrap().to_owned();
    let output = home.with("PORTCULLIS_METRICS_BIND", &taken).fail(&["serve"]);
    assert!(output.contains("PORTCULLIS_METRICS_BIND") && output.contains("cannot be listened on"), "{output}");
}
