//! No project, however broken, makes a run panic, print a half result or say a problem without its place.

mod project;

use std::ffi::OsString;

use proptest::prelude::{ProptestConfig, Strategy, any, prop};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use rkgen::cli::{self, InMemory};
use rkgen::world::Memory;

use project::{ARGUMENTS, FILES, PIECES};

/// The problems that belong to no line, each with the reason.
const WITHOUT_PLACE: &[(&str, &str)] = &[
    ("ambiguous-target", "two files are in question, none of their lines"),
    ("cannot-write", "what is written is named on the command line"),
    ("empty-environment", "what is missing is a file, or objects in all of them"),
    ("outside-project", "a spec is named on the command line"),
    ("unreadable-file", "a text that is none cannot be shown: the sentence says its line"),
    ("unknown-target", "a target is named on the command line"),
];

/// One change of one file. Places are parts of 65536 of its length.
#[derive(Clone, Debug)]
struct Change {
    file: usize,
    at: u16,
    to: u16,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Byte(u8),
    Insert(&'static str),
    Remove,
    Cut,
    Repeat,
    CopyFrom(usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let kind = proptest::prop_oneof![
        any::<u8>().prop_map(Kind::Byte),
        prop::sample::select(PIECES).prop_map(Kind::Insert),
        prop::sample::select(PIECES).prop_map(Kind::Insert),
        proptest::strategy::Just(Kind::Remove),
        proptest::strategy::Just(Kind::Cut),
        proptest::strategy::Just(Kind::Repeat),
        (0..FILES.len()).prop_map(Kind::CopyFrom),
    ];
    let change = (0..FILES.len(), any::<u16>(), any::<u16>(), kind);
    prop::collection::vec(change.prop_map(|(file, at, to, kind)| Change { file, at, to, kind }), 1..4)
}

/// The project's files after the changes.
fn changed(changes: &[Change]) -> Vec<Vec<u8>> {
    let mut files: Vec<Vec<u8>> = FILES.iter().map(|(_, text)| text.as_bytes().to_vec()).collect();
    for change in changes {
        let place = |length: usize, part: u16| length * usize::from(part) / usize::from(u16::MAX);
        let bytes = &files[change.file];
        let (one, two) = (place(bytes.len(), change.at), place(bytes.len(), change.to));
        // Most slips are small: half of all ranges are a few bytes long.
        let end = if change.to % 2 == 0 { (one + usize::from(change.to % 16)).min(bytes.len()) } else { two };
        let range = one.min(end)..one.max(end);
        let new: Vec<u8> = match &change.kind {
            Kind::Byte(byte) => vec![*byte],
            Kind::Insert(piece) => [piece.as_bytes(), &bytes[range.clone()]].concat(),
            Kind::Remove => Vec::new(),
            Kind::Cut => {
                files[change.file].truncate(one);
                continue;
            }
            Kind::Repeat => bytes[range.clone()].repeat(2),
            Kind::CopyFrom(other) => {
                let other = &files[*other];
                other[place(other.len(), change.at)..].iter().copied().take(40).collect()
            }
        };
        files[change.file].splice(range, new);
    }
    files
}

/// The exit status, standard output, and standard error of a run over these files.
fn run(files: &[Vec<u8>], arguments: &[&str]) -> (u8, Vec<u8>, String) {
    let mut memory = Memory::default();
    for ((path, _), bytes) in FILES.iter().zip(files) {
        memory.add(path, bytes.clone());
    }
    let arguments: Vec<OsString> = ["rkgen"].iter().chain(arguments).map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(&arguments, &InMemory::new(memory), &mut out, &mut err);
    (status, out, String::from_utf8_lossy(&err).into_owned())
}

/// What is wrong with a screen.
fn breaches(arguments: &[&str], status: u8, out: &[u8], err: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    if !matches!(status, 0 | 2) {
        breaches.push(format!("the exit status is {status}"));
    }
    // A list of targets names those too whose specs cannot be read.
    let is_whole = !matches!(arguments, ["list"] | ["list", "-o", _]);
    if status == 2 && is_whole && !out.is_empty() {
        breaches.push("a refused run printed a result".to_owned());
    }
    let lines: Vec<&str> = err.lines().collect();
    let errors = lines.iter().filter(|line| line.starts_with("error")).count();
    if (status == 2) != (errors > 0) {
        breaches.push(format!("the exit status is {status}, with {errors} errors"));
    }
    for (index, line) in lines.iter().enumerate() {
        let code = ["error[", "warning["].iter().find_map(|head| line.strip_prefix(head));
        let Some((code, _)) = code.and_then(|rest| rest.split_once("]: ")) else { continue };
        let rest = lines[index + 1..].iter().take_while(|line| !line.is_empty());
        let has_place = rest.clone().any(|line| line.trim_start().starts_with("--> "));
        if !has_place && WITHOUT_PLACE.iter().all(|(other, _)| *other != code) {
            breaches.push(format!("no place: {line}"));
        }
    }
    if err.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
        breaches.push("a control character went to the terminal".to_owned());
    }
    breaches
}

#[test]
fn the_project_is_whole() {
    let files = changed(&[]);
    for arguments in ARGUMENTS {
        let (status, _, err) = run(&files, arguments);
        assert_eq!((status, err.as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
fn no_change_of_it_breaks_a_run() {
    let config = ProptestConfig {
        cases: 300,
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    TestRunner::new_with_rng(config, random)
        .run(&(changes(), prop::sample::select(ARGUMENTS)), |(changes, arguments)| {
            let files = changed(&changes);
            let (status, out, err) = run(&files, arguments);
            let found = breaches(arguments, status, &out, &err);
            proptest::prop_assert!(found.is_empty(), "{found:?}\n{err}");
            proptest::prop_assert!(
                run(&files, arguments) == (status, out, err),
                "two runs print different bytes"
            );
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_long_way_of_checksums_ends() {
    let config = |index: usize, sum: &str| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{index}}}\ndata: {{x: {sum}}}\n---\n")
    };
    let asked = |index| format!("{{{{ checksum(\"ConfigMap/a{index}\") }}}}");
    let chain: String = (0..5000).map(|index| config(index, &asked(index + 1))).collect();
    for (last, status) in [("end", 0), (asked(0).as_str(), 2)] {
        let mut memory = Memory::default();
        memory.add("environments/prod.yaml", "templates: [a.yaml]\n");
        memory.add("templates/a.yaml", chain.clone() + &config(5000, last));
        let arguments = ["rkgen", "build", "prod"].map(OsString::from);
        let mut err = Vec::new();
        assert_eq!(cli::run(&arguments, &InMemory::new(memory), &mut Vec::new(), &mut err), status);
        assert!(err.len() < 5000, "{}", String::from_utf8_lossy(&err));
    }
}
