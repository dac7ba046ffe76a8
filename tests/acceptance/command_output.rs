//! What commands print: changes, errors that name their subject, and nothing into a closed stream.

use std::process::Stdio;

use crate::fixtures::{Database, Home};

fn populated() -> (Database, Home) {
    let database = Database::sqlite();
    let home = Home::of(&database);
    home.populate();
    (database, home)
}

#[test]
fn closed_output_ends_no_command_with_a_panic() {
    let (_database, home) = populated();
    // the document is larger than the buffer of a pipe
    for arguments in [&["openapi"][..], &["check"], &["member", "list", "--organization", "acme"]] {
        let mut child = home.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
    }
    let mut child = home.command(&["member", "list"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(2), "usage");
    let missing = home.command(&["policy", "show", "--organization", "nowhere"]);
    let mut child = { missing }.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn help_that_cannot_be_written_is_a_failure() {
    let home = Home::bare();
    let help = |output: Stdio| home.command(&["--help"]).stdout(output).stderr(Stdio::piped()).output().unwrap();
    let full = help(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap().into());
    let said = String::from_utf8(full.stderr).unwrap();
    assert_eq!(full.status.code(), Some(1), "{said}");
    assert!(said.starts_with("error: help cannot be written: "), "{said}");
    assert_eq!(help(Stdio::null()).status.code(), Some(0));
}

#[test]
fn missing_file_is_named_in_plain_words() {
    let (_database, home) = populated();
    let said = home.fail(&["member", "import", "--organization", "acme", "nowhere.csv"]);
    assert_eq!(said.trim(), "error: nowhere.csv cannot be read: No such file or directory (os error 2)");
}

#[test]
fn change_of_a_person_into_a_service_is_printed() {
    let (_database, home) = populated();
    let add = |subject: &str| {
        home.succeed(&["member", "add", "--organization", "acme", "--subject", subject, "--kind", "service"])
    };
    assert_eq!(
        add("administrator"),
        "changed administrator: kind person is now service, role ADMINISTRATORS is now USER"
    );
    assert_eq!(add("user"), "changed user: kind person is now service");
    assert_eq!(add("robot"), "added robot");
}

#[test]
fn errors_name_the_member_and_the_organization() {
    let (_database, home) = populated();
    for command in [
        &["member", "remove"][..],
        &["member", "enter"],
        &["member", "enrolment-code"],
        &["member", "role", "--role", "USER"],
        &["authenticator", "list"],
        &["authenticator", "reset"],
        &["authenticator", "unlock"],
        &["session", "end"],
    ] {
        let missing = [command, &["--organization", "acme", "--subject", "nobody"]].concat();
        let said = home.fail(&missing);
        assert!(said.contains("error: nobody is not a member of acme"), "{command:?}: {said}");
        let nowhere = [command, &["--organization", "nowhere", "--subject", "user"]].concat();
        let said = home.fail(&nowhere);
        assert!(said.contains("error: there is no organization nowhere"), "{command:?}: {said}");
    }
}

#[test]
fn last_owner_is_told_what_to_do_first() {
    let (_database, home) = populated();
    home.succeed(&["member", "remove", "--organization", "other", "--subject", "both"]);
    let last = home.fail(&["member", "remove", "--organization", "other", "--subject", "foreign"]);
    assert!(last.contains("make another member OWNER first"), "{last}");
}

#[test]
fn service_gets_no_enrolment_code() {
    let (_database, home) = populated();
    let of = ["--organization", "acme", "--subject", "robot"];
    home.succeed(&[&["member", "add", "--kind", "service"][..], &of].concat());
    let said = home.fail(&[&["member", "enrolment-code"][..], &of].concat());
    assert!(said.contains("a service enrols no authenticator and needs no enrolment code"), "{said}");
}

#[test]
fn check_reports_unused_address_claims_and_logout() {
    let (database, home) = populated();
    let checked = |home: Home| String::from_utf8(home.run(&["check"]).stdout).unwrap();
    let plain = checked(home);
    assert!(plain.contains("ok     e-mail claim: email, if email_verified says"), "{plain}");
    assert!(plain.contains("ok     logout: /backchannel-logout accepts logout tokens for portcullis"), "{plain}");
    assert!(plain.contains("ok     audit log: network and e-mail addresses are removed after 365 days"), "{plain}");
    assert!(plain.contains("note   clients: PORTCULLIS_CLIENTS is not set"), "{plain}");
    let upn = checked(Home::of(&database).with("PORTCULLIS_CLAIM_EMAIL", "upn"));
    assert!(upn.contains("note   e-mail claim: upn is not used"), "{upn}");
    let mute = checked(Home::of(&database).with("PORTCULLIS_LOGOUT_AUDIENCE", ","));
    assert!(mute.contains("wrong  logout: PORTCULLIS_LOGOUT_AUDIENCE must name at least one audience"), "{mute}");
}

#[test]
fn variable_overrides_the_key_of_the_file() {
    let (database, _home) = populated();
    let home = Home::of(&database).with("PORTCULLIS_ENCRYPTION_KEY", "");
    let folder = home.folder.path().to_owned();
    std::fs::write(
        folder.join("portcullis.toml"),
        "encryption_key = \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\"\n",
    )
    .unwrap();
    for file in ["portcullis.toml", "keys"] {
        std::fs::write(folder.join("keys"), "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=\n").unwrap();
        private(&folder.join(file));
    }
    let list = |home: &Home| home.succeed(&["keys", "list"]);
    let in_file = list(&home);
    let home = home.with("PORTCULLIS_ENCRYPTION_KEY_FILE", "keys");
    let in_variable = list(&home);
    assert_ne!(in_file.lines().next(), in_variable.lines().next());
    let both =
        home.with("PORTCULLIS_ENCRYPTION_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=").fail(&["keys", "list"]);
    let expected = "PORTCULLIS_ENCRYPTION_KEY and PORTCULLIS_ENCRYPTION_KEY_FILE are mutually exclusive";
    assert!(both.contains(expected), "{both}");
}

/// Lets the account alone read a file.
fn private(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}
