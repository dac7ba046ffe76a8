//! The client samples of `docs/integrate/samples.md`, run for each installed language.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;

use crate::fixtures::{Home, Service, TIMEOUT, root};
use serde_json::Value;

const ANSWER: &str = r#"{"success":true,"message":"MFA enforcement enabled for organization"}"#;

/// Language, file name, command, and version flag.
const LANGUAGES: [(&str, &str, &[&str], &str); 7] = [
    ("bash", "enforce.sh", &["bash"], "--version"),
    ("javascript", "enforce.mjs", &["node"], "--version"),
    ("ruby", "enforce.rb", &["ruby"], "--version"),
    ("python", "enforce.py", &["python3"], "--version"),
    ("php", "enforce.php", &["php"], "--version"),
    ("java", "Enforce.java", &["java"], "--version"),
    ("go", "enforce.go", &["go", "run"], "version"),
];

fn sample(language: &str) -> String {
    let page = std::fs::read_to_string(root().join("docs/integrate/samples.md")).unwrap();
    let fence = format!("```{language}\n");
    let mut blocks = page.split(&fence).skip(1);
    let block = blocks.next().unwrap_or_else(|| panic!("no sample in {language}"));
    assert!(blocks.next().is_none(), "more than one sample in {language}");
    block.split("\n```").next().unwrap().to_owned() + "\n"
}

fn demo() -> (Home, Service, String, String) {
    let home = Home::bare();
    let service = home.serve(&["--dev"]);
    let said = service.read_until("Everything is in data").join("\n");
    let token =
        |who: &str| said.split("\n\n").find_map(|part| part.strip_prefix(&format!("{who}\n  "))).unwrap().to_owned();
    let (owner, member) = (token("owner"), token("member"));
    (home, service, owner, member)
}

#[test]
fn samples_enforce_and_report_refusals() {
    let (home, service, owner, member) = demo();
    for (language, file, runner, version) in LANGUAGES {
        let path = home.folder.path().join(file);
        std::fs::write(&path, sample(language)).unwrap();
        let here = Command::new(runner[0]).arg(version).output().is_ok_and(|output| output.status.success());
        if !here {
            println!("left out: {language}, for {} is not on this machine", runner[0]);
            continue;
        }
        let run = |token: &str| {
            let mut command = Command::new(runner[0]);
            command.args(&runner[1..]).arg(&path).env("PORTCULLIS_URL", &service.address).env("TOKEN", token);
            command.output().unwrap()
        };
        let done = run(&owner);
        assert!(done.status.success(), "{language}: {done:?}");
        assert_eq!(String::from_utf8(done.stdout).unwrap().trim_end(), ANSWER, "{language}");
        let refused = run(&member);
        assert!(!refused.status.success(), "{language} takes a refusal for success");
        let output = String::from_utf8(refused.stderr).unwrap();
        assert!(output.contains("403") && output.contains("Insufficient permissions"), "{language}: {output}");
    }
}

#[test]
fn raw_http_sample_enforces() {
    let (_home, service, owner, _) = demo();
    let host = service.address.trim_start_matches("http://");
    let request = sample("http").trim_end().replace("{host}", host).replace("{token}", &owner);
    let (head, body) = request.split_once("\n\n").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    write!(stream, "{}\r\n\r\n{body}", head.replace('\n', "\r\n")).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let body: Value = serde_json::from_str(answer.rsplit("\r\n\r\n").next().unwrap()).unwrap();
    assert_eq!(body, serde_json::from_str::<Value>(ANSWER).unwrap());
}
