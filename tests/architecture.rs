//! The house rules that a compiler does not keep: who may import whom, which crates live where, how long a
//! file may be.
//!
//! Each rule is a function from a source file to its breaches; the tests below it show that it bites.
#![expect(clippy::disallowed_methods, reason = "the sources are read from the disk")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rkgen::diagnostic::Code;

/// From the ground up: a module imports only from rows above its own in this list.
const ROWS: &[&[&str]] = &[
    &["source", "kubernetes"],
    &["diagnostic"],
    &["yaml", "world", "cel"],
    &["resource", "template", "git"],
    &["generate", "patch", "said"],
    &["plan"],
    &["environment", "kustomize", "transform", "typed", "secret"],
    &["check", "diff"],
    &["effect", "pipeline"],
    &["snapshot"],
    &["cli"],
];

/// The folders in which no module imports one that imports it, by whatever way round.
const WITHOUT_CIRCLES: &[&str] = &["check", "effect", "environment", "git", "resource", "typed"];

/// Where each crate, or module of one, may be named.
const GUESTS: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["src/diagnostic/render/"]),
    ("clap", &["src/cli/"]),
    ("k8s_openapi", &["src/check/api/", "src/kubernetes/", "src/typed/"]),
    ("miniz_oxide", &["src/git/inflate.rs"]),
    ("minijinja", &["src/template/"]),
    ("rayon", &["src/diagnostic/each.rs"]),
    ("similar", &["src/diff/"]),
    ("regex_lite", &["src/kubernetes/go_pattern.rs", "src/resource/pattern.rs"]),
    ("std::fs", &["src/cli/machine/disk.rs", "src/cli/machine/disk/"]),
    ("walkdir", &["src/cli/machine/disk.rs"]),
];

/// The most lines that a file may have before its tests; tables of facts are as long as the facts.
const MOST_LINES: usize = 400;

/// A source file: its path from the repository's root, and its text up to its tests, without comments.
struct File {
    path: String,
    lines: Vec<String>,
    first_line: String,
}

impl File {
    fn new(path: &str, text: &str) -> File {
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
        let code = lines.map(|line| if line.trim_start().starts_with("//") { "" } else { line });
        File {
            path: path.to_owned(),
            lines: code.map(str::to_owned).collect(),
            first_line: text.lines().next().unwrap_or_default().to_owned(),
        }
    }

    /// The modules that it is in, from the crate's root on: `yaml`, `node`.
    fn modules(&self) -> Vec<&str> {
        let path = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        path.split('/').filter(|part| *part != "mod").collect()
    }

    /// Every path that it names, with those of `use` trees written out and `super` resolved at the root.
    fn paths(&self) -> BTreeSet<String> {
        let code = self.lines.join("\n");
        let mut paths = BTreeSet::new();
        let mut rest = code.as_str();
        while let Some(start) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
            rest = path(&rest[start..], "", &mut paths);
        }
        let root = "super::".repeat(self.modules().len());
        paths.into_iter().map(|path| path.replacen(&root, "crate::", 1)).collect()
    }
}

/// Takes the path or the tree of paths that `code` begins with, below `prefix`, and gives what is behind it.
fn path<'c>(code: &'c str, prefix: &str, paths: &mut BTreeSet<String>) -> &'c str {
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(code.len());
    let (name, mut rest) = code.split_at(end);
    let name = format!("{prefix}{name}");
    let Some(tree) = rest.strip_prefix('{').filter(|_| name.ends_with("::")) else {
        paths.insert(name);
        return rest;
    };
    rest = tree.trim_start();
    while !rest.is_empty() && !rest.starts_with('}') {
        rest = path(rest, &name, paths);
        rest = rest.find([',', '}']).map_or("", |end| rest[end..].trim_start_matches(',').trim_start());
    }
    rest.strip_prefix('}').unwrap_or(rest)
}

fn imports_upwards(file: &File) -> Vec<String> {
    let row = |module: &str| ROWS.iter().position(|row| row.contains(&module));
    let own = file.modules()[0];
    let Some(own_row) = row(own) else {
        let has_a_row = ["main", "lib", "bin"].contains(&own);
        return if has_a_row { Vec::new() } else { vec![format!("`{own}` has no row")] };
    };
    let named = file.paths();
    let modules: BTreeSet<&str> =
        named.iter().filter_map(|path| path.strip_prefix("crate::")?.split("::").next()).collect();
    let allowed = |module: &str| module == own || row(module).is_none_or(|row| row < own_row);
    modules
        .into_iter()
        .filter(|module| !allowed(module))
        .map(|module| format!("`{own}` must not import `{module}`"))
        .collect()
}

