//! The systems of this repository, built from its own files, and what was last accepted of them.
//!
//! `cargo run snapshot --all --prune` accepts what is built now. Read the difference before you commit.

use std::ffi::OsString;

use rkgen::cli::{self, Disk};
use serde_json::Value;

use crate::cases;

mod carbon;
mod citadelbuy;
mod globeco;
mod rateguard;

/// `rkgen snapshot --all` writes what is in `snapshots`, and nothing else is there.
#[test]
fn each_system_builds_what_was_accepted() {
    let (status, out, err) = screen(&["snapshot", "--all", "--check"]);
    assert!(status == 0, "{out}\n{err}");
    assert_eq!(in_folders("snapshots"), targets());
}

/// A part of an environment has the snapshot that it has in the whole.
#[test]
fn each_target_alone_builds_what_was_accepted() {
    for target in targets() {
        let (status, out, err) = screen(&["snapshot", &target, "--check"]);
        assert!(status == 0, "{out}\n{err}");
    }
}

/// Another tag changes the image, the label that repeats it, and nothing else: not the image of the backup.
#[test]
fn a_tag_from_the_command_line_changes_the_application_and_nothing_else() {
    let changed = changes("prod/rate-limiter", &["--set", "image.tag=v1.0.0"]);
    assert_eq!(
        changed,
        [
            "app.kubernetes.io/version: v1.0.0",
            "app.kubernetes.io/version: v1.0.0",
            "image: ghcr.io/uppnrise/distributed-rate-limiter:v1.0.0",
        ]
    );
}

/// With two of two pods to stay, each drain of a node would wait for ever.
#[test]
fn a_budget_that_stops_every_drain_is_refused() {
    let (status, out, err) =
        screen(&["build", "prod/rate-limiter", "--set", "application.autoscaling.minReplicas=2"]);
    assert_eq!((status, &*out), (2, ""));
    assert!(
        err.contains("no node could be drained: of 2 pods of `distributed-rate-limiter`, 2 are to stay"),
        "{err}"
    );
}

/// All targets of this repository, sorted: `dev/rate-limiter` and so on.
pub(crate) fn targets() -> Vec<String> {
    in_folders("environments")
}

/// The environments that a system has.
pub(crate) fn environments(system: &str) -> Vec<String> {
    let of = |target: String| target.strip_suffix(system)?.strip_suffix('/').map(str::to_owned);
    targets().into_iter().filter_map(of).collect()
}

/// The YAML files one level below a folder of this repository, without that folder and their ending, sorted.
fn in_folders(name: &str) -> Vec<String> {
    let target = |path: String| {
        let target = path.strip_prefix(name)?.strip_prefix('/')?.strip_suffix(".yaml")?.to_owned();
        (target.split('/').count() == 2).then_some(target)
    };
    cases::pages(name).into_iter().filter_map(target).collect()
}

/// The objects of a target.
pub(crate) fn build(target: &str) -> Vec<Value> {
    objects(&[target])
}

/// The objects that `rkgen build` prints with these arguments.
fn objects(arguments: &[&str]) -> Vec<Value> {
    let printed = run(&[&["build", "--format", "json"], arguments].concat());
    let printed: Value = serde_json::from_str(&printed).expect("what is built is JSON");
    printed["items"].as_array().expect("what is built is a list").clone()
}

/// The lines that arguments change, as they are then.
fn changes(target: &str, arguments: &[&str]) -> Vec<String> {
    let accepted = run(&["build", target]);
    let changed = run(&[&["build", target], arguments].concat());
    assert_eq!(accepted.lines().count(), changed.lines().count());
    accepted.lines().zip(changed.lines()).filter(|(a, b)| a != b).map(|(_, b)| b.trim().to_owned()).collect()
}

/// What a command prints, if it has nothing to complain of.
fn run(arguments: &[&str]) -> String {
    let (status, out, err) = screen(arguments);
    assert!(status == 0 && err.is_empty(), "{arguments:?} ends with {status}:\n{err}");
    out
}

/// The exit status, standard output and standard error of a command.
fn screen(arguments: &[&str]) -> (u8, String, String) {
    let line = ["rkgen", "-C", env!("CARGO_MANIFEST_DIR")].iter().chain(arguments).map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(&line.collect::<Vec<_>>(), &Disk, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).expect("what is printed is text");
    (status, text(out), text(err))
}
