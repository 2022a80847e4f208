//! What a patch makes of an object is what kubectl makes of it, but for the rows of `docs/patches.md`.
//!
//! Kubectl's answers for the pairs of one seed are committed. `RKGEN_CASES=2000` takes that many pairs of other seeds
//! and asks kubectl itself; `RKGEN_CASES=overwrite` writes the committed answers anew.
#![expect(clippy::disallowed_methods, reason = "kubectl is asked only where a variable says so")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;
use std::thread;

use serde_json::Value;

use super::generate::{Pair, pairs};
use super::{merged, rows};

const COMMITTED: u64 = 1;
const CASES: usize = 200;
const ANSWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/patch/kubectl-answers.txt");

/// The object that kubectl prints, or what it says is wrong.
pub(super) type Answer = Result<Value, String>;

#[test]
fn a_patch_does_what_kubectl_does_with_it() {
    match std::env::var("RKGEN_CASES").ok().as_deref() {
        None => compare(COMMITTED, &pairs(COMMITTED, CASES), &committed()),
        Some(_) if Command::new("kubectl").arg("version").arg("--client").output().is_err() => {
            eprintln!("skipped: kubectl is not installed");
        }
        Some("overwrite") => {
            let lines = ask(&pairs(COMMITTED, CASES)).into_iter().map(|answer| line(&answer) + "\n");
            std::fs::write(ANSWERS, lines.collect::<String>()).expect("the answers can be written");
        }
        Some(cases) => {
            let cases: usize = cases.parse().expect("RKGEN_CASES is a number or `overwrite`");
            for seed in 2..2 + cases.div_ceil(CASES) as u64 {
                let pairs = pairs(seed, CASES);
                compare(seed, &pairs, &ask(&pairs));
            }
        }
    }
}

/// Fails with the pairs of which ours is another answer than kubectl's, for no reason that a row names.
fn compare(seed: u64, pairs: &[Pair], answers: &[Answer]) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = String::new();
    for (at, (pair, theirs)) in pairs.iter().zip(answers).enumerate() {
        let ours = merged(&pair.base, &pair.patch, pair.of);
        match rows::classify(pair, &ours, theirs) {
            Ok(rows) if rows.is_empty() => *counts.entry("the same").or_default() += 1,
            Ok(rows) => rows.into_iter().for_each(|row| *counts.entry(row).or_default() += 1),
            Err(why) => {
                let problems: Vec<String> = ours
                    .problems
                    .iter()
                    .map(|problem| format!("{}: {}", problem.code.name(), problem.message))
                    .collect();
                writeln!(
                    wrong,
                    "seed {seed}, pair {at}: {why}\nbase   {}\npatch  {}\nours   {}\n       {problems:#?}\ntheirs {}",
                    pair.base,
                    pair.patch,
                    ours.object,
                    line(theirs)
                )
                .expect("a string takes all");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert_eq!(pairs.len(), answers.len(), "an answer for each pair");
    let same = counts.get("the same").copied().unwrap_or_default();
    assert!(same * 2 > pairs.len(), "most patches do the same: {counts:?}");
}

fn committed() -> Vec<Answer> {
    let read = |line: &str| match line.strip_prefix("error: ") {
        Some(error) => Err(error.to_owned()),
        None => Ok(serde_json::from_str(line).expect("an answer is JSON")),
    };
    include_str!("kubectl-answers.txt").lines().map(read).collect()
}

fn line(answer: &Answer) -> String {
    match answer {
        Ok(object) => object.to_string(),
        Err(error) => format!("error: {error}"),
    }
}

/// Kubectl's answers, with all cores.
fn ask(pairs: &[Pair]) -> Vec<Answer> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let chunks = pairs.chunks(pairs.len().div_ceil(cores));
    thread::scope(|scope| {
        let threads: Vec<_> =
            chunks.map(|chunk| scope.spawn(move || chunk.iter().map(kubectl).collect::<Vec<_>>())).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("kubectl can be asked")).collect()
    })
}

fn kubectl(pair: &Pair) -> Answer {
    let write = |value: &Value| {
        let file = tempfile::NamedTempFile::with_suffix(".json").expect("a file can be made");
        std::fs::write(file.path(), value.to_string()).expect("a file can be written");
        file
    };
    let (base, patch) = (write(&pair.base), write(&pair.patch));
    let mut command = Command::new("kubectl");
    command.args(["patch", "--local", "--type", "strategic", "-o", "json", "-f"]).arg(base.path());
    let output = command.arg("--patch-file").arg(patch.path()).output().expect("kubectl runs");
    match serde_json::from_slice(&output.stdout) {
        Ok(object) if output.status.success() => Ok(object),
        _ => Err(String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}
