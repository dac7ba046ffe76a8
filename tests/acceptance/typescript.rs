//! A TypeScript client, generated from the OpenAPI document of the built program and compiled with strict checks.
//!
//! Needs node with the packages of `tests/typescript`.

use std::path::PathBuf;
use std::process::Command;

use crate::fixtures::{Database, Home, is_installed, root};

fn folder() -> PathBuf {
    root().join("tests/typescript")
}

/// Whether the generator is installed; then generates the types.
fn generated() -> bool {
    let mut import = Command::new("node");
    import.args(["-e", "import('openapi-typescript')"]).current_dir(folder());
    if !is_installed("node with openapi-typescript (npm ci in tests/typescript)", &mut import) {
        return false;
    }
    std::fs::create_dir_all(folder().join("generated")).unwrap();
    std::fs::write(folder().join("generated/openapi.json"), Home::bare().succeed(&["openapi"])).unwrap();
    run(Command::new("node").args(["check.mjs", "generated/openapi.json", "generated/openapi.ts"]));
    true
}

/// Runs a command in the folder of the client; it must succeed.
fn run(command: &mut Command) {
    let output = command.current_dir(folder()).output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {stdout}{stderr}");
}

/// No body, parameter or answer is `unknown` or an empty object, and a client compiles and enforces, enrols, signs in and
/// passes the gate.
#[test]
fn generated_client_enforces_enrols_and_passes_the_gate() {
    if !generated() {
        return;
    }
    run(Command::new("node").args(["node_modules/typescript/bin/tsc", "--project", "."]));
    let home = Home::of(&Database::sqlite());
    home.populate();
    let service = home.serve(&[]);
    let tokens = [home.token("owner@acme"), home.session_token("sid-1"), home.session_token("sid-2")];
    run(Command::new("node").arg("generated/compiled/client.js").arg(&service.address).args(tokens));
}
