//! Markdown pages that are tests: what rkgen does in `tests/cases`, a page for each code, the README, the docs.
//!
//! `CASES=overwrite cargo test` writes the screens as they are now into the pages. Read each before you commit.
#![expect(clippy::disallowed_methods, reason = "pages are read from the disk")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rkgen::diagnostic::Code;
use rkgen::world::Memory;

use crate::runner::{self, Ran};

#[test]
fn every_case_shows_what_its_page_says() {
    let of_kustomize = pages("tests/kustomize").into_iter().filter(|page| page != "tests/kustomize/mod.rs");
    for (page, ran) in check(pages("tests/cases").into_iter().chain(of_kustomize).collect()) {
        assert!(!ran.is_empty(), "{page} has no `console` block");
    }
}

#[test]
fn every_code_has_a_page_that_shows_it_and_how_to_do_without() {
    let page = |code: &Code| format!("src/diagnostic/codes/{}.md", code.name());
    for (code, (page, ran)) in Code::ALL.iter().zip(check(Code::ALL.iter().map(page).collect())) {
        let shown = format!("{}[{}]: ", code.severity().name(), code.name());
        let [first, .., last] = &ran[..] else {
            panic!("{page} does not show what is wrong and what is right")
        };
        assert!(first.actual.contains(&shown), "{page} does not begin with an example of {shown}");
        let is_refused = last.actual.lines().last().is_some_and(|line| line.starts_with("[exit "));
        assert!(
            !is_refused && !last.actual.contains(&shown),
            "{page} does not end with an example that is right"
        );
    }
    let files = pages("src/diagnostic/codes");
    assert_eq!(files.len(), Code::ALL.len(), "one of these is the page of no code: {files:?}");
}

#[test]
fn the_readme_and_the_docs_tell_the_truth() {
    check(["README.md", "docs"].into_iter().flat_map(pages).collect());
}

#[test]
fn the_readme_opens_with_a_screen_that_is_tested() {
    let block = |path: &str, start: &str| {
        let text = fs::read_to_string(root().join(path)).expect("a page is text");
        let (_, rest) = text.split_once(start).expect("the page has such a block");
        rest.split("```").next().unwrap_or_default().trim_end_matches("[exit 2]\n").to_owned()
    };
    let promised = block("README.md", "```text\n$ rkgen build prod | kubectl apply -f -\n");
    assert_eq!(promised, block("tests/cases/opening.md", "```console\n$ rkgen build prod\n"));
}

/// A macro that the page of the library does not name would be copied by nobody.
#[test]
fn the_list_of_codes_is_that_of_their_pages() {
    const PAGE: &str = "docs/checks.md";
    let mut text = String::from(
        "# What rkgen finds\n\n`rkgen explain CODE` prints the page of a code, with what is wrong and what is right. This list is written by\n\
         `CASES=overwrite cargo test the_list_of_codes`.\n\n| code | | |\n|---|---|---|\n",
    );
    for code in Code::ALL {
        let name = code.name();
        let about = code.page().split("\n\n").nth(1).unwrap_or_default().replace('\n', " ");
        let about = about.split_once(". ").map_or(about.as_str(), |(first, _)| first).trim_end_matches('.');
        let (about, severity) = (about.replace('|', "\\|"), code.severity().name());
        text.extend([
            "| [`",
            name,
            "`](../src/diagnostic/codes/",
            name,
            ".md) | ",
            severity,
            " | ",
            &about,
            " |\n",
        ]);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if std::env::var("CASES").is_ok_and(|cases| cases == "overwrite") {
        fs::write(&path, &text).unwrap();
    }
    let is_new = fs::read_to_string(&path).is_ok_and(|committed| committed == text);
    assert!(is_new, "{PAGE} is old: run `CASES=overwrite cargo test the_list_of_codes`");
}

#[test]
fn the_page_of_the_library_names_every_macro() {
    let text = |path: &str| fs::read_to_string(root().join(path)).expect("text");
    let macros: Vec<String> = pages("templates/lib").iter().flat_map(|path| macros(&text(path))).collect();
    let page = text("docs/library.md");
    let (_, table) = page.split_once("## All macros").expect("the page has a table of them");
    let rows = table.lines().filter(|line| line.starts_with("| ")).filter_map(|row| row.split('|').nth(2));
    let named: BTreeSet<&str> = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    let inner = ["http_probe_of", "tcp"]; // which only their own files call
    let there: BTreeSet<&str> =
        macros.iter().map(String::as_str).filter(|name| !inner.contains(name)).collect();
    assert_eq!(named, there);
}

/// The names of a template's macros.
fn macros(template: &str) -> Vec<String> {
    let starts = template.split("{% macro ").skip(1);
    starts.filter_map(|start| Some(start.split_once('(')?.0.to_owned())).collect()
}

/// Runs the pages, over the repository's own files where they bring none, and fails if a screen is another.
fn check(pages: Vec<String>) -> Vec<(String, Vec<Ran>)> {
    let overwrite = std::env::var_os("CASES").is_some_and(|value| value == "overwrite");
    let repository = repository();
    let mut checked = Vec::new();
    let mut differences = String::new();
    for page in pages {
        assert!(Path::new(&page).extension().is_some_and(|extension| extension == "md"), "{page} is no page");
        let mut text = fs::read_to_string(root().join(&page)).expect("a page is text");
        let ran = runner::run(&text, &repository);
        let wrong = || ran.iter().filter(|ran| !ran.holds());
        differences.extend(wrong().map(|ran| format!("\n{page}, {}", ran.difference())));
        if overwrite {
            wrong().rev().for_each(|ran| text.replace_range(ran.place.clone(), &ran.actual));
            fs::write(root().join(&page), text).expect("the page can be written");
        }
        checked.push((page, ran));
    }
    assert!(
        differences.is_empty() || overwrite,
        "pages say what does not happen; if it should, CASES=overwrite cargo test\n{differences}"
    );
    checked
}

/// The files of this repository that rkgen works on.
pub(crate) fn repository() -> Memory {
    let mut memory = Memory::default();
    for path in ["rkgen.yaml", "crds", "environments", "templates"].into_iter().flat_map(pages) {
        memory.add(&path, fs::read(root().join(&path)).expect("the repository is readable"));
    }
    memory
}

/// The files below a folder of the repository, or that file, as paths from its root; none if it is not there.
pub(crate) fn pages(path: &str) -> Vec<String> {
    let entries = walkdir::WalkDir::new(root().join(path)).sort_by_file_name().into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let path =
        |file: PathBuf| file.strip_prefix(root()).expect("below the root").to_str().expect("text").to_owned();
    files.map(path).collect()
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
