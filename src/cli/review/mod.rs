//! `rkgen review`: what is built and not in the snapshots yet, change by change.

mod draw;
mod session;

use std::io::{self, Write};
use std::path::Path;

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
use crate::world::Files;
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
        .flat_map(|(file, (it, compared))| {
            it.units(&compared.comparison).into_iter().map(move |unit| (file, unit))
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
        for (file, _) in units.iter().filter(|(_, unit)| *unit == Unit::Layout) {
            writeln!(out, "{} says the same in other words", compared[*file].name)?;
        }
        let command = super::snapshot::command(&said.inputs, false);
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

/// Each snapshot beside what is built, and those of what is not built any more.
fn besides(
    said: &args::Review,
    request: &Request,
    environments: &[Environment],
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Vec<Beside> {
    let mut besides = Vec::new();
    for environment in environments {
        let snapshots = snapshot::of(std::slice::from_ref(environment));
        let is_there = |it: &Snapshot| files.kind(&it.path).is_some();
        if !snapshots.iter().any(is_there) {
            // A kustomization is named from where we stand.
            let named = said.inputs.targets.iter().find(|_| request.is_of_kustomization());
            let named = named.map_or(environment.name.as_str(), String::as_str);
            diagnostics.push(snapshot::missing(named, &snapshots, files));
            continue;
        }
        besides.extend(snapshots.into_iter().map(|it| beside(it, true, files, diagnostics)));
    }
    let built: Vec<&Snapshot> = besides.iter().map(|it| &it.snapshot).collect();
    let gone = super::snapshot::stale(&said.inputs, request, &built, files);
    besides.extend(gone.into_iter().filter_map(|target| {
        let path = snapshot::path(&target)?;
        let nothing = Snapshot { target, path, objects: Vec::new() };
        Some(beside(nothing, false, files, diagnostics))
    }));
    besides
}

fn beside(snapshot: Snapshot, is_built: bool, files: &Files, diagnostics: &mut Diagnostics) -> Beside {
    let mut before = Manifests::default();
    snapshot::read(files, &snapshot.target, &mut before, diagnostics);
    let there = files.text(&snapshot.path).ok();
    let there = there.map(|file| files.sources().get(file).text().to_string());
    Beside { snapshot, is_built, there, before: before.objects }
}

fn compared<'b>(beside: &'b Beside, custom: &CustomKinds, sources: &Sources) -> Compared<'b> {
    let (before, after) = (&beside.before, &beside.snapshot.objects);
    let comparison = compare(before, after, custom, sources);
    let effects = effects(before, after, &comparison, Cluster::Same);
    Compared { name: beside.snapshot.path.to_string(), comparison, effects }
}

/// The kinds that the project defines, and those that the objects themselves do.
fn custom_kinds(request: &Request, besides: &[Beside], files: &Files) -> CustomKinds {
    let mut custom =
        if request.is_of_kustomization() { CustomKinds::default() } else { pipeline::custom_kinds(files) };
    for object in besides.iter().flat_map(|it| it.snapshot.objects.iter().chain(&it.before)) {
        if object.id().kind == "CustomResourceDefinition" {
            // That two definitions differ is what is reviewed here.
            let _ = custom.add(object.node());
        }
    }
    custom
}
