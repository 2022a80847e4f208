//! Reviews: keys go in, and what is accepted is in the snapshots, no more and no less.

#[cfg(unix)]
mod terminal;

use std::collections::BTreeMap;
use std::ffi::OsString;

use rkgen::cli::{self, InMemory};
use rkgen::world::{FilePath, Memory, World as _};

const OLD: &str = include_str!("review/old.yaml");
const NEW: &str = include_str!("review/new.yaml");

/// A machine with a project whose snapshots are of what was built before.
fn machine() -> InMemory {
    let mut memory = Memory::default();
    for name in ["web", "api"] {
        let spec = format!("namespace: {name}\nresources: [../../objects.yaml]\n");
        memory.add(&format!("environments/prod/{name}.yaml"), spec);
    }
    memory.add("environments/prod/gone.yaml", "resources: [../../gone.yaml, ../../moved.yaml]\n");
    memory.add("gone.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: gone}\n");
    let moved = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: moved}\ndata: {one: a, two: b}\n---\n\
                 apiVersion: v1\nkind: ConfigMap\nmetadata: {name: only-moved}\n";
    memory.add("moved.yaml", moved);
    memory.add("objects.yaml", OLD);
    let machine = InMemory::new(memory);
    assert_eq!(run(&machine, &["snapshot", "--all"]).0, 0);
    let mut files = machine.files();
    assert!(files.remove("environments/prod/gone.yaml"));
    files.add("environments/prod/new.yaml", "resources: [../../moved.yaml]\n");
    files.add("moved.yaml", moved.replace("two: b", "two: c"));
    files.add("objects.yaml", NEW);
    drop(files);
    machine
}

fn run(machine: &InMemory, arguments: &[&str]) -> (u8, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let line: Vec<OsString> = ["rkgen"].iter().chain(arguments).map(OsString::from).collect();
    let status = cli::run(&line, machine, &mut out, &mut err);
    out.extend(err);
    (status, String::from_utf8(out).unwrap())
}

fn review(machine: &mut InMemory, keys: &str) -> (u8, String) {
    machine.keys = Some(keys.to_owned());
    run(machine, &["review", "prod"])
}

/// All snapshots, with what they say.
fn snapshots(machine: &InMemory) -> BTreeMap<String, String> {
    let files = machine.files();
    let folder = FilePath::root().join("snapshots").unwrap();
    let text = |path: &FilePath| String::from_utf8(files.read(path).unwrap()).unwrap();
    files.walk(&folder).unwrap().iter().map(|path| (path.to_string(), text(path))).collect()
}

/// What `rkgen snapshot` writes.
fn wanted() -> BTreeMap<String, String> {
    let machine = machine();
    assert_eq!(run(&machine, &["snapshot", "prod", "--prune"]).0, 0);
    snapshots(&machine)
}

/// How many changes there were and were accepted, as the last lines of a review say.
fn counts(screen: &str) -> (usize, usize) {
    let line = screen.lines().rev().find(|line| line.contains(" changes: ")).expect("a review is concluded");
    let line = line.rsplit("\x1b[2K").next().unwrap_or_default();
    let number = |word: &str| {
        let before = line.split(word).next().filter(|before| before.len() < line.len())?;
        before.rsplit([' ', ',']).find(|text| !text.is_empty())?.parse().ok()
    };
    (number(" changes").unwrap_or(0), number(" accepted").unwrap_or(0))
}

/// Keys by chance, the same in each run.
fn keys(seed: u64, among: &[u8]) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % 1_000_003).unwrap()
    };
    let length = next() % 40;
    (0..length).map(|_| char::from(among[next() % among.len()])).collect()
}

#[test]
fn all_that_is_accepted_is_the_snapshot() {
    let mut machine = machine();
    let (status, screen) = review(&mut machine, &"a".repeat(200));
    assert_eq!(status, 0, "{screen}");
    assert_eq!(snapshots(&machine), wanted());
    assert_eq!(review(&mut machine, "").1, "nothing is pending\n");
}

#[test]
fn whatever_was_pressed_what_is_left_is_asked_for_again() {
    let wanted = wanted();
    for seed in 1..40 {
        let mut machine = machine();
        let keys = keys(seed, b"aaarsAu ?");
        let (_, screen) = review(&mut machine, &keys);
        let (all, accepted) = counts(&screen);
        assert!(all > 20, "{screen}");
        let (_, screen) = review(&mut machine, "q");
        let left = if all == accepted { 0 } else { counts(&screen).0 };
        assert_eq!(left, all - accepted, "after {keys}:\n{screen}");
        let (status, screen) = review(&mut machine, &"a".repeat(200));
        assert_eq!(status, 0, "after {keys}:\n{screen}");
        assert_eq!(snapshots(&machine), wanted, "after {keys}");
    }
}

#[test]
fn what_is_taken_back_or_not_accepted_changes_nothing() {
    let before = snapshots(&machine());
    for seed in 1..20 {
        let mut machine = machine();
        review(&mut machine, &keys(seed, b"rs ?"));
        assert_eq!(snapshots(&machine), before);
        let (status, _) = review(&mut machine, &(keys(seed, b"aarsA") + &"u".repeat(60)));
        assert_eq!(snapshots(&machine), before);
        assert_eq!(status, 1);
    }
}

