//! Tokens signed by libraries of other languages, with keys of a real provider.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::provider::Provider;
use super::{folder, is_installed};
use crate::fixtures::{AUDIENCE, Database, Home, ISSUER, SECRET, free_port};

const LATER: u64 = 4_000_000_000;

/// The command of each library.
const SIGNERS: [(&str, &[&str]); 3] =
    [("node", &["sign.mjs"]), ("/usr/bin/python3", &["sign.py"]), ("perl", &["sign.pl"])];

fn are_here() -> bool {
    Provider::is_installed()
        && is_installed("PyJWT (python3-jwt)", "/usr/bin/python3", &["-c", "import jwt, cryptography"])
        && is_installed("Crypt::JWT (libcrypt-jwt-perl)", "perl", &["-MCrypt::JWT", "-e", "1"])
}

fn signed(program: &str, arguments: &[&str], algorithm: &str, key: &std::path::Path, claims: &Value) -> String {
    let mut command = Command::new(program);
    command.args(arguments).arg(algorithm).arg(key).current_dir(folder());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(claims.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program} {algorithm}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn tokens_from_other_languages_are_accepted() {
    if !are_here() {
        return;
    }
    let database = Database::sqlite();
    Home::of(&database).populate();
    let mut provider = Provider::on(free_port());
    provider.start(&["rs:RS256", "ps:PS256", "es:ES256", "ed:EdDSA"]);
    let jwks = format!("{}/jwks", provider.issuer());
    let published = Home::keyless(&database).with("PORTCULLIS_JWKS_URL", &jwks).serve(&[]);
    let secret = Home::of(&database).serve(&[]);
    let shared = provider.key("secret");
    let k = data_encoding::BASE64URL_NOPAD.encode(SECRET.as_bytes());
    std::fs::write(&shared, json!({ "kty": "oct", "k": k }).to_string()).unwrap();
    let claims = json!({ "iss": ISSUER, "aud": [AUDIENCE], "sub": "owner", "orgId": "acme", "exp": LATER, "sid": "s" });
    let mut foreign = claims.clone();
    foreign["aud"] = json!("another-service");
    for (program, arguments) in SIGNERS {
        for (algorithm, key, service) in [
            ("HS256", shared.clone(), &secret),
            ("RS256", provider.key("rs"), &published),
            ("PS256", provider.key("ps"), &published),
            ("ES256", provider.key("es"), &published),
            ("EdDSA", provider.key("ed"), &published),
        ] {
            let token = |claims| signed(program, arguments, algorithm, &key, claims);
            let status = |token: &str| service.enforce(token, r#"{"enforced":true}"#).status;
            assert_eq!(status(&token(&claims)), 200, "{program} {algorithm}");
            assert_eq!(status(&token(&foreign)), 401, "{program} {algorithm}, for another audience");
        }
    }
}
