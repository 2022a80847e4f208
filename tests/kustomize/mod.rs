//! Cases of other collections, for who has them: folders that the environment variable `RKGEN_KUSTOMIZE_CASES` names.
//!
//! A case is a folder with `in/`, a file `target` that says what to build of it, `options` as JSON, and `expected.yaml`
//! or `expected_error`. What kustomize itself prints differently from run to run says `"agree": false` in `about.json`.
#![expect(clippy::disallowed_methods, reason = "cases are read from the disk")]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use rkgen::cli::{InMemory, run};
use rkgen::world::Memory;

/// So many held when this was written: less is a step back.
const FLOOR: usize = 363;

/// The cases that are not as they should be, each with the reason. A case that holds must not be here.
const NOT_HELD: &[(&str, &str)] = &[
    ("managedbylabel__TestAddManagedbyLabel__1", "the label names another version"),
    ("managedbylabel__TestAddManagedbyLabel__2", "the label names another version"),
    ("patched-scalars-json6902", "kustomize rounds large numbers in objects that a JSON patch changes"),
    ("yaml-char-0080", "kustomize stops at a control character, which is escaped here"),
    ("yaml-char-0085", "kustomize writes a line break of Unicode so that it is read as a blank"),
    ("yaml-char-fffe", "kustomize stops at a character that is none, which is escaped here"),
    ("yaml-chars", "kustomize writes line breaks of Unicode so that they are read as others"),
    ("yaml-multiline", "kustomize writes a line break of Unicode so that it is read as another"),
];

enum Outcome {
    Held,
    /// A field is refused that is not supported yet.
    Unsupported,
    Wrong(String),
}

#[test]
fn other_collections_of_cases_hold() {
    let Some(folders) = std::env::var_os("RKGEN_KUSTOMIZE_CASES") else { return };
    let (mut held, mut unsupported, mut wrong) = (0, 0, Vec::new());
    for case in std::env::split_paths(&folders).flat_map(|folder| cases(&folder)) {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_listed = NOT_HELD.iter().any(|(listed, _)| *listed == name);
        match outcome(&case) {
            Outcome::Held if is_listed => wrong.push(format!("{name} holds: take it out of the list")),
            Outcome::Held => held += 1,
            Outcome::Unsupported => unsupported += 1,
            Outcome::Wrong(_) if is_listed => {}
            Outcome::Wrong(why) => wrong.push(format!("{name}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        held >= FLOOR,
        "{held} cases hold and {unsupported} need what is not supported; {FLOOR} held before"
    );
}

/// The folders of cases whose outcome is certain.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of cases").flatten().map(|entry| entry.path());
    let is_certain = |case: &PathBuf| {
        let about = fs::read_to_string(case.join("about.json")).unwrap_or_default();
        case.join("in").is_dir() && !about.contains("\"agree\": false")
    };
    let mut cases: Vec<PathBuf> = entries.filter(is_certain).collect();
    cases.sort();
    cases
}

fn outcome(case: &Path) -> Outcome {
    let mut files = Memory::default();
    for entry in walkdir::WalkDir::new(case.join("in")).follow_links(true).into_iter().flatten() {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(case).expect("below the case").to_str().expect("text");
            files.add(path, fs::read(entry.path()).expect("a file of the case"));
        }
    }
    let machine = InMemory::new(files);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = run(&arguments(case), &machine, &mut out, &mut err);
    let err = String::from_utf8_lossy(&err);
    let expected =
        ["expected.yaml", "oracle.yaml"].into_iter().find_map(|name| fs::read(case.join(name)).ok());
    match expected {
        _ if err.contains("is not supported yet") => Outcome::Unsupported,
        Some(expected) if status == 0 && out == expected => Outcome::Held,
        Some(_) if status == 0 => Outcome::Wrong("prints something else".to_owned()),
        Some(_) => Outcome::Wrong(format!("is refused:\n{err}")),
        None if status != 0 && out.is_empty() && !err.is_empty() => Outcome::Held,
        None => Outcome::Wrong("is built, and should be refused".to_owned()),
    }
}

/// What is typed to build a case.
fn arguments(case: &Path) -> Vec<OsString> {
    let read = |name: &str| fs::read_to_string(case.join(name)).unwrap_or_default();
    let options: serde_json::Value = serde_json::from_str(&read("options")).unwrap_or_default();
    let mut arguments = vec!["rkgen".to_owned(), "build".to_owned()];
    for (key, flag) in [("reorder", "--reorder"), ("loadRestrictor", "--load-restrictor")] {
        match options[key].as_str() {
            None | Some("" | "unspecified") => {}
            Some(value) => arguments.extend([flag.to_owned(), value.to_owned()]),
        }
    }
    if options["addManagedbyLabel"] == true {
        arguments.push("--enable-managedby-label".to_owned());
    }
    arguments.push(format!("in/{}", read("target").trim().trim_start_matches('/')));
    arguments.into_iter().map(OsString::from).collect()
}

/// Mistakes are provoked in `tests/kustomize/errors`, each under a heading with its number.
#[test]
fn so_many_mistakes_are_provoked() {
    let pages = crate::cases::pages("tests/kustomize/errors").into_iter();
    let text = |page| fs::read_to_string(crate::cases::root().join(page)).expect("a page is text");
    let numbers = pages.map(text).flat_map(|text| {
        let headings = text.lines().filter_map(|line| line.strip_prefix("## ")?.split_once(". "));
        headings.map(|(number, _)| number.parse::<usize>().expect("a number")).collect::<Vec<_>>()
    });
    let mut numbers: Vec<usize> = numbers.collect();
    numbers.sort_unstable();
    assert!(numbers.iter().copied().eq(1..=numbers.len()) && numbers.len() >= 30, "{numbers:?}");
}