fn guests_out_of_their_room(file: &File) -> Vec<String> {
    let named = file.paths();
    let is_named = |guest: &str| {
        let within = |path: &String| {
            path.strip_prefix(guest).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        named.iter().any(within)
    };
    let at_home = |rooms: &[&str]| rooms.iter().any(|room| file.path.starts_with(room));
    let away = GUESTS.iter().filter(|(guest, rooms)| is_named(guest) && !at_home(rooms));
    away.map(|(guest, rooms)| format!("`{guest}` lives in {rooms:?}")).collect()
}

fn too_long(file: &File) -> Vec<String> {
    let is_table = file.path.starts_with("src/kubernetes/");
    let too_long = file.lines.len() > MOST_LINES && !is_table;
    too_long.then(|| format!("{} lines, {MOST_LINES} at most", file.lines.len())).into_iter().collect()
}

fn nameless(file: &File) -> Vec<String> {
    let named = file.first_line.starts_with("//! ");
    (!named).then(|| "its first line does not say what it is for (`//! …`)".to_owned()).into_iter().collect()
}

fn prints(file: &File) -> Vec<String> {
    let printing = |line: &&String| ["println!", "print!(", "dbg!("].iter().any(|word| line.contains(word));
    file.lines
        .iter()
        .filter(printing)
        .map(|line| format!("only `cli` prints, through its writers: {line}"))
        .collect()
}

/// Whoever compares each item of a list with all before it needs hours for a long one.
fn compares_each_with_each(file: &File) -> Vec<String> {
    let searching = |line: &&String| line.contains("[..index].iter()") && file.path.starts_with("src/check/");
    let searching = file.lines.iter().filter(searching);
    searching.map(|line| format!("`lists::repeated` finds what was said before: {line}")).collect()
}

const RULES: &[fn(&File) -> Vec<String>] =
    &[imports_upwards, guests_out_of_their_room, too_long, nameless, prints, compares_each_with_each];

#[test]
fn every_file_keeps_the_rules_of_the_house() {
    let files = files();
    let breaches = files.iter().flat_map(|file| {
        RULES.iter().flat_map(|rule| rule(file)).map(|breach| format!("{}: {breach}\n", file.path))
    });
    let breaches: String = breaches.collect();
    assert!(breaches.is_empty(), "\n{breaches}");
}

#[test]
fn no_modules_of_a_folder_import_each_other_in_a_circle() {
    let files = files();
    for folder in WITHOUT_CIRCLES {
        let circle = circle(&files, folder);
        assert!(circle.is_empty(), "in src/{folder}, these are in a circle or lead to one: {circle:?}");
    }
}

/// The modules of a folder that are left when each is taken away that imports none of those that are left.
fn circle(files: &[File], folder: &str) -> BTreeSet<String> {
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let [own_folder, own, ..] = file.modules()[..] else { continue };
        if own_folder == folder {
            let above = "super::".repeat(file.modules().len() - 1);
            let from_root = format!("crate::{folder}::");
            let named = file.paths().into_iter().filter_map(|path| {
                let path = path.strip_prefix(&above).or(path.strip_prefix(&from_root))?;
                path.split("::").next().map(str::to_owned)
            });
            imports.entry(own.to_owned()).or_default().extend(named.filter(|name| name != own));
        }
    }
    loop {
        let left: BTreeSet<String> = imports.keys().cloned().collect();
        imports.retain(|_, named| named.iter().any(|name| left.contains(name)));
        if imports.len() == left.len() {
            return left;
        }
    }
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<usize> = files().iter().map(|file| file.lines.len()).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 200, "half of all files have more than {median} lines before their tests");
}

#[test]
fn minijinjas_inside_is_known_to_one_file() {
    let inside = |file: &File| file.paths().iter().any(|path| path.starts_with("minijinja::machinery"));
    let files: Vec<String> = files().into_iter().filter(inside).map(|file| file.path).collect();
    assert!(files.len() <= 1, "{files:?}");
}

#[test]
fn every_code_is_used() {
    let files = files();
    let named: BTreeSet<String> = files.iter().flat_map(File::paths).collect();
    for code in Code::ALL {
        let variant = format!("Code::{code:?}");
        assert!(named.contains(&variant), "nothing reports `{}`", code.name());
    }
}

/// The sources of the library and the program.
fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = walkdir::WalkDir::new(root.join("src")).sort_by_file_name().into_iter().flatten();
    let sources = entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"));
    let path =
        |path: &Path| path.strip_prefix(root).expect("below the root").to_str().expect("text").to_owned();
    sources
        .map(|entry| (path(entry.path()), fs::read_to_string(entry.path()).expect("a source is text")))
        .filter(|(path, _)| !path.starts_with("src/bin/") && !path.ends_with("/tests.rs"))
        .map(|(path, text)| File::new(&path, &text))
        .collect()
}

