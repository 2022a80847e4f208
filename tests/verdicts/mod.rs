//! The verdicts of an API server, for who has them: a folder that the environment variable `RKGEN_VERDICTS` names.
//!
//! `public.jsonl` there has a document a line, with what the server said of it: `accepted`, the `stage` that refused it, the
//! `operator` that made it out of a right one, and `causes` with their fields. `base/crds.yaml` has the definitions that the
//! server knew. Each document is judged alone, as `rkgen check --only api` does it.
#![expect(clippy::disallowed_methods, reason = "the verdicts are read from the disk")]
#![expect(clippy::print_stdout, reason = "what was counted is for people")]

mod floor;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rkgen::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use rkgen::pipeline::{Manifests, judge};
use rkgen::resource::CustomKinds;
use rkgen::source::Sources;
use serde_json::Value;

use floor::{ALARMS, AT_THE_FIELD, FOUND};

/// A document and what the server said of it.
struct Verdict {
    id: String,
    operator: String,
    stage: String,
    accepted: bool,
    /// The fields that the server named.
    fields: BTreeSet<String>,
    yaml: String,
}

/// What was counted.
#[derive(Default)]
struct Tally {
    refused: usize,
    found: usize,
    accepted: usize,
    alarms: usize,
}

#[test]
fn what_the_server_refuses_is_found_and_nothing_else() {
    let Some(folder) = folder() else { return };
    let (verdicts, custom) = read(&folder);
    let mut stages: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut alarms, mut named, mut at_field) = (Vec::new(), 0, 0);
    let start = Instant::now();
    for verdict in &verdicts {
        let problems = problems(&verdict.yaml, &custom);
        tally(stages.entry(&verdict.stage).or_default(), verdict, !problems.is_empty());
        if verdict.accepted && !problems.is_empty() {
            alarms.push((verdict.id.as_str(), problems[0].message.clone()));
        }
        if !verdict.accepted && !verdict.fields.is_empty() {
            named += 1;
            at_field += usize::from(problems.iter().any(|problem| is_at(problem, verdict)));
        }
    }
    let taken = start.elapsed() / u32::try_from(verdicts.len()).expect("not that many");
    println!("{}at the field {at_field} of {named}; {taken:?} a document", table(&stages));
    let mut wrong = String::new();
    for (stage, floor) in FOUND {
        let found = stages.get(stage).map_or(0, |tally| tally.found);
        if found < *floor {
            let _ = writeln!(wrong, "{stage}: {found} found, and the floor is {floor}");
        }
    }
    for (id, message) in alarms.iter().filter(|(id, _)| !ALARMS.iter().any(|(known, _)| known == id)) {
        let _ = writeln!(wrong, "the server takes {id}: {message}");
    }
    for (id, _) in ALARMS.iter().filter(|(known, _)| !alarms.iter().any(|(id, _)| id == known)) {
        let _ = writeln!(wrong, "{id} is no false alarm any more: take it out of the list");
    }
    if at_field < AT_THE_FIELD {
        let _ = writeln!(wrong, "at the field: {at_field}, and the floor is {AT_THE_FIELD}");
    }
    assert!(wrong.is_empty(), "tests/verdicts/floor.rs says otherwise:\n{wrong}");
}

/// `cargo test five_folds -- --ignored --nocapture`: how much is found in each of five parts of the operators. A family of
/// rules that was written without looking at one part is measured there.
#[test]
#[ignore = "a report, for people"]
fn five_folds() {
    let Some(folder) = folder() else { return };
    let (verdicts, custom) = read(&folder);
    let operators: BTreeSet<&str> = verdicts.iter().map(|verdict| verdict.operator.as_str()).collect();
    let fold: BTreeMap<&str, usize> =
        operators.into_iter().enumerate().map(|(index, operator)| (operator, index % 5)).collect();
    let names = ["fold 1", "fold 2", "fold 3", "fold 4", "fold 5"];
    let mut folds: BTreeMap<&str, Tally> = BTreeMap::new();
    for verdict in &verdicts {
        let name = names[fold[verdict.operator.as_str()]];
        tally(folds.entry(name).or_default(), verdict, !problems(&verdict.yaml, &custom).is_empty());
    }
    println!("{}", table(&folds));
}

fn folder() -> Option<PathBuf> {
    std::env::var_os("RKGEN_VERDICTS").map(PathBuf::from)
}

/// The verdicts that hang on nothing but the document, and the kinds that the server knew.
fn read(folder: &Path) -> (Vec<Verdict>, CustomKinds) {
    let text = fs::read_to_string(folder.join("public.jsonl")).expect("the verdicts are text");
    let verdicts = text.lines().filter_map(verdict).collect();
    let definitions = fs::read_to_string(folder.join("base/crds.yaml")).expect("the definitions are text");
    let sources = Sources::default();
    let (mut manifests, mut diagnostics) = (Manifests::default(), Diagnostics::default());
    manifests.add(sources.add("crds.yaml", definitions), &sources, &mut diagnostics);
    (verdicts, manifests.custom_kinds(&mut diagnostics))
}

fn verdict(line: &str) -> Option<Verdict> {
    let value: Value = serde_json::from_str(line).expect("a line is JSON");
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    // What hangs on the cluster or its flags, and what crashed the server, is no rule.
    if ["state", "config"].contains(&text("depends").as_str())
        || ["panic", "internal"].contains(&text("stage").as_str())
    {
        return None;
    }
    let causes = value["causes"].as_array().into_iter().flatten();
    let fields = causes.filter_map(|cause| cause["field"].as_str()).filter(|field| !field.is_empty());
    Some(Verdict {
        id: text("id"),
        operator: text("operator"),
        stage: text("stage"),
        accepted: value["accepted"].as_bool().unwrap_or_default(),
        fields: fields.map(plain).collect(),
        yaml: text("yaml"),
    })
}