#[test]
fn one_change_is_accepted_alone() {
    let mut machine = machine();
    let (status, screen) = review(&mut machine, "r".repeat(200).as_str());
    assert_eq!(status, 1);
    // The number of the change that another image is.
    let title = screen.split(" of ").zip(screen.split(" of ").skip(1));
    let at = title
        .filter(|(_, after)| after.starts_with(char::is_numeric))
        .position(|(_, after)| after.contains("image") && after.contains("acme/web:1 → acme/web:2"));
    let keys = "s".repeat(at.expect("an image changes")) + "a";
    let before = snapshots(&machine)["snapshots/prod/api.yaml"].clone();
    review(&mut machine, &keys);
    let after = snapshots(&machine)["snapshots/prod/api.yaml"].clone();
    let changed: Vec<(&str, &str)> =
        before.lines().zip(after.lines()).filter(|(one, two)| one != two).collect();
    assert_eq!(changed, [("        image: acme/web:1", "        image: acme/web:2")], "{after}");
    assert_eq!(before.lines().count(), after.lines().count());
}

#[test]
fn the_screen_fits_in_the_terminal() {
    for size in [(80, 24), (40, 12), (200, 60)] {
        let mut machine = machine();
        machine.size = size;
        let (columns, rows) = size;
        let (_, screen) = review(&mut machine, &" ".repeat(180));
        let (_, other) = review(&mut machine, &"   s".repeat(60));
        for screen in [screen, other] {
            let end = screen.rfind("\r\x1b[2K").expect("keys are asked for");
            for page in screen[..end].split(['\r']) {
                let page = page.replace("\x1b[2K", "");
                let lines: Vec<&str> = page.lines().collect();
                assert!(lines.len() <= rows, "{} rows:\n{page}", lines.len());
                for line in lines {
                    assert!(line.chars().count() <= columns, "{line}");
                }
            }
        }
    }
}

#[test]
fn what_is_gone_is_shown_before_it_goes() {
    let mut machine = machine();
    let (_, screen) = review(&mut machine, &"s".repeat(200));
    assert!(screen.contains("  - kind: ConfigMap\n  - metadata:\n  -   name: gone\n"), "{screen}");
}

#[test]
fn an_object_that_another_spec_builds_is_moved() {
    let mut machine = machine();
    let (_, screen) = review(&mut machine, &"s".repeat(200));
    let text =
        "~ ConfigMap/moved\n    is moved from snapshots/prod/gone.yaml\n    to snapshots/prod/new.yaml\n";
    let before = &screen[..screen.find(text).expect("a moved object")];
    // Where it is, and what it says, are two questions.
    review(&mut machine, &("s".repeat(before.matches("skipped").count()) + "a"));
    let snapshots = snapshots(&machine);
    assert!(!snapshots["snapshots/prod/gone.yaml"].contains("name: moved"), "{snapshots:?}");
    assert!(snapshots["snapshots/prod/gone.yaml"].contains("name: only-moved"), "{snapshots:?}");
    assert!(snapshots["snapshots/prod/new.yaml"].contains("two: b\n"), "{snapshots:?}");
    let (_, screen) = review(&mut machine, &"s".repeat(200));
    assert!(screen.contains("data.two  b → c"), "{screen}");
    assert!(!screen.contains("ConfigMap/moved\n    is moved"), "{screen}");
}

#[test]
fn all_of_a_kind_are_taken_back_at_once() {
    let mut machine = machine();
    let before = snapshots(&machine);
    let (_, screen) = review(&mut machine, "Au");
    assert!(screen.contains("accepted, with all of its kind") && screen.contains("taken back"), "{screen}");
    assert!(counts(&screen).0 > 20 && counts(&screen).1 == 0, "{screen}");
    assert_eq!(snapshots(&machine), before);
    let (_, screen) = review(&mut machine, "aAu");
    assert_eq!(counts(&screen).1, 1, "{screen}");
}

#[test]
fn a_file_that_somebody_else_changes_is_left_alone() {
    let mut machine = machine();
    let link = "snapshots/prod/api.yaml";
    let (status, screen) = review(&mut machine, "a");
    assert_eq!(status, 1, "{screen}");
    // Marks of a conflict are no snapshot; what is there stays.
    machine.files().add(link, "<<<<<<< HEAD\na: 1\n=======\n");
    let (status, screen) = review(&mut machine, "a");
    assert_eq!(status, 2);
    assert!(screen.contains("git left both versions in it") && screen.contains(link), "{screen}");
    assert_eq!(snapshots(&machine)[link], "<<<<<<< HEAD\na: 1\n=======\n");
}

#[test]
fn without_a_terminal_what_is_pending_is_printed() {
    let machine = machine();
    let before = snapshots(&machine);
    let (status, screen) = run(&machine, &["review", "prod"]);
    assert_eq!(status, 1);
    assert!(screen.contains("acme/web:1 → acme/web:2"), "{screen}");
    assert!(
        screen.ends_with(
            "nothing was decided: this is no terminal; `rkgen snapshot prod --prune` accepts all\n"
        )
    );
    assert_eq!(snapshots(&machine), before);
}

#[test]
fn where_nothing_may_be_written_nothing_is_lost() {
    let mut machine = machine();
    let before = snapshots(&machine);
    machine.locked = FilePath::root().join("snapshots");
    let (status, screen) = review(&mut machine, "aaa");
    assert_eq!(status, 2);
    assert!(screen.contains("cannot write `snapshots/prod/"), "{screen}");
    assert!(screen.contains("permission denied"), "{screen}");
    let (status, screen) = run(&machine, &["snapshot", "prod"]);
    assert_eq!(status, 2, "{screen}");
    assert_eq!(snapshots(&machine), before);
}
