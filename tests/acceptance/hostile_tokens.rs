//! Tokens with the right signature and wrong content, and tokens with a wrong signature. Each is answered in JSON, with 401
//! where it is invalid; nothing is written, and no key is fetched.

use std::net::TcpListener;

use crate::fixtures::{AUDIENCE, Database, Home, ISSUER, SECRET, Service};
use aws_lc_rs::hmac;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

on_each_database! {
    claims_of_every_type_are_answered_without_writes,
    token_headers_never_change_the_trusted_key,
    malformed_tokens_are_rejected,
}

/// A day in the year 2100.
const LATER: i64 = 4_102_444_800;

fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "owner", "orgId": "acme", "sid": "sid-1", "exp": LATER, "iat": 0,
        "nbf": 0, "jti": "1", "email": "owner@example.com", "auth_time": 0, "acr": "x", "amr": ["pwd"],
        "scope": "openid" })
}

fn encoded(part: &Value) -> String {
    BASE64URL_NOPAD.encode(part.to_string().as_bytes())
}

fn signed_by(secret: &[u8], algorithm: hmac::Algorithm, header: &Value, claims: &Value) -> String {
    let signed = format!("{}.{}", encoded(header), encoded(claims));
    let tag = hmac::sign(&hmac::Key::new(algorithm, secret), signed.as_bytes());
    format!("{signed}.{}", BASE64URL_NOPAD.encode(tag.as_ref()))
}

fn signed(header: &Value, claims: &Value) -> String {
    signed_by(SECRET.as_bytes(), hmac::HMAC_SHA256, header, claims)
}

fn plain() -> Value {
    json!({ "alg": "HS256", "typ": "JWT" })
}

/// The status of an answer, which must be JSON and no server error.
fn status_of(service: &Service, token: &str, case: &str) -> u16 {
    let answer = service.get_as(token, "/mfa/organization/policy");
    assert!(matches!(answer.status, 200 | 400 | 401), "{case}: {answer:?}");
    assert_eq!(answer.body["success"], answer.status == 200, "{case}: {answer:?}");
    answer.status
}

fn of_each_type() -> Vec<Value> {
    let mut deep = json!("x");
    for _ in 0..100 {
        deep = json!([deep]);
    }
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(""),
        json!(" "),
        json!("other"),
        json!("foreign"),
        json!("\0"),
        json!("a\r\nb"),
        json!("\u{202e}ü😀"),
        json!("' OR '1'='1"),
        json!("x".repeat(2000)),
        json!([]),
        json!([null]),
        json!(["other"]),
        json!(["owner", "foreign"]),
        json!([["owner"]]),
        json!({}),
        json!({ "sub": "foreign" }),
        deep,
    ]
}

fn claims_of_every_type_are_answered_without_writes(database: &Database) {
    let home = Home::of(database).with("PORTCULLIS_PROVIDER_MFA", "acr=x:mfa,amr=otp:mfa");
    home.populate();
    let service = home.serve(&[]);
    assert_eq!(status_of(&service, &signed(&plain(), &claims()), "as it should be"), 200);
    let before = database.everything();
    let mut passed = 0;
    for name in claims().as_object().unwrap().keys() {
        let required = ["iss", "aud", "sub", "exp"].contains(&name.as_str());
        let mut without = claims();
        without.as_object_mut().unwrap().remove(name);
        let status = status_of(&service, &signed(&plain(), &without), name);
        assert_eq!(status, if required { 401 } else { 200 }, "without {name}");
        for value in of_each_type() {
            let mut changed = claims();
            changed[name] = value.clone();
            let case = format!("{name}: {value:.100}");
            let status = status_of(&service, &signed(&plain(), &changed), &case);
            // no other subject, issuer, audience or expiry is accepted
            assert!(!required || status != 200 || (name == "exp" && value == json!(u64::MAX)), "{case}: {status}");
            passed += u32::from(status == 200);
        }
        // a duplicate claim
        let twice = claims().to_string().replacen('{', &format!("{{\"{name}\":{},", claims()[name]), 1);
        let signing = format!("{}.{}", encoded(&plain()), BASE64URL_NOPAD.encode(twice.as_bytes()));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), signing.as_bytes());
        let doubled = format!("{signing}.{}", BASE64URL_NOPAD.encode(tag.as_ref()));
        assert_eq!(status_of(&service, &doubled, &format!("{name} twice")), 401);
    }
    assert!(passed > 0, "unused claims may have any value");
    assert_eq!(database.everything(), before);
}

