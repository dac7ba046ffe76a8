//! An installation of the last version: its configuration and its database, as that program wrote them.
//!
//! `tests/upgrade` holds both, with what a member of it holds. The program of commit a1dbaaa wrote them
//! (`recording::last_version_is_recorded`).

use std::path::PathBuf;

use crate::fixtures::{Database, Home, code, login, read_with_published_keys, root, seconds_ahead};
use serde_json::{Value, json};

on_each_database! {
    last_installation_starts_as_it_is,
    last_installation_changes_its_keys,
}

const CONFIGURATION: &str = "portcullis.toml";

/// A file of `tests/upgrade`.
fn recorded(name: &str) -> PathBuf {
    root().join("tests/upgrade").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(recorded(name)).unwrap()
}

/// The name of the files of this kind of database.
fn name_of(database: &Database) -> &'static str {
    match database {
        Database::Sqlite(_) => "sqlite",
        #[cfg(feature = "postgres")]
        Database::Postgres { .. } => "postgres",
    }
}

/// What the member `user` holds since the last version: `secret`, `recoveryCode` and `refreshToken`.
struct Member(Value);

impl Member {
    fn of(database: &Database) -> Self {
        Self(serde_json::from_str(&read(&format!("{}.json", name_of(database)))).unwrap())
    }

    fn get(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap()
    }

    /// The current one-time password, and a recovery code.
    fn proofs(&self) -> [String; 2] {
        [code(self.get("secret"), 0), self.get("recoveryCode").to_owned()]
    }
}

/// The dump with sessions that began now: their ids name the time (RFC 9562, section 5.7), and none is refreshed for longer
/// than the policy's maximum age.
fn with_sessions_of_now(mut dump: String) -> String {
    let milliseconds = seconds_ahead(0) * 1000;
    let now = format!("{:08x}-{:04x}", milliseconds >> 16, milliseconds & 0xffff);
    let rows =
        dump.lines().filter_map(|line| line.split_once(" sessions VALUES").or(line.split_once(".sessions VALUES")));
    let ids: Vec<_> = rows.map(|(_, row)| row.split('\'').nth(1).unwrap().to_owned()).collect();
    assert!(!ids.is_empty());
    for id in ids {
        dump = dump.replace(&id, &format!("{now}{}", &id[now.len()..]));
    }
    dump
}

/// The configuration and the database of the last version, as if it had been stopped just now.
fn last_installation(database: &Database) -> Home {
    // the dump sets the search path of its connection
    let dump = with_sessions_of_now(read(&format!("{}.sql", name_of(database))));
    database.raw().execute(&dump);
    let now = match database {
        Database::Sqlite(_) => "CAST(strftime('%s', 'now') AS INTEGER) * 1000000",
        #[cfg(feature = "postgres")]
        Database::Postgres { .. } => "now()",
    };
    database.raw().execute(&format!(
        "UPDATE sessions SET verified_at = {now}, refresh_rotated_at = {now};
         UPDATE signing_keys SET active_from = {now}"
    ));
    configured(database)
}

/// The configuration of the last version for this database, in a file of the mode that `init` chose.
fn configured(database: &Database) -> Home {
    let home = Home::bare().with("DATABASE_URL", &database.url());
    let file = home.folder.path().join(CONFIGURATION);
    std::fs::copy(recorded(CONFIGURATION), &file).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    home
}

