//! JSON objects with arbitrary values, to every route with a body.

use actix_web::rt::System;
use portcullis_api::{Body, Route};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::{Target, assert_well_formed, call, good_path, routes, target};

fn with_bodies() -> Vec<(&'static Route, Body)> {
    routes().filter_map(|route| route.body.map(|body| (route, body))).collect()
}

fn example(body: &Body) -> Map<String, Value> {
    serde_json::from_str(body.example).unwrap()
}

/// Values of each JSON type, with edge cases.
fn of_each_type() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(f64::MAX),
        json!(""),
        json!(" "),
        json!("\0"),
        json!("\u{202e}\u{feff}"),
        json!("GOOGLE_AUTH"),
        json!("other"),
        json!("x".repeat(2000)),
        json!([]),
        json!([[]]),
        json!([null]),
        json!({}),
        json!({ "enforced": true }),
    ]
}

/// Sends a body and checks what must hold for any body.
async fn sent(target: &Target, route: &Route, body: &Value) {
    let others = target.store.rows_of("other");
    let before = target.store.rows();
    let answer = target.served.answer(call(route, &good_path(route)).json(&body.to_string())).await;
    let context = format!("{body:.200} to {} {}", route.method, route.path);
    assert_well_formed(&answer, &context);
    assert_eq!(target.store.rows_of("other"), others, "{context}");
    if answer.header("x-error-code").starts_with("body.") {
        assert_eq!(target.store.rows(), before, "{context}");
    }
}

#[actix_web::test]
async fn fields_of_every_type_affect_no_other_organization() {
    for (route, body) in with_bodies() {
        let names: Vec<String> = example(&body).keys().cloned().chain(["unknown".to_owned()]).collect();
        let target = target().await;
        for name in names {
            for value in of_each_type() {
                let mut changed = example(&body);
                changed.insert(name.clone(), value);
                sent(&target, route, &changed.into()).await;
            }
            let mut without = example(&body);
            without.remove(&name);
            sent(&target, route, &without.into()).await;
        }
    }
}

/// Fields that no example has and some route reads.
const OTHER_NAMES: [&str; 12] = [
    "mfaType",
    "code",
    "token",
    "credential",
    "challenge",
    "email",
    "deviceInfo",
    "refresh_token",
    "resetUserId",
    "profile",
    "overrideReason",
    "unknown",
];

/// Arbitrary JSON of moderate depth and width.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        "[0-9]{6}".prop_map(Value::from),
        "[0-9A-Z]{16}".prop_map(Value::from),
        "[0-9a-f]{64}".prop_map(Value::from),
        select(of_each_type()),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(".{0,12}", inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A valid body of a route with arbitrary values in some fields.
fn any_body() -> impl Strategy<Value = (&'static Route, Value)> {
    select(with_bodies()).prop_flat_map(|(route, body)| {
        let good = example(&body);
        let names: Vec<String> = good.keys().cloned().chain(OTHER_NAMES.map(str::to_owned)).collect();
        let changed = prop::collection::btree_map(select(names), any_json(), 1..4).prop_map(move |changes| {
            let mut fields = good.clone();
            fields.extend(changes);
            Value::Object(fields)
        });
        (Just(route), prop_oneof![any_json(), changed])
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// P12
    #[test]
    fn arbitrary_json_affects_no_other_organization((route, body) in any_body()) {
        System::new().block_on(async { sent(&target().await, route, &body).await });
    }
}