fn token_headers_never_change_the_trusted_key(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    // the first valid token notes that the member entered the organization
    assert_eq!(status_of(&service, &signed(&plain(), &claims()), "as it should be"), 200);
    let before = database.everything();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let elsewhere = format!("http://{}/jwks.json", listener.local_addr().unwrap());
    let own: &[u8] = b"a key that the client made by itself";
    let embedded = json!({ "kty": "oct", "alg": "HS256", "kid": "mine", "k": BASE64URL_NOPAD.encode(own) });
    let with = |name: &str, value: Value| {
        let mut header = plain();
        header[name] = value;
        header
    };
    // signed by a key that only the token itself names
    for header in [
        with("jwk", embedded.clone()),
        with("jku", json!(elsewhere)),
        with("x5u", json!(elsewhere)),
        with("x5c", json!(["MIIB"])),
        with("kid", json!("mine")),
        json!({ "alg": "HS256", "kid": elsewhere, "jku": elsewhere, "x5u": elsewhere, "jwk": embedded }),
    ] {
        let token = signed_by(own, hmac::HMAC_SHA256, &header, &claims());
        assert_eq!(status_of(&service, &token, &header.to_string()), 401, "{header}");
    }
    // signed by the right key, with further header parameters
    for header in [
        with("jwk", embedded),
        with("jku", json!(elsewhere)),
        with("x5u", json!(elsewhere)),
        with("crit", json!(["exp"])),
        with("crit", json!(["b64"])),
        with("crit", json!([])),
        with("crit", json!("exp")),
        with("b64", json!(false)),
        with("zip", json!("DEF")),
        with("enc", json!("A256GCM")),
    ] {
        status_of(&service, &signed(&header, &claims()), &header.to_string());
        let critical = header.get("crit").is_some();
        assert!(!critical || status_of(&service, &signed(&header, &claims()), "crit") == 401, "{header}");
    }
    // other algorithms, with the right key and without a key
    for algorithm in ["none", "None", "NONE", "nOnE", "", "HS384", "HS512", "RS256", "PS256", "ES256", "EdDSA", "hs256"]
    {
        let header = with("alg", json!(algorithm));
        for token in [
            signed(&header, &claims()),
            signed_by(SECRET.as_bytes(), hmac::HMAC_SHA384, &header, &claims()),
            signed_by(SECRET.as_bytes(), hmac::HMAC_SHA512, &header, &claims()),
            format!("{}.{}.", encoded(&header), encoded(&claims())),
            format!("{}.{}", encoded(&header), encoded(&claims())),
        ] {
            assert_eq!(status_of(&service, &token, algorithm), 401, "{algorithm}");
        }
    }
    for value in of_each_type() {
        for name in ["alg", "typ", "kid", "crit", "jku", "jwk", "x5c", "cty"] {
            let header = with(name, value.clone());
            let status = status_of(&service, &signed(&header, &claims()), &format!("{name}: {value:.100}"));
            assert!(name != "alg" || status == 401, "{header:.100}");
        }
    }
    for kid in ["../../../../dev/null", "' UNION SELECT 'key", "|id", "file:///etc/passwd", "\0", "\r\nX: y", "%00"] {
        for key in [own, b"".as_slice(), b"key"] {
            let header = with("kid", json!(kid));
            assert_eq!(status_of(&service, &signed_by(key, hmac::HMAC_SHA256, &header, &claims()), kid), 401, "{kid}");
        }
    }
    let long = with("kid", json!("k".repeat(16 * 1024)));
    assert_eq!(status_of(&service, &signed_by(own, hmac::HMAC_SHA256, &long, &claims()), "a long kid"), 401);
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "a key was fetched");
    assert_eq!(database.everything(), before);
}

fn malformed_tokens_are_rejected(database: &Database) {
    let home = Home::of(database).with("PORTCULLIS_DECIDERS", "decider");
    home.populate();
    let service = home.serve(&[]);
    // the first valid token notes that the member entered the organization
    assert_eq!(status_of(&service, &signed(&plain(), &claims()), "as it should be"), 200);
    let before = database.everything();
    let good = signed(&plain(), &claims());
    let parts: Vec<_> = good.split('.').collect();
    let deep = BASE64URL_NOPAD.encode(format!("{{\"aud\":{}", "[".repeat(6000)).as_bytes());
    let forms = [
        "a.b.c.d.e".to_owned(),
        format!("{good}.{}.{}", parts[0], parts[1]),
        format!("{good}."),
        format!(".{good}"),
        format!("{good}="),
        format!("{}=.{}.{}", parts[0], parts[1], parts[2]),
        format!("{}.{}", parts[0], parts[1]),
        format!("{}..{}", parts[0], parts[2]),
        "..".to_owned(),
        ".".repeat(5000),
        "A".repeat(9000),
        format!("{}.{deep}.{}", parts[0], parts[2]),
        format!("{deep}.{}.{}", parts[1], parts[2]),
        format!("{}.{}.{}", encoded(&json!(["HS256"])), parts[1], parts[2]),
        signed(&plain(), &json!([claims()])),
        signed(&plain(), &json!("owner")),
        signed(&plain(), &Value::Null),
        good[..good.len() - 1].to_owned(),
        good.to_uppercase(),
    ];
    for form in &forms {
        assert_eq!(status_of(&service, form, "a form"), 401, "{form:.100}");
        // and as the token of a request body
        let answer = service.post(
            &home.client_token("decider", "portcullis.decide"),
            "/mfa/decision",
            &json!({ "token": form }),
        );
        assert_eq!((answer.status, &answer.body["success"]), (200, &json!(true)), "{form:.100}: {answer:?}");
        assert_eq!(answer.body["data"]["rule"], 0, "{form:.100}: {answer:?}");
    }
    let large = service.post(
        &home.client_token("decider", "portcullis.decide"),
        "/mfa/decision",
        &json!({ "token": "A".repeat(100 * 1024) }),
    );
    assert_eq!(large.status, 413, "{large:?}");
    assert_eq!(status_of(&service, &good, "still there"), 200);
    assert_eq!(database.everything(), before);
}
