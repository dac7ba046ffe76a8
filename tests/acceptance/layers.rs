//! The dependencies between our crates, read from cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::fixtures::root;
use serde_json::Value;

fn metadata() -> Value {
    let rustc = Command::new("rustc").arg("-vV").current_dir(root()).output().unwrap();
    let output = String::from_utf8(rustc.stdout).unwrap();
    let host = output.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--filter-platform", host, "--features", "portcullis/postgres"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The dependencies that each of our packages declares, without those of tests.
fn named(metadata: &Value) -> BTreeMap<&str, BTreeSet<&str>> {
    let members = metadata["workspace_members"].as_array().unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter().filter(|package| members.contains(&package["id"]));
    packages
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let shipped = dependencies.filter(|dependency| dependency["kind"].is_null());
            (package["name"].as_str().unwrap(), shipped.map(|one| one["name"].as_str().unwrap()).collect())
        })
        .collect()
}

/// All dependencies of a package with all its features, without those of tests.
fn brought(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--all-features", "--edges", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = String::from_utf8(output.stdout).unwrap();
    let names = output.lines().filter_map(|line| line.split(' ').next());
    names.filter(|name| *name != package).map(str::to_owned).collect()
}

#[test]
fn domain_has_no_io_dependencies() {
    let metadata = metadata();
    assert_eq!(
        named(&metadata)["portcullis-domain"],
        BTreeSet::from(["derive_more", "jiff", "totp-rs", "uuid", "zeroize"])
    );
    let brought = brought("portcullis-domain");
    for forbidden in ["serde_json", "tokio", "futures", "futures-util", "async-trait", "diesel", "actix-web"] {
        assert!(!brought.contains(forbidden), "{forbidden} came into the domain");
    }
}

#[test]
fn api_and_adapters_do_not_depend_on_each_other() {
    let metadata = metadata();
    let named = named(&metadata);
    let ours = |package: &str| -> BTreeSet<&str> {
        named[package].iter().copied().filter(|name| name.starts_with("portcullis")).collect()
    };
    assert_eq!(ours("portcullis-api"), BTreeSet::from(["portcullis-domain"]));
    assert_eq!(ours("portcullis-adapters"), BTreeSet::from(["portcullis-domain"]));
    assert_eq!(ours("portcullis"), BTreeSet::from(["portcullis-adapters", "portcullis-api", "portcullis-domain"]));
    assert!(!brought("portcullis-api").contains("diesel"));
    assert!(!brought("portcullis-adapters").contains("actix-web"));
    for outsider in ["openssl", "native-tls", "ring"] {
        assert!(!brought("portcullis").contains(outsider), "{outsider} came into the program");
    }
}

#[test]
fn domain_example_is_short_and_runs() {
    let source = std::fs::read_to_string(root().join("crates/domain/examples/reuse.rs")).unwrap();
    assert!(source.lines().count() < 60, "{} lines", source.lines().count());
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "portcullis-domain", "--example", "reuse"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "acme requires MFA now: true\nbob may not: true\n");
}

#[test]
fn middleware_example_enforces_the_decision() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    let mut example = Command::new(env!("CARGO"));
    example.args(["run", "--quiet", "--package", "portcullis-api", "--example", "require_mfa"]).current_dir(root());
    let mut example = example.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(example.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap().to_owned();
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let output = ["robot", "alice", "stranger"].map(|token| {
        let call = agent.get(format!("{address}/invoices")).header("authorization", format!("Bearer {token}"));
        let mut response = call.call().unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    });
    example.kill().unwrap();
    example.wait().unwrap();
    assert_eq!(output[0], (200, "the invoices of robot, allowed as service\n".to_owned()));
    assert_eq!((output[1].0, output[2].0), (403, 403), "{output:?}");
}