/// As docs/operate/upgrades.md says: nothing has to be set, and what members hold still counts.
fn last_installation_starts_as_it_is(database: &Database) {
    let (home, member) = (last_installation(database), Member::of(database));
    let pending = home.run(&["check"]);
    let pending = String::from_utf8_lossy(&pending.stdout).into_owned();
    let wrong: Vec<_> = pending.lines().filter(|line| line.starts_with("wrong")).collect();
    assert!(wrong.len() == 1 && wrong[0].contains("run `portcullis migrate`"), "{pending}");

    let service = home.serve(&["--migrate"]);
    home.succeed(&["check"]);
    assert_eq!(service.get("/readyz").status, 200);
    // the session is still verified, and refreshed
    let session = home.session_token("sid-1");
    assert_eq!(service.gate(&session), (200, "verified".to_owned()));
    let refreshed = service.post("", "/mfa/refresh", &json!({ "refreshToken": member.get("refreshToken") }));
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    let full = refreshed.body["accessToken"].as_str().unwrap();
    assert_eq!(read_with_published_keys(&service, full)["sub"], "user");
    assert_eq!(service.get_as(full, "/mfa/status").status, 200);
    // in a new one, the authenticator and a recovery code are proofs
    for (session, proof) in ["sid-2", "sid-3"].into_iter().zip(member.proofs()) {
        let token = home.session_token(session);
        assert_eq!(service.gate(&token).0, 401, "{session}");
        let granted = login(&service, &token, &proof);
        assert_eq!(granted.status, 200, "{session}: {granted:?}");
        assert_eq!(service.gate(&token).0, 200, "{session}");
    }
    // the policies are those of before, and change as before
    assert!(database.stored("acme").mfa_enforced && !database.stored("other").mfa_enforced);
    let owner = home.token("foreign@other");
    for enforced in [true, false] {
        let changed = service.enforce(&owner, &json!({ "enforced": enforced }).to_string());
        assert_eq!(changed.status, 200, "{changed:?}");
        assert_eq!(database.stored("other").mfa_enforced, enforced);
    }
    for organization in ["acme", "other"] {
        database.assert_audit_log_agrees(organization);
    }
    // clients act by their scopes
    let provisioner = home.client_token("provisioner", "portcullis.provision");
    let added = service.put(&provisioner, "/organizations/acme/members/provisioned", &json!({}));
    assert_eq!(added.status, 200, "{added:?}");
    let decider = home.client_token("decider", "portcullis.decide");
    let decision = service.post(&decider, "/mfa/decision", &json!({ "token": session }));
    assert_eq!((decision.status, &decision.body["data"]["decision"]), (200, &json!("allow")), "{decision:?}");
    // values have the form that the last version reads, for a way back
    let keys = home.succeed(&["keys", "list"]);
    assert!(!keys.contains(".2\t"), "{keys}");
}

/// `keys rotate` changes the form of the keys; the service runs meanwhile.
fn last_installation_changes_its_keys(database: &Database) {
    let (home, member) = (last_installation(database), Member::of(database));
    let service = home.serve(&["--migrate"]);
    home.succeed(&["keys", "rotate"]);
    let keys = home.succeed(&["keys", "list"]);
    let encryption: Vec<_> = keys.lines().filter(|line| line.starts_with("encryption")).collect();
    let [derived, plain] = *encryption else { panic!("both forms: {keys}") };
    assert!(derived.contains(".2\tnewest\tauthenticators 2\t"), "{keys}");
    assert!(plain.contains("\tauthenticators 0\tsigning keys 0\t"), "{keys}");
    for (session, proof) in ["sid-2", "sid-3"].into_iter().zip(member.proofs()) {
        let granted = login(&service, &home.session_token(session), &proof);
        assert_eq!(granted.status, 200, "{session}: {granted:?}");
    }
    let refreshed = service.post("", "/mfa/refresh", &json!({ "refreshToken": member.get("refreshToken") }));
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
}

#[cfg(feature = "postgres")]
mod recording {
    use std::path::Path;
    use std::process::Command;

    use super::*;
    use crate::fixtures::{AUDIENCE, ENCRYPTION_KEY, ISSUER, PUBLIC_URL, SECRET, enrolled, variable};

