//! `docs/operate/configuration.md`, made from the table.

use std::fmt::Write as _;

use super::{PROFILE_EXAMPLE, SETTINGS};

const HEAD: &str = "# Configuration

<!-- Made from the code by `make generated`; a test keeps it true. -->

A setting is given by a flag, an environment variable or a TOML file; the first of these that gives it wins. An empty
variable gives nothing. The file is the one that `--config` or `PORTCULLIS_CONFIG` names, else `portcullis.toml` in the
current folder, if it exists. `portcullis init` writes a complete one.

A setting that is or may contain a secret has no flag, because every account of a machine sees command lines. A list is
separated by commas; the file also takes a list of strings.

An unknown key in the file is an error, and so is an unknown variable that begins with `PORTCULLIS_`, except those that
Kubernetes sets for a Service named `portcullis` (`PORTCULLIS_PORT…`, `PORTCULLIS_SERVICE_…`).

All settings are checked before the service listens, migrates or starts anything, and every problem is reported at once,
with the origin of the value. `portcullis check` reports what is right and what is wrong, and never shows a secret.

| variable | key in the file | flag | default | what it is |
| --- | --- | --- | --- | --- |
";

const PROFILES: &str = "
## Gate profiles

In the file a profile is a table. Its keys are the words of `PORTCULLIS_GATE_PROFILES`; a word without a value is `true`.
The tables stand at the end of the file, because in TOML every key after a table belongs to it. The variable and the flag
replace all of them.

";

/// Returns the page.
fn page() -> String {
    let mut page = HEAD.to_owned();
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    for setting in SETTINGS {
        let flag = if setting.secret { String::new() } else { format!("`--{}`", setting.flag()) };
        let (variable, name, default) = (code(setting.variable), code(setting.name), code(setting.default));
        let _ = writeln!(page, "| {variable} | {name} | {flag} | {default} | {} |", setting.help);
    }
    let _ = write!(page, "{PROFILES}```toml\n{PROFILE_EXAMPLE}```\n");
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
