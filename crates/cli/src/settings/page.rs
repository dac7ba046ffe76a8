//! `docs/operate/configuration.md`, generated from the table.

use std::fmt::Write as _;

use super::{CLIENT_EXAMPLE, PROFILE_EXAMPLE, SETTINGS};

const HEAD: &str = "# Configuration

<!-- Generated from the code by `make generated`; a test keeps it current. -->

Each setting can be given as a flag, as an environment variable, or as a key in a TOML file. A flag overrides a variable,
and a variable overrides the file, also where they give settings that exclude each other, such as a secret and the file of
the secret. An empty variable counts as absent. The file is `portcullis.toml` in the current folder, or the one named by
`--config` or `PORTCULLIS_CONFIG`; `portcullis init` writes a complete one.

Settings that are or may contain secrets have no flag, because command lines are visible to every user of the machine. A
list is separated by commas; in the file it may also be a TOML array.

Unknown keys and unknown variables that begin with `PORTCULLIS_` are errors. The variables that Kubernetes sets for a
Service named `portcullis` (`PORTCULLIS_PORT…`, `PORTCULLIS_SERVICE_…`) are ignored.

All settings are checked before the service listens, migrates or starts anything, and all problems are reported at once.
`portcullis check` does the same without starting. Neither prints a secret.

## Files with secrets

| file | others can write it | others can read it |
| --- | --- | --- |
| the settings, if they contain a secret; `…_SECRET_FILE`, `…_KEY_FILE`, `PORTCULLIS_TLS_KEY` | refused | reported by `check`, warned about by `serve` |
| one of these that `init` or `serve --dev` wrote, or a key beside the settings | refused | refused by `serve` |
| the settings without secrets; `PORTCULLIS_JWKS_FILE`, `PORTCULLIS_ISSUER_CA_FILE`, `PORTCULLIS_SMTP_CA_FILE`, `PORTCULLIS_TLS_CERT` | refused | accepted |

*Others can write* means the write bits of group and others, wherever the file is. *Others can read* means the read bits of
others, and of a group that the process is not in. Files in memory (`tmpfs`, `ramfs`) and on read-only mounts may have any
read bits: these are the secrets that container engines, Kubernetes and systemd hand over.

The process leaves no core dumps, and processes of the same account cannot read its memory (Linux).
";

/// The sections of the page, each with the name of its first setting.
const SECTIONS: [(&str, &str); 9] = [
    ("bind", "Network"),
    ("database_url", "Database"),
    ("issuer", "Identity provider"),
    ("encryption_key", "Keys and public URL"),
    ("rp_id", "Passkeys"),
    ("smtp_url", "Mail"),
    ("token_type", "Tokens and claims"),
    ("default_grace_days", "Organizations and the gate"),
    ("log", "Logging"),
];

const PROFILES: &str = "
## Gate profiles in the file

In the file, a profile is a table. Its keys are the words of `PORTCULLIS_GATE_PROFILES`; a word without a value is `true`.
Put these tables at the end of the file, because in TOML every key after a table belongs to it. The variable or the flag
replaces all of them.

";

const CLIENTS: &str = "
## Clients in the file

In the file, a client is a table with its subject, rights and organizations; `\"*\"` stands for all organizations. Put these
tables at the end of the file. The variable or the flag replaces all of them.

";

/// Returns the page: for each section a table of its settings, and a description of each.
fn page() -> String {
    let mut page = HEAD.to_owned();
    let mut descriptions = String::new();
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    for setting in SETTINGS {
        if let Some((_, title)) = SECTIONS.iter().find(|(first, _)| *first == setting.name) {
            page.push_str(&std::mem::take(&mut descriptions));
            let _ = writeln!(page, "\n## {title}\n\n| variable | key | flag | default |\n| --- | --- | --- | --- |");
            descriptions.push('\n');
        }
        let flag = if setting.secret { String::new() } else { format!("`--{}`", setting.flag()) };
        let (variable, name, default) = (code(setting.variable), code(setting.name), code(setting.default));
        let _ = writeln!(page, "| {variable} | {name} | {flag} | {default} |");
        let _ = writeln!(descriptions, "- {name}: {}.", setting.help);
    }
    let _ = write!(descriptions, "{PROFILES}```toml\n{PROFILE_EXAMPLE}```\n");
    let _ = write!(descriptions, "{CLIENTS}```toml\n{CLIENT_EXAMPLE}```\n");
    page + &descriptions
}

/// Compares the page with the generated one, or writes it (`make generated`).
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
