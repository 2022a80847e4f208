//! `rkgen review`: what is built and not in the snapshots yet, change by change.

mod draw;
mod partners;
mod session;

use std::io::{self, Write};
use std::path::Path;

use ecow::EcoString;

use super::args;
use super::diff::{self, Compared};
use super::machine::{Machine, Screen};
use super::report::{Loudness, Report, Words};
use super::request::{self, Request};
use super::{DONE, FOUND, REFUSED, build};
use crate::diagnostic::Diagnostics;
use crate::diff::compare;
use crate::effect::{Cluster, effects};
use crate::generate::Secrets;
use crate::pipeline::{self, Environment, Manifests};
use crate::resource::CustomKinds;
use crate::snapshot::{self, Beside, Decision, Snapshot, Unit};
use crate::source::Sources;
use crate::world::{FilePath, Files, Refusal};
use session::{Ended, Session};

const WORDS: Words = Words { refused: "nothing was reviewed", done: "built" };

/// Walks through what is pending, or prints it where nobody could answer. Gives the exit status.
pub(super) fn run(
    said: &args::Review,
    directory: Option<&Path>,
    machine: &dyn Machine,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    let opened = request::open(&said.inputs, &said.kustomize, &said.telling, directory, machine);
    let Some((root, request)) = report.unless_shown(opened) else { return Ok(REFUSED) };
    let sources = Sources::default();
    let files = root.files(&sources);
    let mut diagnostics = Diagnostics::default();
    let environments = request.environments(Secrets::Placeholders, &files, &mut diagnostics);
    let partners = partners::partners(&said.inputs, &request, &environments, &files);
    if !partners.is_empty() && !diagnostics.has_errors() {
        let mut said = said.clone();
        for (target, object) in partners {
            if request.telling.loudness != Loudness::Quiet {
                report.say(&format!("`{target}` is reviewed, too: `{object}` moved between them"));
            }
            said.inputs.targets.push(target.into());
        }
        return run(&said, directory, machine, (out, screen), report);
    }
    let besides = if diagnostics.has_errors() {
        Vec::new()
    } else {
        besides(said, &request, &environments, &files, &mut diagnostics)
    };
    // What is only worth a warning is told where it is built.
    let deny = request.telling.deny;
    let mut problems = Diagnostics::default();
    problems.extend(diagnostics.into_iter().filter(|problem| problem.severity >= deny));
    if report.judge(problems, &sources, request.telling, WORDS) {
        return Ok(REFUSED);
    }
    let custom = custom_kinds(&request, &besides, &files);
    let compared: Vec<Compared<'_>> = besides.iter().map(|it| compared(it, &custom, &sources)).collect();
    let units: Vec<(usize, Unit)> = besides
        .iter()
        .zip(&compared)
        .enumerate()
        .flat_map(|(at, (it, compared))| {
            it.units(&compared.comparison).into_iter().map(move |unit| (at, unit))
        })
        .collect();
    if units.is_empty() {
        if request.telling.loudness != Loudness::Quiet {
            writeln!(out, "nothing is pending")?;
        }
        return Ok(DONE);
    }
    let Some(mut keys) = machine.keys() else {
        diff::human(&compared, &sources, out, screen)?;
        for (at, unit) in &units {
            if let Some(text) = draw::of_files(&besides[*at], &compared[*at], unit) {
                writeln!(out, "\n{text}")?;
            }
        }
        let is_stale = besides.iter().flat_map(|it| &it.files).any(|file| file.fresh.is_none());
        let command = super::snapshot::command(&said.inputs, is_stale);
        report.say(&format!("nothing was decided: this is no terminal; `{command}` accepts all"));
        return Ok(FOUND);
    };
    let folder = machine.folder(None, &root.path).map_err(|why| build::cannot_write(&root.path, &why));
    let Some(folder) = report.unless_shown(folder) else { return Ok(REFUSED) };
    let session = Session {
        besides: &besides,
        compared: &compared,
        units: &units,
        folder: &*folder,
        sources: &sources,
        colour: screen.colour,
    };
    let ended = session.run(&mut *keys, out);
    // The terminal is what it was before anything else is said.
    drop(keys);
    match ended {
        Ok(decisions) => {
            session.conclude(&decisions, out)?;
            let is_done = decisions.iter().all(|decision| *decision == Decision::Accepted);
            Ok(if is_done { DONE } else { FOUND })
        }
        Err(Ended::Refused(problem)) => {
            writeln!(out)?;
            report.show(&problem);
            Ok(REFUSED)
        }
        Err(Ended::Unseen(error)) => Err(error),
    }
}

