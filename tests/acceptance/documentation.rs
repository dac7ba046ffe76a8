//! The Markdown pages: every relative link resolves, every page is reachable from the index, and the README stays short.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use crate::fixtures::root;

const AT_THE_ROOT: [&str; 5] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"];

/// Collects the Markdown pages below a folder, as paths from the repository's root.
fn pages_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap()) {
        let path = folder.join(entry.file_name());
        if entry.path().is_dir() {
            pages_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

fn pages() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = AT_THE_ROOT.map(PathBuf::from).into();
    pages_below(Path::new("docs"), &mut found);
    found
}

fn read(page: &Path) -> String {
    std::fs::read_to_string(root().join(page)).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

/// The text of a page outside of its code blocks.
fn prose(text: &str) -> String {
    let mut in_code = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The targets of the links of a page, without those to other sites.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).map(str::to_owned).collect()
}

/// The anchors of a page, as forges make them of its headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let prose = prose(text);
    let headings = prose.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| -> String {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
    };
    headings.map(anchor).collect()
}

/// Resolves `.` and `..` in a path without asking the file system.
fn normalized(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(parts.pop(), "{} leaves the repository", path.display()),
            Component::CurDir => {}
            part => parts.push(part),
        }
    }
    parts
}

/// The file that a link on a page leads to, and the anchor in it.
fn target(page: &Path, link: &str) -> (PathBuf, Option<String>) {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor.to_owned())));
    let file = if path.is_empty() { page.to_owned() } else { page.parent().unwrap().join(path) };
    (normalized(&file), anchor)
}

#[test]
fn relative_links_resolve() {
    let mut broken = Vec::new();
    for page in pages() {
        for link in links(&read(&page)) {
            let (file, anchor) = target(&page, &link);
            let resolves = root().join(&file).exists()
                && anchor.is_none_or(|anchor| {
                    file.extension().is_none_or(|e| e != "md") || anchors(&read(&file)).contains(&anchor)
                });
            if !resolves {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "broken links:\n{}", broken.join("\n"));
}

#[test]
fn every_page_is_reachable_from_the_readme() {
    let mut reached = BTreeSet::from([PathBuf::from("README.md")]);
    let mut to_read = vec![PathBuf::from("README.md")];
    while let Some(page) = to_read.pop() {
        for (file, _) in links(&read(&page)).iter().map(|link| target(&page, link)) {
            if file.extension().is_some_and(|extension| extension == "md") && reached.insert(file.clone()) {
                to_read.push(file);
            }
        }
    }
    let unreachable: Vec<_> = pages().into_iter().filter(|page| !reached.contains(page)).collect();
    // found by forges, and pointers to pages that the index lists
    let expected = [Path::new("ARCHITECTURE.md")];
    assert!(unreachable.iter().all(|page| expected.contains(&&**page)), "no link leads to {unreachable:?}");
}

#[test]
fn readme_has_at_most_150_lines() {
    let lines = read(Path::new("README.md")).lines().count();
    assert!(lines <= 150, "{lines} lines");
}

/// The requirement ids that a text names, such as `TOK-1` or `F-19`.
fn requirement_ids(text: &str) -> BTreeSet<String> {
    let groups =
        ["TOK", "AZ", "POL", "ENR", "OTP", "RC", "WA", "ML", "RL", "GW", "SEC", "AUD", "TRN", "INP", "DOS", "OPS", "F"];
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let is_id = |word: &&str| {
        word.split_once('-').is_some_and(|(group, number)| {
            groups.contains(&group) && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
        })
    };
    words.filter(is_id).map(str::to_owned).collect()
}

/// The text of all files of one kind below a folder.
fn sources_below(folder: &Path, kind: &str, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() && entry.file_name().is_none_or(|name| name != "node_modules") {
            sources_below(&entry, kind, text);
        } else if entry.extension().is_some_and(|extension| extension == kind) {
            text.push_str(&std::fs::read_to_string(&entry).unwrap());
        }
    }
}

#[test]
fn named_requirements_are_defined() {
    let mut named = String::new();
    for (folder, kind) in [("crates", "rs"), ("tests", "rs"), ("docs", "md")] {
        sources_below(&root().join(folder), kind, &mut named);
    }
    let pages = ["docs/develop/requirements.md", "docs/develop/faults.md"].map(|page| read(Path::new(page)));
    let rows =
        pages.iter().flat_map(|page| page.lines()).filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let defined = requirement_ids(&rows.collect::<Vec<_>>().join(" "));
    let undefined: Vec<_> = requirement_ids(&named).into_iter().filter(|id| !defined.contains(id)).collect();
    assert!(undefined.is_empty(), "not defined in docs/develop/requirements.md: {undefined:?}");
}

#[test]
fn documented_log_messages_exist() {
    let mut sources = String::new();
    sources_below(&root().join("crates"), "rs", &mut sources);
    let page = read(Path::new("docs/operate/logging.md"));
    let (_, targets) = page.split_once("## Targets").unwrap();
    let rows: Vec<_> = targets.lines().filter(|line| line.starts_with("| `")).collect();
    assert!(rows.len() > 20, "{}", rows.len());
    for row in rows {
        let message = row.split(" | ").nth(2).unwrap().split('`').nth(1).unwrap().trim_end_matches(['…', ' ']);
        assert!(sources.contains(message), "no log message {message:?}");
    }
}

#[test]
fn paths_named_in_the_documentation_exist() {
    let folders = ["crates/", "tests/", "docs/", "scripts/", "packaging/", "migrations/", "bench/"];
    let mut missing = Vec::new();
    // the page of an overruled decision describes files that are gone
    for page in pages().into_iter().filter(|page| !page.ends_with("0028-own-server-assembly.md")) {
        for word in prose(&read(&page)).split('`').skip(1).step_by(2) {
            let is_path = folders.iter().any(|folder| word.starts_with(folder)) && !word.contains([' ', '*', '{']);
            // the example of a new use case
            if is_path && !word.ends_with("note_policy.rs") && !root().join(word).exists() {
                missing.push(format!("{}: {word}", page.display()));
            }
        }
    }
    assert!(missing.is_empty(), "no such files:\n{}", missing.join("\n"));
}
