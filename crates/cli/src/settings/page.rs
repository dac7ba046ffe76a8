//! `docs/operate/configuration.md`, made from the table.

use std::fmt::Write as _;

use super::SETTINGS;

const HEAD: &str = "# Configuration

<!-- Made from the code by `make generated`; a test keeps it true. -->

A setting is given by a flag, by an environment variable or in a TOML file; the first of these that gives it wins. An
empty variable gives nothing. The file is the one that `--config` or `PORTCULLIS_CONFIG` names, else `portcullis.toml`
in the current folder if there is one. `portcullis init` writes a complete one.

Settings that are secret, or may hold a secret, have no flag: command lines are seen by everybody on a machine. Where a
list is meant, the file takes a list of texts as well.

An unknown key in the file is refused, and so is an unknown variable that begins with `PORTCULLIS_`, but for those that
Kubernetes sets for a Service named `portcullis` (`PORTCULLIS_PORT…`, `PORTCULLIS_SERVICE_…`).

`portcullis check` says what is wrong with a configuration, and never shows a secret.

| variable | key in the file | flag | default | what it is |
| --- | --- | --- | --- | --- |
";

/// The page, as `docs/operate/configuration.md` holds it.
fn page() -> String {
    let mut page = HEAD.to_owned();
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    for setting in SETTINGS {
        let flag = if setting.secret { String::new() } else { format!("`--{}`", setting.flag()) };
        let (variable, name, default) = (code(setting.variable), code(setting.name), code(setting.default));
        let _ = writeln!(page, "| {variable} | {name} | {flag} | {default} | {} |", setting.help);
    }
    page
}

/// Compares the page with what the code makes of it, or writes it (`make generated`).
#[test]
#[expect(clippy::disallowed_methods, reason = "the one switch of `make generated`")]
fn the_page_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operate/configuration.md");
    if std::env::var("GENERATE").is_ok() {
        std::fs::write(path, page()).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == page(), "docs/operate/configuration.md is not current: run `make generated`");
}
