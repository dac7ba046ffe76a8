//! The demo: `serve --dev`.

use crate::fixtures::Home;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

#[test]
fn printed_curl_command_enforces_mfa() {
    let home = Home::bare();
    let service = home.serve(&["--dev"]);
    let said = service.read_until("Everything is in data").join("\n");
    let line = said[said.find("curl ").unwrap()..].split("\n\n").next().unwrap();
    let curl = Command::new("bash").args(["-c", &format!("{line} --silent --show-error")]).output().unwrap();
    assert!(curl.status.success(), "{curl:?}");
    assert_eq!(
        String::from_utf8(curl.stdout).unwrap(),
        r#"{"success":true,"message":"MFA enforcement enabled for organization"}"#
    );
    for (who, status) in [("owner", 200), ("member", 403), ("billing", 403), ("outsider", 400)] {
        let token = said.split("\n\n").find_map(|part| part.strip_prefix(&format!("{who}\n  "))).unwrap();
        assert_eq!(service.enforce(token, r#"{"enforced":true}"#).status, status, "{who}");
    }
    for file in ["portcullis.db", "portcullis-dev.secret", "portcullis-dev.key", "portcullis-dev.toml"] {
        let path = home.folder.path().join("data").join(file);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
    }
    // the other commands work with the configuration file of the demo
    let shown = home.succeed(&["--config", "data/portcullis-dev.toml", "policy", "show", "--organization", "demo"]);
    assert!(shown.contains("enforced\ttrue"), "{shown}");
    let token = home.succeed(&["--config", "data/portcullis-dev.toml", "token", "--subject", "owner"]);
    assert_eq!(service.enforce(&token, r#"{"enforced":true}"#).status, 200);
    // another session than that of the call that enforced
    assert_eq!(service.enforce(&token, r#"{"enforced":false}"#).status, 403);
    let owner = said.split("\n\n").find_map(|part| part.strip_prefix("owner\n  ")).unwrap();
    assert_eq!(service.enforce(owner, r#"{"enforced":false}"#).status, 200);
}

#[test]
fn demo_keeps_its_data_on_a_second_start() {
    let home = Home::bare();
    let token = {
        let service = home.serve(&["--dev"]);
        let said = service.read_until("Everything is in data").join("\n");
        let token = said.split("\n\n").find_map(|part| part.strip_prefix("owner\n  ")).unwrap().to_owned();
        assert_eq!(service.enforce(&token, r#"{"enforced":true}"#).status, 200);
        token
    };
    let service = home.serve(&["--dev"]);
    assert_eq!(service.enforce(&token, r#"{"enforced":true}"#).status, 200, "the key is kept");
    let shown = home.succeed(&["policy", "show", "--organization", "demo"]);
    assert!(shown.contains("version\t2"), "{shown}");
}

#[test]
fn demo_database_is_never_served_in_production() {
    let home = Home::bare();
    drop(home.serve(&["--dev"]));
    let output = home.fail(&["--config", "data/portcullis-dev.toml", "serve"]);
    assert!(output.contains("serve --dev"), "{output}");
}

#[test]
fn demo_requires_loopback_sqlite_and_its_own_issuer() {
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    for (variable, value) in [
        ("PORTCULLIS_BIND", "0.0.0.0:0"),
        ("DATABASE_URL", "postgres://localhost/portcullis"),
        ("PORTCULLIS_ISSUER", "https://idp.example"),
        ("PORTCULLIS_JWKS_FILE", "keys.json"),
        ("PORTCULLIS_JWT_SECRET", "a-secret-that-is-used-in-production"),
        ("PORTCULLIS_STEP_UP", "maybe"),
        ("PORTCULLIS_BIND", &other.local_addr().unwrap().to_string()),
    ] {
        let home = Home::bare().with(variable, value);
        home.fail(&["serve", "--dev"]);
        assert!(!home.folder.path().join("data").exists(), "{variable}: something was made all the same");
    }
}

#[test]
fn demo_leaves_a_production_folder_unchanged() {
    let home = Home::bare();
    let folder = home.folder.path();
    home.succeed(&["init"]);
    let secret = std::fs::read_to_string(folder.join("portcullis.toml")).unwrap();
    let here = format!("sqlite://{}/portcullis.db", folder.display());
    let there = Home::bare().with("DATABASE_URL", &here);
    there.succeed(&["migrate"]);
    let output = there.fail(&["serve", "--dev"]);
    assert!(output.contains("was not made by --dev"), "{output}");
    assert_eq!(std::fs::read_to_string(folder.join("portcullis.toml")).unwrap(), secret);
    let left: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("dev")), "{left:?}");
}

#[test]
fn demo_in_the_current_folder_starts_twice() {
    let home = Home::bare().with("DATABASE_URL", "sqlite://demo.db");
    for _ in 0..2 {
        home.serve(&["--dev"]).read_until("Everything is in");
    }
}

#[test]
fn demo_refuses_a_database_with_organizations() {
    let database = crate::fixtures::Database::sqlite();
    Home::of(&database).populate();
    let home = Home::bare().with("DATABASE_URL", &database.url());
    let output = home.fail(&["serve", "--dev"]);
    assert!(output.contains("was not made by --dev"), "{output}");
    let listed = home.succeed(&["organization", "list"]);
    assert!(!listed.contains("demo"), "{listed}");
}
