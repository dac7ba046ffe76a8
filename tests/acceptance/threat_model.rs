//! Every test that `docs/develop/threat-model.md` or `docs/develop/faults.md` names exists.

use crate::fixtures::root;
use std::collections::BTreeSet;
use std::path::Path;

/// The names of all functions below a folder.
fn functions(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            functions(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&entry).unwrap();
            let named = source.lines().filter_map(|line| line.split_once("fn ")?.1.split(['(', '<']).next());
            found.extend(named.map(str::to_owned));
        }
    }
}

/// The words in backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The names of all functions in the repository.
fn all_functions() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in ["crates", "tests/acceptance"] {
        functions(&root().join(folder), &mut found);
    }
    found
}

#[test]
fn tests_named_in_the_faults_exist() {
    let found = all_functions();
    let page = std::fs::read_to_string(root().join("docs/develop/faults.md")).unwrap();
    let mut named = 0;
    for row in page.lines().filter(|line| line.starts_with("| F-")) {
        let tests = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for test in quoted(tests).into_iter().filter(|word| !word.contains(['.', '/', ' '])) {
            assert!(found.contains(test), "no test {test}: {row}");
            named += 1;
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn tests_named_in_the_threat_model_exist() {
    let found = all_functions();
    let page = std::fs::read_to_string(root().join("docs/develop/threat-model.md")).unwrap();
    let (_, attacks) = page.split_once("## Attacks").unwrap();
    let mut rows = 0;
    for line in attacks.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| they try |")) {
        if line.starts_with("| ---") {
            continue;
        }
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [attack, _, tests, requirements] = &*cells else { panic!("not four cells: {line}") };
        let tests = quoted(tests);
        assert!(!tests.is_empty(), "no test for the attack: {attack}");
        for test in tests {
            assert!(found.contains(test), "no test {test} for the attack: {attack}");
        }
        for id in requirements.split(", ") {
            let (group, number) = id.split_once('-').unwrap_or_else(|| panic!("not a requirement id: {id}"));
            assert!(group.chars().all(|c| c.is_ascii_uppercase()) && number.parse::<u32>().is_ok(), "{id}");
        }
        rows += 1;
    }
    assert!(rows > 40, "{rows}");
    for section in attacks.split("\n### ").skip(1) {
        assert!(section.contains("**What is left.**"), "not said what is left: {section}");
    }
}