/// The snapshots of each environment beside what is built, and those of what is not built any more.
fn besides(
    said: &args::Review,
    request: &Request,
    environments: &[Environment],
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Vec<Beside> {
    let built: Vec<(&EcoString, Vec<Snapshot>)> =
        environments.iter().map(|it| (&it.name, snapshot::of(std::slice::from_ref(it)))).collect();
    let all: Vec<&Snapshot> = built.iter().flat_map(|(_, snapshots)| snapshots).collect();
    let mut gone = super::snapshot::stale(&said.inputs, request, &all, files);
    let mut besides = Vec::new();
    for (name, snapshots) in built {
        // What cannot be read is told where it is read.
        let is_there = |it: &Snapshot| !matches!(files.text(&it.path), Err(Refusal::Missing));
        if !snapshots.iter().any(is_there) {
            // A kustomization is named from where we stand.
            let named = said.inputs.targets.iter().find(|_| request.is_of_kustomization());
            let named = named.map_or(name.as_str(), String::as_str);
            diagnostics.push(snapshot::missing(named, &snapshots, files));
            continue;
        }
        let is_own = |target: &EcoString| target.split('/').next() == Some(name);
        let (own, others) = gone.into_iter().partition(is_own);
        gone = others;
        besides.push(beside(name, snapshots, own, files, diagnostics));
    }
    besides.extend(gone.into_iter().map(|target| {
        let name = target.clone();
        beside(&name, Vec::new(), vec![target], files, diagnostics)
    }));
    besides
}

/// The files of an environment: those that are built, and those of targets that are gone.
fn beside(
    name: &EcoString,
    built: Vec<Snapshot>,
    gone: Vec<EcoString>,
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Beside {
    let mut beside = Beside::new(name.clone());
    let there = |path: &FilePath| {
        let file = files.text(path).ok()?;
        Some(files.sources().get(file).text().to_string())
    };
    let mut before = |target: &EcoString| {
        let mut before = Manifests::default();
        snapshot::read(files, target, &mut before, diagnostics);
        before.objects
    };
    for snapshot in built {
        let (there, before) = (there(&snapshot.path), before(&snapshot.target));
        beside.add(snapshot, there, before);
    }
    for target in gone {
        if let Some(path) = snapshot::path(&target) {
            let there = there(&path);
            beside.add_gone(path, there, before(&target));
        }
    }
    beside
}

fn compared<'b>(beside: &'b Beside, custom: &CustomKinds, sources: &Sources) -> Compared<'b> {
    let (before, after) = (&beside.before.all, &beside.after.all);
    let comparison = compare(before, after, custom, sources);
    let effects = effects(before, after, &comparison, custom, Cluster::Same);
    Compared { name: beside.name.to_string(), comparison, effects, beside: None }
}

/// The kinds that the project defines, and those that the objects themselves do.
fn custom_kinds(request: &Request, besides: &[Beside], files: &Files) -> CustomKinds {
    let mut custom =
        if request.is_of_kustomization() { CustomKinds::default() } else { pipeline::custom_kinds(files) };
    for object in besides.iter().flat_map(|it| it.after.all.iter().chain(&it.before.all)) {
        if object.id().kind == "CustomResourceDefinition" {
            // That two definitions differ is what is reviewed here.
            let _ = custom.add(object.node());
        }
    }
    custom
}
