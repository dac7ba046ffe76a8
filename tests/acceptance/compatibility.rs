//! Names that others depend on: error codes, audit actions, metrics, settings, commands and operations are those that
//! `tests/compatibility` lists. A name that is gone breaks someone's client, alert or script; a new one is added to
//! the list, below "Added since".

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::fixtures::{Database, Home, get_text, root};
use serde_json::Value;

/// Compares the names in a list with those of this version.
fn compare(list: &str, now: &BTreeSet<String>) {
    let path = root().join("tests/compatibility").join(list);
    let text = std::fs::read_to_string(path).unwrap();
    let names = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let listed: BTreeSet<String> = names.map(str::to_owned).collect();
    let gone: Vec<_> = listed.difference(now).collect();
    assert!(gone.is_empty(), "removed or renamed, though others depend on it: {gone:#?}");
    let new: Vec<_> = now.difference(&listed).collect();
    assert!(new.is_empty(), "add to tests/compatibility/{list}, below \"Added since\": {new:#?}");
}

/// The files below a folder that `wanted` accepts.
fn files(folder: &Path, wanted: &dyn Fn(&Path) -> bool, found: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files(&path, wanted, found);
        } else if wanted(&path) {
            found.push(path);
        }
    }
}

/// The rows of the tables with this header; one page in `docs` has them.
fn rows(header: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    files(&root().join("docs"), &|path| path.extension().is_some_and(|extension| extension == "md"), &mut pages);
    let texts: Vec<_> = pages.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let pages: Vec<_> = texts.iter().filter(|text| text.contains(header)).collect();
    let [page] = *pages else { panic!("{} pages in docs have a table that begins with {header}", pages.len()) };
    let tables = page.split(header).skip(1);
    let rows = tables.flat_map(|table| table.lines().skip(2).take_while(|line| line.starts_with('|')));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The text between the first pair of backticks.
fn code(cell: &str) -> &str {
    cell.split('`').nth(1).unwrap_or_default()
}

/// A service over SQLite after a few calls, and its metrics.
fn metrics_after_calls() -> String {
    let database = Database::sqlite();
    let home = Home::of(&database).with("PORTCULLIS_METRICS_BIND", "127.0.0.1:0");
    home.populate();
    let user = home.token("user@acme");
    let service = home.serve(&[]);
    service.gate(&user);
    assert_eq!(service.get_as(&user, "/mfa/status").status, 200);
    get_text(&format!("{}/metrics", service.metrics_address())).1
}

#[test]
fn error_codes_and_their_statuses_are_as_listed() {
    let errors = rows("| status | code | text |");
    let now: BTreeSet<String> = errors.iter().map(|row| format!("{} {}", code(&row[1]), row[0])).collect();
    compare("error-codes.txt", &now);
    let documented: BTreeSet<&str> = errors.iter().map(|row| code(&row[1])).collect();
    let metrics = metrics_after_calls();
    let series = metrics.lines().filter_map(|line| line.strip_prefix("portcullis_refusals_total{reason=\""));
    let counted: BTreeSet<&str> = series.filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(counted, documented, "docs and the metrics name the same codes");
}

/// Every text of the form `word.word` in the domain is an audit action, but for the scopes of tokens.
#[test]
fn audit_actions_are_as_listed() {
    let mut sources = Vec::new();
    let shipped = |path: &Path| {
        let test = path.components().any(|part| matches!(part.as_os_str().to_str(), Some("testing" | "tests")));
        !test && path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs")
    };
    files(&root().join("crates/domain/src"), &shipped, &mut sources);
    let mut now = BTreeSet::new();
    for source in sources {
        let text = std::fs::read_to_string(source).unwrap();
        let shipped = text.split("#[cfg(test)]").next().unwrap();
        let code = shipped.lines().filter(|line| !line.trim_start().starts_with("//"));
        for literal in code.flat_map(|line| line.split('"').skip(1).step_by(2)) {
            let words: Vec<_> = literal.split('.').collect();
            let word = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if words.len() == 2 && words.iter().all(word) && words[0] != "portcullis" {
                now.insert(literal.to_owned());
            }
        }
    }
    compare("audit-actions.txt", &now);
}

#[test]
fn metrics_and_their_labels_are_as_listed() {
    let metrics = metrics_after_calls();
    let documented = rows("| metric | labels |");
    let now: BTreeSet<String> = documented
        .iter()
        .map(|row| {
            let labels: Vec<_> = row[1].split('`').skip(1).step_by(2).collect();
            format!("{} {}", code(&row[0]), labels.join(",")).trim_end().to_owned()
        })
        .collect();
    compare("metrics.txt", &now);
    // each series that the program has is one of those, with exactly these labels
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let (name, rest) = line.split_once(['{', ' ']).unwrap();
        let labels = rest.split_once('}').map(|(labels, _)| labels).unwrap_or_default();
        let labels: Vec<_> =
            labels.split("\",").filter_map(|label| label.split('=').next()).filter(|name| *name != "le").collect();
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        let series = format!("{family} {}", labels.join(",")).trim_end().to_owned();
        assert!(now.contains(&series), "undocumented: {series}");
    }
}

