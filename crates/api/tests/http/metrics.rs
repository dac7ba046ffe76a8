//! The metrics of responses, and that no label comes from a client.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::{App, test};
use portcullis_api::{Services, observation, routes};
use prometheus_client::registry::Registry;

use crate::fixtures::{enforce, organizations, request, services};

/// A response of the metrics listener.
struct Exposition {
    status: u16,
    content_type: String,
    text: String,
}

async fn ask(services: &Services, method: Method, path: &str) -> Exposition {
    let mut registry = Registry::default();
    services.register(&mut registry);
    let app = test::init_service(App::new().configure(observation(services.clone(), Arc::new(registry)))).await;
    let response = test::call_service(&app, test::TestRequest::with_uri(path).method(method).to_request()).await;
    let content_type = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let text = String::from_utf8(test::read_body(response).await.to_vec()).unwrap();
    Exposition { status, content_type: content_type.unwrap_or_default(), text }
}

async fn metrics(services: &Services) -> String {
    ask(services, Method::GET, "/metrics").await.text
}

/// The samples of a family: labels and value.
fn family<'a>(text: &'a str, name: &str) -> BTreeMap<&'a str, &'a str> {
    let lines = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('{'));
    lines.filter_map(|line| line.rsplit_once("} ")).collect()
}

#[actix_web::test]
async fn answers_are_counted_by_their_labels() {
    let services = services(organizations());
    let send = |request: crate::fixtures::Request| request.sent_to(services.clone());
    for _ in 0..2 {
        send(enforce("owner@acme", r#"{"enforced":true}"#)).await;
    }
    send(enforce("user@acme", r#"{"enforced":true}"#)).await;
    send(enforce("owner@acme", "{}")).await;
    send(enforce("bad", "{}")).await;
    send(request(Method::GET, "/mfa/organization/members/user?secret=canary").bearer("owner@acme")).await;
    // the gate has counts of its own
    send(request(Method::GET, "/mfa/gate").bearer("robot@acme")).await;
    send(request(Method::GET, "/mfa/gate").bearer("bad")).await;

    let text = metrics(&services).await;
    let answers = family(&text, "portcullis_answers_total");
    let enforced = |method: &str, status: u16, code: &str| {
        let route = "/mfa/organization/enforce";
        format!("route=\"{route}\",method=\"{method}\",status=\"{status}\",code=\"{code}\"")
    };
    assert_eq!(answers[&*enforced("POST", 200, "none")], "2", "{text}");
    assert_eq!(answers[&*enforced("POST", 403, "permission.denied")], "1");
    assert_eq!(answers[&*enforced("POST", 400, "body.invalid")], "1");
    assert_eq!(answers[&*enforced("POST", 401, "token.invalid")], "1");
    assert!(answers.keys().all(|labels| !labels.contains("/mfa/gate\"") || labels.contains("status=\"401\"")));
    let refusals = family(&text, "portcullis_refusals_total");
    assert_eq!((refusals["reason=\"token.invalid\""], refusals["reason=\"permission.denied\""]), ("2", "1"));
    assert_eq!(refusals["reason=\"attempts.exhausted\""], "0", "zeros are exported");
    let gate = family(&text, "portcullis_gate_answers_total");
    assert_eq!(gate["profile=\"default\",outcome=\"allowed\""], "1", "{text}");
    assert_eq!(gate["profile=\"default\",outcome=\"denied\""], "1");
    let durations = family(&text, "portcullis_answer_duration_seconds_count");
    assert_eq!(durations["route=\"/mfa/organization/enforce\""], "5");
    assert!(!text.contains("canary") && !text.contains("owner@acme"), "{text}");
    assert!(text.ends_with("# EOF\n"), "{text}");
}

#[actix_web::test]
async fn labels_never_come_from_clients() {
    let services = services(organizations());
    for path in ["/canary", "/mfa/canary/../x", "/mfa/organization/enforce/", "/%ff", "/mfa/gate/canary"] {
        for method in ["GET", "CANARY", "TRACE", "POST"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            request(method, path).bearer("canary").header("x-error-code", "canary").sent_to(services.clone()).await;
        }
    }
    let brew = Method::from_bytes(b"CANARY").unwrap();
    request(brew, "/mfa/organization/enforce").bearer("canary@acme").sent_to(services.clone()).await;
    let text = metrics(&services).await;
    assert!(!text.to_ascii_lowercase().contains("canary") && !text.contains("TRACE"), "{text}");
    let answers = family(&text, "portcullis_answers_total");
    assert_eq!(answers["route=\"none\",method=\"GET\",status=\"404\",code=\"route.not_found\""], "4", "{text}");
    assert_eq!(answers["route=\"none\",method=\"none\",status=\"404\",code=\"route.not_found\""], "8");
    let odd = "route=\"/mfa/organization/enforce\",method=\"none\",status=\"405\",code=\"method.not_allowed\"";
    assert_eq!(answers[odd], "1", "{text}");
    // every label value is from a table
    let known: BTreeSet<&str> = routes::TABLE.iter().map(|route| route.path).chain(["none"]).collect();
    for labels in answers.keys() {
        let route = labels.strip_prefix("route=\"").and_then(|rest| rest.split('"').next()).unwrap();
        assert!(known.contains(route), "{labels}");
    }
}

#[actix_web::test]
async fn metrics_listener_serves_metrics_and_health_checks() {
    let store = organizations();
    let services = services(store.clone());
    let exposition = ask(&services, Method::GET, "/metrics").await;
    assert_eq!(exposition.status, 200);
    assert_eq!(exposition.content_type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    for probe in ["/livez", "/readyz"] {
        assert_eq!(ask(&services, Method::GET, probe).await.status, 200, "{probe}");
    }
    store.fail_at_call(1);
    assert_eq!(ask(&services, Method::GET, "/readyz").await.status, 503);
    for (method, path) in [
        (Method::POST, "/metrics"),
        (Method::GET, "/metrics/"),
        (Method::GET, "/"),
        (Method::GET, "/docs"),
        (Method::GET, "/mfa/gate"),
        (Method::GET, "/openapi.json"),
        (Method::POST, "/mfa/organization/enforce"),
    ] {
        assert_eq!(ask(&services, method, path).await.status, 404, "{path}");
    }
    // the service itself does not serve metrics
    let main = request(Method::GET, "/metrics").sent_to(services).await;
    assert_eq!(main.status, 404);
    assert!(!main.text.contains("portcullis_"));
}