/// The errors that are found in a document.
fn problems(yaml: &str, custom: &CustomKinds) -> Vec<Diagnostic> {
    let sources = Sources::default();
    let (mut manifests, mut diagnostics) = (Manifests::default(), Diagnostics::default());
    manifests.add(sources.add("a.yaml", yaml), &sources, &mut diagnostics);
    judge(&manifests.objects, &Manifests::default(), custom, &mut diagnostics);
    diagnostics.into_iter().filter(|problem| problem.severity == Severity::Error).collect()
}

/// A path without the ways to write it: `a.b[0].c` and `a["b"][0].c` are `a.b.0.c`.
fn plain(path: &str) -> String {
    path.replace(['"', ']'], "").replace('[', ".")
}

/// Whether a problem is told at one of the fields, or within one.
///
/// The server does not always name the field in full, so these are the same to us:
/// - what cannot be decoded: it leaves out indices and keys of free maps, and names the Go structs that a type is put
///   together from (`spec.volumes.VolumeSource.nfs`);
/// - a few validations, which leave out an index (`volumeMounts.mountPropagation`);
/// - a key that is written twice, of which it tells the last name only;
/// - a field within one that is missing or of another type altogether, which it reads as one with nothing in it.
fn is_at(problem: &Diagnostic, verdict: &Verdict) -> bool {
    let Some(ours) = problem.field.as_deref().map(plain) else { return false };
    verdict.fields.iter().any(|theirs| {
        let (ours, theirs): (Vec<&str>, Vec<&str>) = (ours.split('.').collect(), theirs.split('.').collect());
        let is_parent = matches!(problem.code, Code::MissingField | Code::WrongType);
        match (problem.code, verdict.stage.as_str()) {
            (Code::DuplicateKey, _) => ours.last() == theirs.last(),
            (_, "decode") => leads(&theirs, &ours, |_| true),
            _ => leads(&theirs, &ours, is_index) || is_parent && theirs.starts_with(&ours),
        }
    })
}

/// Whether the way of the server leads to ours or to what is above it, though it left out steps for which `left_out`
/// holds and has the names of structs among its own.
fn leads(theirs: &[&str], ours: &[&str], left_out: impl Fn(&str) -> bool) -> bool {
    let mut ours = ours.iter();
    theirs.iter().all(|step| {
        let is_struct = step.starts_with(|c: char| c.is_ascii_uppercase());
        let mut rest = ours.clone();
        let found = rest.by_ref().take_while(|our| *our == step || left_out(our)).any(|our| our == step);
        if found {
            ours = rest;
        }
        found || is_struct
    })
}

fn is_index(step: &str) -> bool {
    step.bytes().all(|byte| byte.is_ascii_digit())
}

fn tally(tally: &mut Tally, verdict: &Verdict, is_found: bool) {
    if verdict.accepted {
        tally.accepted += 1;
        tally.alarms += usize::from(is_found);
    } else {
        tally.refused += 1;
        tally.found += usize::from(is_found);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a percentage for people")]
fn table(rows: &BTreeMap<&str, Tally>) -> String {
    let percent = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
    let mut text = String::new();
    let mut all = Tally::default();
    for (name, row) in rows {
        all.refused += row.refused;
        all.found += row.found;
        all.accepted += row.accepted;
        all.alarms += row.alarms;
        let _ = writeln!(
            text,
            "{name:10} found {:5} of {:5} ({:5.1} %), false alarms {:3} of {:5} ({:.2} %)",
            row.found,
            row.refused,
            percent(row.found, row.refused),
            row.alarms,
            row.accepted,
            percent(row.alarms, row.accepted)
        );
    }
    let _ = writeln!(
        text,
        "{:10} found {:5} of {:5} ({:5.1} %), false alarms {:3} of {:5}",
        "all",
        all.found,
        all.refused,
        percent(all.found, all.refused),
        all.alarms,
        all.accepted
    );
    text
}

#[test]
fn paths_of_both_are_compared_in_one_form() {
    assert_eq!(plain("a.b[0].c"), "a.b.0.c");
    assert_eq!(plain("metadata.labels[\"x.y/z\"]"), "metadata.labels.x.y/z");
}

#[test]
fn the_ways_of_the_server_are_followed_where_it_left_out_steps() {
    let same = |theirs: &str, ours: &str, decoding: bool| {
        let (theirs, ours): (Vec<&str>, Vec<&str>) = (theirs.split('.').collect(), ours.split('.').collect());
        leads(&theirs, &ours, |step| decoding || is_index(step))
    };
    assert!(same("spec.volumes.VolumeSource.nfs.path", "spec.volumes.3.nfs.path", true));
    assert!(same("spec.a", "spec.a.b", false));
    assert!(same("spec.mounts.mode", "spec.mounts.8.mode", false));
    assert!(!same("spec.mounts.1.mode", "spec.mounts.8.mode", false));
    assert!(!same("spec.a.mode", "spec.a.b.mode", false));
    assert!(same("spec.a.mode", "spec.a.b.mode", true));
    assert!(!same("spec.a.mode", "spec.a", true));
}