    /// Writes `tests/upgrade` anew with the program that `PORTCULLIS_LAST_VERSION` names. Needs sqlite3 and `pg_dump`.
    #[test]
    #[ignore = "records fixtures with another build of the program"]
    fn last_version_is_recorded() {
        let program = PathBuf::from(variable("PORTCULLIS_LAST_VERSION").unwrap());
        std::fs::create_dir_all(recorded("")).unwrap();
        record_configuration(&program);
        for database in [Database::sqlite(), Database::postgres()] {
            let name = name_of(&database);
            let member = populate(&database, &program);
            std::fs::write(recorded(&format!("{name}.json")), format!("{member:#}\n")).unwrap();
            let mut dump = match &database {
                Database::Sqlite(folder) => {
                    let mut command = Command::new("sqlite3");
                    command.arg(folder.path().join("portcullis.db")).arg(".dump");
                    command
                }
                Database::Postgres { .. } => {
                    let mut command = Command::new("pg_dump");
                    command.args(["--inserts", "--no-owner", "--no-privileges", &database.url()]);
                    command
                }
            };
            let output = dump.output().unwrap();
            assert!(output.status.success(), "{output:?}");
            let text = String::from_utf8(output.stdout).unwrap();
            // without the commands of psql, which are no SQL
            let is_sql = |line: &&str| !line.is_empty() && !line.starts_with(['\\', '-']);
            let sql: Vec<_> = text.lines().filter(is_sql).collect();
            std::fs::write(recorded(&format!("{name}.sql")), sql.join("\n") + "\n").unwrap();
        }
    }

    /// A file of `init` in which an operator has set a little of everything.
    fn record_configuration(program: &Path) {
        let home = Home::bare().running(program);
        home.succeed(&["init", CONFIGURATION]);
        let mut text = std::fs::read_to_string(home.folder.path().join(CONFIGURATION)).unwrap();
        for (name, value) in [
            ("issuer", ISSUER),
            ("audience", AUDIENCE),
            ("public_url", PUBLIC_URL),
            ("jwt_secret", SECRET),
            ("encryption_key", ENCRYPTION_KEY),
            ("trusted_proxies", "127.0.0.1, 10.0.0.0/8"),
            ("cors_origins", "https://app.example.com"),
            ("provider_mfa", "acr=gold:mfa"),
            ("step_up", "weakening"),
            ("deciders", "decider"),
            ("token_type", "any"),
            ("gate_profiles", "admin: phishing_resistant; web: cookie=session"),
        ] {
            let is_it = |line: &&str| line.trim_start_matches("# ").starts_with(&format!("{name} = "));
            let line = text.lines().find(is_it).unwrap().to_owned();
            text = text.replacen(&format!("\n{line}\n"), &format!("\n{name} = \"{value}\"\n"), 1);
        }
        std::fs::write(recorded(CONFIGURATION), text).unwrap();
    }

    /// Uses the last version as an installation would, and returns what `user` holds.
    fn populate(database: &Database, program: &Path) -> Value {
        let home = configured(database).running(program);
        home.succeed(&["migrate"]);
        home.succeed(&["check"]);
        home.populate();
        let service = home.serve(&[]);
        let user = enrolled(&home, &service);
        let granted = login(&service, &user.token, &code(&user.secret, 0));
        assert_eq!(granted.status, 200, "{granted:?}");
        let refreshed = service.post("", "/mfa/refresh", &json!({ "refreshToken": granted.body["refreshToken"] }));
        assert_eq!(refreshed.status, 200, "{refreshed:?}");
        for (subject, body) in [("billing@acme", r#"{"enforced":true}"#), ("owner@acme", r#"{"enforced":true}"#)] {
            service.enforce(&home.token(subject), body);
        }
        // wrong codes, a pending setup, and a machine's token
        assert_eq!(login(&service, &home.session_token("sid-9"), "000000").status, 400);
        let administrator = home.token("administrator@acme");
        assert_eq!(service.post(&administrator, "/mfa/setup", &json!({ "mfaType": "GOOGLE_AUTH" })).status, 200);
        json!({ "secret": user.secret, "recoveryCode": user.codes[0], "refreshToken": refreshed.body["refreshToken"] })
    }
}