#[test]
fn paths_are_read_from_trees_and_code() {
    let text = "//! crate::no\nuse crate::{a::{B, c as d}, e};\nfn f(x: std::fs::File) -> super::g::H { i::<j::K>() }\n#[cfg(test)]\nuse crate::l;";
    let paths = File::new("src/x.rs", text).paths();
    for path in ["crate::a::B", "crate::a::c", "crate::e", "std::fs::File", "crate::g::H", "j::K"] {
        assert!(paths.contains(path), "{path} is not in {paths:?}");
    }
    assert!(!paths.iter().any(|path| path.contains("no") || path.contains("::l")));
}

#[cfg(test)]
mod bites {
    use super::*;

    #[track_caller]
    fn check(rule: fn(&File) -> Vec<String>, path: &str, text: &str, breach: &str) {
        let found = rule(&File::new(path, text)).join(", ");
        assert!(found.contains(breach) && found.is_empty() == breach.is_empty(), "{path}: {found:?}");
    }

    #[test]
    fn a_module_imports_only_from_above() {
        let rule = imports_upwards;
        check(rule, "src/transform/labels.rs", "use crate::plan::Step;\nuse crate::yaml::Node;", "");
        check(
            rule,
            "src/transform/labels.rs",
            "use crate::environment::Spec;",
            "`transform` must not import `environment`",
        );
        check(rule, "src/source.rs", "fn f() -> crate::yaml::Node {}", "`source` must not import `yaml`");
        check(
            rule,
            "src/yaml/read.rs",
            "use crate::{\n    source::Span,\n    world::{Files, World},\n};",
            "must not import `world`",
        );
        check(rule, "src/yaml/read.rs", "use super::super::world::World;", "must not import `world`");
        check(rule, "src/yaml/read.rs", "use super::node::Node;", "");
        check(rule, "src/plan.rs", "use crate::template::Library;", "");
        check(rule, "src/template/mod.rs", "use crate::plan::Plan;", "`template` must not import `plan`");
        check(rule, "src/helpers.rs", "", "`helpers` has no row");
    }

    #[test]
    fn a_circle_is_found_whatever_way_it_goes_round() {
        let files = |texts: &[(&str, &str)]| -> Vec<File> {
            texts.iter().map(|(path, text)| File::new(path, text)).collect()
        };
        let mut texts = vec![
            ("src/typed/a.rs", "use super::{b::B, Mod};"),
            ("src/typed/b/mod.rs", "use super::c;"),
            ("src/typed/b/d.rs", "use super::super::c;"),
            ("src/typed/c.rs", "use super::super::a::A;"),
            ("src/plan.rs", "use crate::typed::a;"),
        ];
        assert!(circle(&files(&texts), "typed").is_empty());
        texts.push(("src/typed/c.rs", "use crate::typed::a::A;"));
        assert_eq!(circle(&files(&texts), "typed").len(), 3);
    }

    #[test]
    fn a_guest_stays_in_its_room() {
        let rule = guests_out_of_their_room;
        check(rule, "src/diagnostic/each.rs", "use rayon::prelude::*;", "");
        check(rule, "src/diagnostic/mod.rs", "use rayon::prelude::*;", "`rayon` lives in");
        check(rule, "src/pipeline.rs", "use rayon::prelude::*;", "`rayon` lives in");
        check(rule, "src/cli/build.rs", "use std::{fs, io};", "`std::fs` lives in");
        check(rule, "src/cli/machine/disk.rs", "use std::fs::{self, File};", "");
        check(rule, "src/plan.rs", "fn f(value: minijinja::Value) {}", "`minijinja` lives in");
    }

    #[test]
    fn a_file_is_short_begins_with_its_purpose_and_does_not_print() {
        let long = "//! Long.\n".repeat(MOST_LINES + 1);
        check(too_long, "src/yaml/emit.rs", &long, "401 lines");
        check(too_long, "src/kubernetes/kinds.rs", &long, "");
        check(too_long, "src/yaml/emit.rs", &format!("#[cfg(test)]\n{long}"), "");
        check(nameless, "src/plan.rs", "use crate::yaml;", "its first line");
        check(nameless, "src/plan.rs", "//! A plan.", "");
        check(prints, "src/plan.rs", "    eprintln!(\"here\");", "only `cli` prints");
        check(prints, "src/plan.rs", "    // println!(\"here\");", "");
    }

    #[test]
    fn no_rule_compares_each_item_with_each() {
        let rule = compares_each_with_each;
        let search = "all[..index].iter().position(|other| other == it)";
        check(rule, "src/check/api/a.rs", search, "`lists::repeated` finds");
        check(rule, "src/yaml/read.rs", search, "");
    }
}
