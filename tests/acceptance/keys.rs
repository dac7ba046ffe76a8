//! Keys of the identity provider in a file or at a URL, and rotation of our own keys.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;

use crate::fixtures::{
    AUDIENCE, Database, ENCRYPTION_KEY, Home, ISSUER, LATER, Service, TIMEOUT, code, enrolled, eventually, login,
    published_key, signed,
};
use serde_json::{Value, json};

on_each_database! {
    encryption_key_is_rotated_while_serving,
    leaked_signing_key_is_replaced_at_once,
}

const NEW_KEY: &str = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";

#[test]
fn key_set_file_and_renamed_claims_are_accepted() {
    let database = Database::sqlite();
    Home::of(&database).populate();
    let home = Home::keyless(&database)
        .with("PORTCULLIS_JWKS_FILE", "keys.json")
        .with("PORTCULLIS_CLAIM_ORGANIZATION", "/tenant/id")
        .with("PORTCULLIS_TOKEN_TYPE", "any");
    let key = published_key(&home);
    let service = home.serve(&[]);

    let claims =
        json!({ "iss": ISSUER, "aud": [AUDIENCE, "other"], "sub": "both", "exp": LATER, "tenant": { "id": "other" } });
    assert_eq!(service.enforce(&signed(&key, "key-1", &claims), r#"{"enforced":true}"#).status, 200);
    assert!(database.stored("other").mfa_enforced && !database.stored("acme").mfa_enforced);
    assert_eq!(service.enforce(&signed(&key, "key-2", &claims), r#"{"enforced":true}"#).status, 401);

    let output = home.fail(&["token", "--subject", "both"]);
    assert!(output.contains("public keys sign nothing"), "{output}");
    let output = home.succeed(&["check"]);
    assert!(output.contains("1 public key(s): ES256 key-1"), "{output}");
}

/// Serves a document once, and returns its URL.
fn serve_once(document: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let head = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
        assert!(head.take_while(|line| !line.is_empty()).count() > 0);
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{document}", document.len()).unwrap();
    });
    url
}

#[test]
fn weak_key_is_left_out_of_a_published_set_and_of_a_file() {
    let database = Database::sqlite();
    Home::of(&database).populate();
    let home = Home::keyless(&database);
    published_key(&home);
    let published = std::fs::read(home.folder.path().join("keys.json")).unwrap();
    let mut set: Value = serde_json::from_slice(&published).unwrap();
    let weak = json!({ "kty": "RSA", "kid": "weak", "n": "sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri", "e": "AQAB" });
    set["keys"].as_array_mut().unwrap().push(weak);
    let followed = Home::keyless(&database).with("PORTCULLIS_JWKS_URL", &serve_once(set.to_string()));
    let output = followed.succeed(&["check"]);
    assert!(output.contains("note   keys: 1 public key(s): ES256 key-1; of http"), "{output}");

    std::fs::write(home.folder.path().join("keys.json"), set.to_string()).unwrap();
    let home = home.with("PORTCULLIS_JWKS_FILE", "keys.json");
    let output = home.succeed(&["check"]);
    let left_out =
        "note   keys: 1 public key(s): ES256 key-1; left out: key weak: an RSA key must have at least 2048 bits";
    assert!(output.contains(left_out), "{output}");
    // without a usable key there is nothing to verify tokens with
    set["keys"].as_array_mut().unwrap().remove(0);
    std::fs::write(home.folder.path().join("keys.json"), set.to_string()).unwrap();
    let output = home.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    let output = String::from_utf8(output.stdout).unwrap();
    assert!(output.contains("wrong  keys: ") && output.contains("at least 2048 bits"), "{output}");
}

/// The number of keys that the service publishes.
fn published(service: &Service) -> usize {
    service.get("/.well-known/jwks.json").body["keys"].as_array().unwrap().len()
}

/// The lines of `keys list` that begin with this kind.
fn listed(home: &Home, kind: &str) -> Vec<String> {
    let list = home.succeed(&["keys", "list"]);
    list.lines().filter(|line| line.starts_with(kind)).map(str::to_owned).collect()
}

/// SEC-2
fn encryption_key_is_rotated_while_serving(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let mut service = home.serve(&[]);
    let alice = enrolled(&home, &service);
    let granted = login(&service, &alice.token, &alice.codes[0]);
    let old_token = granted.body["fullAccessToken"].as_str().unwrap();
    service.kill();

    let both = Home::of(database).with("PORTCULLIS_ENCRYPTION_KEY", &format!("{NEW_KEY},{ENCRYPTION_KEY}"));
    let only_new = Home::of(database).with("PORTCULLIS_ENCRYPTION_KEY", NEW_KEY);
    let output = only_new.fail(&["serve"]);
    assert!(output.contains("does not open the signing keys"), "{output}");
    let output = only_new.fail(&["keys", "rotate"]);
    assert!(output.contains("not resealed: totp acme user "), "{output}");
    assert!(listed(&only_new, "encryption")[1].contains("NOT CONFIGURED\tauthenticators 1\tsigning keys 1\t"));

    let service = both.serve(&[]);
    let [new, old] = &*listed(&both, "encryption") else { panic!("two keys") };
    assert!(
        new.ends_with("newest\tauthenticators 0\tsigning keys 0\tlive recovery codes 0\tlogouts 0\terased members 0"),
        "{new}"
    );
    assert!(
        old.ends_with("older\tauthenticators 1\tsigning keys 1\tlive recovery codes 9\tlogouts 0\terased members 0"),
        "{old}"
    );
    let output = std::thread::scope(|scope| {
        let rotated = scope.spawn(|| both.succeed(&["keys", "rotate"]));
        while !rotated.is_finished() {
            assert_eq!(service.get_as(old_token, "/mfa/status").status, 200);
        }
        rotated.join().unwrap()
    });
    assert!(output.contains(": 1 authenticator(s)") && output.contains(": 1 signing key(s)"), "{output}");
    assert!(output.contains("made signing key portcullis-"), "{output}");
    let output = both.succeed(&["keys", "rotate"]);
    assert!(output.contains(": 0 authenticator(s)") && output.contains("the next one waits already"), "{output}");
    eventually(TIMEOUT, "the keys are published", || published(&service) == 2);
    assert_eq!(service.get_as(old_token, "/mfa/status").status, 200);
    let [new, old] = &*listed(&both, "encryption") else { panic!("two keys") };
    assert!(
        new.ends_with("authenticators 1\tsigning keys 2\tlive recovery codes 0\tlogouts 0\terased members 0"),
        "{new}"
    );
    assert!(
        old.ends_with("authenticators 0\tsigning keys 0\tlive recovery codes 9\tlogouts 0\terased members 0"),
        "{old}"
    );

    // without the old key
    let service = only_new.serve(&[]);
    assert_eq!(published(&service), 2);
    assert_eq!(service.get_as(old_token, "/mfa/status").status, 200, "a token from before counts until it ends");
    assert_eq!(login(&service, &alice.token, &alice.codes[1]).status, 400, "codes die with the key that digested them");
    let granted = login(&service, &alice.token, &code(&alice.secret, 0));
    assert_eq!(granted.status, 200, "{granted:?}");
    let states: Vec<_> =
        listed(&only_new, "signing").iter().map(|line| line.split('\t').nth(2) == Some("next")).collect();
    assert_eq!(states, [false, true]);
    for line in listed(&only_new, "") {
        assert!(!line.contains(NEW_KEY) && !line.contains(ENCRYPTION_KEY), "a key is printed");
    }
}

fn leaked_signing_key_is_replaced_at_once(database: &Database) {
    let home = Home::of(database);
    home.populate();
    let service = home.serve(&[]);
    home.succeed(&["keys", "rotate"]);
    let output = home.succeed(&["keys", "rotate", "--at-once"]);
    assert_eq!(output.matches("made signing key").count(), 1, "{output}");
    assert_eq!(output.matches("counts until").count(), 1, "{output}");
    let signing = listed(&home, "signing");
    assert_eq!(signing.iter().filter(|line| line.contains("until -")).count(), 1, "only the newest stays: {signing:?}");
    eventually(TIMEOUT, "the keys are published", || published(&service) == 3);
}
