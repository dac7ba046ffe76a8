//! Walls inside the crates: imports between the folders of a crate run one way.
//!
//! Reads every `crate::…` and `super::…` path outside of tests with `syn`. A module that has folders in it is checked as a
//! whole: the imports between its children must form no circle, and in the domain they must run down its floors.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

use crate::fixtures::root;

/// A module's path inside its crate; the crate's root is empty.
type Module = Vec<String>;

/// Imports between the children of one module: from, to, and a file where it stands.
type Arrows = BTreeMap<(String, String), String>;

struct Source {
    module: Module,
    file: PathBuf,
    ast: syn::File,
}

/// The files of a crate, but for test modules.
fn sources(folder: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    let mut waiting = vec![(folder.to_path_buf(), Module::new())];
    while let Some((folder, module)) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let inner: Module = module.iter().cloned().chain([name.clone()]).collect();
            if path.is_dir() {
                waiting.push((path, inner));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let is_folder = matches!(&*name, "mod" | "lib" | "main");
                let ast = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
                found.push(Source { module: if is_folder { module.clone() } else { inner }, file: path, ast });
            }
        }
    }
    let tests: BTreeSet<Module> = found.iter().flat_map(test_modules).collect();
    found.retain(|source| !(0..=source.module.len()).any(|depth| tests.contains(&source.module[..depth])));
    found
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|flag| flag == "test")
    })
}

/// The files that a module declares as its tests.
fn test_modules(source: &Source) -> Vec<Module> {
    let declared = source.ast.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if is_test(&module.attrs) && module.content.is_none() => Some(module.ident.to_string()),
        _ => None,
    });
    declared.map(|name| source.module.iter().cloned().chain([name]).collect()).collect()
}

/// Collects the paths of a file that begin at the crate or at a parent, as segments from the crate's root.
struct Paths<'a> {
    module: &'a [String],
    found: Vec<Vec<String>>,
}

impl Paths<'_> {
    fn take(&mut self, segments: &[String]) {
        // `pub(crate)` and `pub(super)` are paths as well
        if segments.len() < 2 {
            return;
        }
        let rest = match segments.first().map(String::as_str) {
            Some("crate") => segments[1..].to_vec(),
            Some("super") => {
                let ups = segments.iter().take_while(|segment| *segment == "super").count();
                let kept = self.module.len().saturating_sub(ups);
                [&self.module[..kept], &segments[ups..]].concat()
            }
            _ => return,
        };
        self.found.push(rest);
    }

    fn take_tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let with = |ident: &syn::Ident| [prefix, &[ident.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.take_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.take(&with(&name.ident)),
            syn::UseTree::Rename(rename) => self.take(&with(&rename.ident)),
            syn::UseTree::Glob(_) => self.take(prefix),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.take_tree(prefix, tree)),
        }
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.take_tree(&[], &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.take(&segments);
        visit::visit_path(self, path);
    }
}

/// What the crate's root re-exports from where, so that `crate::Error` counts as an import of the module that has it.
fn root_exports(sources: &[Source]) -> BTreeMap<String, Module> {
    fn collect(prefix: &[String], tree: &syn::UseTree, exports: &mut BTreeMap<String, Module>) {
        match tree {
            syn::UseTree::Path(path) => collect(&[prefix, &[path.ident.to_string()]].concat(), &path.tree, exports),
            syn::UseTree::Name(name) => drop(exports.insert(name.ident.to_string(), prefix.to_vec())),
            syn::UseTree::Rename(rename) => drop(exports.insert(rename.rename.to_string(), prefix.to_vec())),
            syn::UseTree::Glob(_) => {}
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| collect(prefix, tree, exports)),
        }
    }
    let mut exports = BTreeMap::new();
    for source in sources.iter().filter(|source| source.module.is_empty()) {
        for item in &source.ast.items {
            if let syn::Item::Use(item) = item {
                collect(&[], &item.tree, &mut exports);
            }
        }
    }
    exports
}

