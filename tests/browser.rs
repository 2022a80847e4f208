//! The page of `rkgen diff --format html`, looked at in a real browser: that its script runs, and filters.
//!
//! Needs Chromium: `RKGEN_BROWSER` names it, else it is looked for; without it the test is skipped. Nothing is fetched.
#![expect(clippy::disallowed_methods, reason = "a browser reads its page from the disk")]
#![expect(clippy::print_stderr, reason = "says that it is skipped")]

use std::ffi::OsString;
use std::fs;
use std::process::Command;

use rkgen::cli::{self, InMemory};
use rkgen::world::Memory;

const OLD: &str = "\
{apiVersion: v1, kind: ConfigMap, metadata: {name: first}, data: {port: '80'}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: second}, data: {level: info}}
";
const NEW: &str = "\
{apiVersion: v1, kind: ConfigMap, metadata: {name: first}, data: {port: '81'}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: second}, data: {level: debug}}
";

#[test]
fn a_page_in_a_browser_shows_what_its_filter_lets_through() {
    let Some(browser) = browser() else {
        eprintln!("skipped: Chromium is not installed");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("diff.html");
    fs::write(&page, html(OLD, NEW)).expect("the page is written");
    let hidden = |filter: &str| {
        let profile = tempfile::tempdir().expect("a folder");
        let output = Command::new(&browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"])
            .args(["--disable-background-networking", "--disable-component-update", "--dump-dom"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("file://{}{filter}", page.display()))
            .output()
            .expect("the browser runs");
        let dom = String::from_utf8_lossy(&output.stdout).into_owned();
        let of = |start: &str| {
            dom.lines().find(|line| line.starts_with(start)).map(|line| line.contains(" hidden"))
        };
        [of("<article id=\"c0\""), of("<article id=\"c1\""), of("<p id=\"none\"")]
    };
    assert_eq!(hidden(""), [Some(false), Some(false), Some(true)]);
    assert_eq!(hidden("#search=debug%20second"), [Some(true), Some(false), Some(true)]);
    assert_eq!(hidden("#effect=no-restart"), [Some(false), Some(false), Some(true)]);
    assert_eq!(hidden("#search=nowhere"), [Some(true), Some(true), Some(false)]);
}

fn browser() -> Option<OsString> {
    let runs = |name: &OsString| Command::new(name).arg("--version").output().is_ok();
    if let Some(named) = std::env::var_os("RKGEN_BROWSER") {
        assert!(runs(&named), "RKGEN_BROWSER names no program that runs");
        return Some(named);
    }
    ["chromium", "chromium-browser", "google-chrome"].map(OsString::from).into_iter().find(runs)
}

#[test]
fn a_long_object_is_folded_and_equal_lines_are_counted() {
    let map = |name: &str, lines: &[String]| {
        let lines = lines.join("\n    ");
        format!(
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  text: |\n    {lines}\n"
        )
    };
    let mut lines: Vec<String> = (0..40).map(|line| format!("line {line}")).collect();
    let old = map("a", &lines);
    let new = map("b", &lines).replace("line", "word");
    for at in [2, 37] {
        lines[at].push('!');
    }
    let page = String::from_utf8(html(&old, &(map("a", &lines) + &new))).expect("a text");
    assert!(page.contains("<details><summary>34 more lines</summary>"), "{page}");
    assert!(page.contains("<p class=\"gap\">30 equal lines</p>"), "{page}");
}

fn html(old: &str, new: &str) -> Vec<u8> {
    let mut files = Memory::default();
    files.add("old.yaml", old);
    files.add("new.yaml", new);
    let arguments = ["rkgen", "diff", "old.yaml", "new.yaml", "--format", "html"].map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(&arguments, &InMemory::new(files), &mut out, &mut err);
    assert_eq!(status, 1, "{}", String::from_utf8_lossy(&err));
    out
}