#[test]
fn settings_are_as_listed_and_their_words_are_understood() {
    let settings = rows("| variable | key | flag | default |");
    let mut now: BTreeSet<String> = settings
        .iter()
        .map(|row| {
            let cells = row[..4].iter().map(|cell| code(cell));
            cells.map(|cell| if cell.is_empty() { "-" } else { cell }).collect::<Vec<_>>().join(" ")
        })
        .collect();
    let listed = std::fs::read_to_string(root().join("tests/compatibility/settings.txt")).unwrap();
    let database = Database::sqlite();
    Home::of(&database).succeed(&["migrate"]);
    for line in listed.lines().filter(|line| !line.starts_with('#')) {
        let Some((variable, value)) = line.split_once('=').filter(|(name, _)| !name.contains(' ')) else { continue };
        let output = Home::of(&database).with(variable, value).run(&["check"]);
        // a word that is understood, and reported outside of the demo
        let is_for_tests = String::from_utf8_lossy(&output.stdout).contains("off is for tests");
        assert!(output.status.success() || is_for_tests, "{line}: {output:?}");
        let unknown = Home::of(&database).with(variable, &format!("{value}?")).run(&["check"]);
        assert_eq!(unknown.status.code(), Some(1), "{line}?");
        now.insert(line.to_owned());
    }
    compare("settings.txt", &now);
}

/// Adds the command, its flags and its subcommands.
fn describe(home: &Home, command: &[&str], found: &mut BTreeSet<String>) {
    let name = [&["portcullis"], command].concat().join(" ");
    found.insert(name.clone());
    let help = home.succeed(&[command, &["-h"]].concat());
    let section = |title: &str| {
        let lines = help.lines().skip_while(|line| *line != title).skip(1);
        lines.take_while(|line| line.starts_with(' ')).map(str::trim).collect::<Vec<_>>()
    };
    for option in section("Options:") {
        let flag = option.split([' ', ',']).find(|word| word.starts_with("--"));
        found.extend(flag.map(|flag| format!("{name} {flag}")));
    }
    for argument in section("Arguments:") {
        let (argument, explained) = argument.split_once(' ').unwrap();
        found.insert(format!("{name} {argument}"));
        let values = explained.split_once("[possible values: ").and_then(|(_, rest)| rest.split(']').next());
        found.extend(values.into_iter().flat_map(|values| values.split(", ")).map(|value| format!("{name} {value}")));
    }
    for line in section("Commands:") {
        let inner = line.split_whitespace().next().unwrap();
        describe(home, &[command, &[inner]].concat(), found);
    }
}

#[test]
fn commands_and_their_exit_codes_are_as_listed() {
    let home = Home::of(&Database::sqlite());
    let mut now = BTreeSet::new();
    describe(&home, &[], &mut now);
    let listed = std::fs::read_to_string(root().join("tests/compatibility/commands.txt")).unwrap();
    for line in listed.lines().filter_map(|line| line.strip_prefix("exit ")) {
        let (code, command) = line.split_once(": portcullis").unwrap();
        let output = home.run(&command.split_whitespace().collect::<Vec<_>>());
        assert_eq!(output.status.code(), code.parse().ok(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        now.insert(format!("exit {line}"));
    }
    compare("commands.txt", &now);
}

#[test]
fn operations_are_as_listed() {
    let document: Value = serde_json::from_str(&Home::bare().succeed(&["openapi"])).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(path, operations)| {
        let methods = operations.as_object().unwrap().keys();
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    compare("operations.txt", &operations.collect());
}