/// The imports between the children of each module that has a folder in it.
fn arrows(folder: &Path) -> BTreeMap<Module, Arrows> {
    let sources = sources(folder);
    let modules: BTreeSet<Module> = sources
        .iter()
        .flat_map(|source| (0..=source.module.len()).map(|depth| source.module[..depth].to_vec()))
        .collect();
    let exports = root_exports(&sources);
    let mut all: BTreeMap<Module, Arrows> = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.module.is_empty()) {
        let mut paths = Paths { module: &source.module, found: Vec::new() };
        paths.visit_file(&source.ast);
        for path in paths.found {
            let inside = (1..=path.len()).rev().map(|depth| path[..depth].to_vec()).find(|one| modules.contains(one));
            let target = inside.or_else(|| exports.get(path.first()?).cloned()).unwrap_or_else(|| {
                let (file, path) = (source.file.display(), path.join("::"));
                panic!("{file}: crate::{path} is imported through a glob of the crate's root")
            });
            let common = source.module.iter().zip(&target).take_while(|(one, other)| one == other).count();
            let (Some(from), Some(to)) = (source.module.get(common), target.get(common)) else { continue };
            let place = source.file.display().to_string();
            all.entry(source.module[..common].to_vec()).or_default().insert((from.clone(), to.clone()), place);
        }
    }
    let has_folder =
        |module: &Module| modules.iter().any(|one| one.len() > module.len() + 1 && one.starts_with(module));
    all.retain(|module, _| has_folder(module));
    all
}

/// A circle of imports, as the modules on it, if there is one.
fn circle(arrows: &Arrows) -> Option<Vec<String>> {
    fn walk(at: &str, arrows: &Arrows, path: &mut Vec<String>, done: &mut BTreeSet<String>) -> bool {
        if let Some(begin) = path.iter().position(|one| one == at) {
            path.drain(..begin);
            return true;
        }
        if done.contains(at) {
            return false;
        }
        path.push(at.to_owned());
        let targets = arrows.keys().filter(|(from, _)| from == at).map(|(_, to)| to);
        for to in targets {
            if walk(to, arrows, path, done) {
                return true;
            }
        }
        path.pop();
        done.insert(at.to_owned());
        false
    }
    let (mut path, mut done) = (Vec::new(), BTreeSet::new());
    arrows.keys().any(|(from, _)| walk(from, arrows, &mut path, &mut done)).then_some(path)
}

/// The imports that run up, where `order` names the modules from the lowest on. A module that it omits is reported.
fn upward(arrows: &Arrows, order: &[&str]) -> Vec<String> {
    let floor = |name: &str| order.iter().position(|one| *one == name);
    let runs_up = |(from, to): &(String, String)| match (floor(from), floor(to)) {
        (Some(from), Some(to)) => from < to,
        _ => true,
    };
    arrows
        .iter()
        .filter(|(arrow, _)| runs_up(arrow))
        .map(|((from, to), file)| format!("{from} → {to} in {file}"))
        .collect()
}

#[test]
fn imports_form_no_circle_in_any_crate() {
    let mut circles = Vec::new();
    for name in ["domain", "adapters", "api", "cli"] {
        for (module, arrows) in arrows(&root().join("crates").join(name).join("src")) {
            if let Some(circle) = circle(&arrows) {
                let steps = circle.iter().zip(circle.iter().cycle().skip(1));
                let steps: Vec<_> = steps
                    .map(|(from, to)| format!("{from} → {to} ({})", arrows[&(from.clone(), to.clone())]))
                    .collect();
                circles.push(format!("{name}::{}: {}", module.join("::"), steps.join(", ")));
            }
        }
    }
    assert!(circles.is_empty(), "imports in a circle:\n{}", circles.join("\n"));
}

#[test]
fn imports_of_the_domain_run_down_its_floors() {
    let source = root().join("crates/domain/src");
    let arrows = arrows(&source);
    let floors = ["model", "error", "ports", "use_cases", "testing"];
    assert_eq!(upward(&arrows[&Module::new()], &floors), [""; 0]);
    // the order of the model's folders stands in its documentation
    let documented = fs::read_to_string(source.join("model/mod.rs")).unwrap();
    let (_, order) = documented.split_once("in this order:").unwrap();
    let (order, _) = order.split_once("\n\n").unwrap();
    let order: Vec<_> = order.split('`').skip(1).step_by(2).collect();
    assert_eq!(upward(&arrows[&vec!["model".to_owned()]], &order), [""; 0]);
}

#[test]
fn circles_and_upward_imports_are_found() {
    let planted = |pairs: &[(&str, &str)]| -> Arrows {
        pairs.iter().map(|(from, to)| (((*from).to_owned(), (*to).to_owned()), "x.rs".to_owned())).collect()
    };
    let line = planted(&[("c", "b"), ("c", "a"), ("b", "a")]);
    assert_eq!((circle(&line), upward(&line, &["a", "b", "c"])), (None, vec![]));
    let round = planted(&[("d", "c"), ("c", "b"), ("b", "a"), ("a", "c")]);
    assert_eq!(circle(&round).unwrap(), ["a", "c", "b"]);
    assert_eq!(upward(&round, &["a", "b", "c", "d"]), ["a → c in x.rs"]);
    assert_eq!(upward(&line, &["a", "b"]).len(), 2, "c stands on no floor");
}
