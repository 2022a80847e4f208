//! `rkgen snapshot`: writes what is built into `snapshots/`, or tells what is not there as it is built.

use std::io::{self, Write};
use std::path::Path;

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::args::{self, Inputs};
use super::machine::{Folder, Machine};
use super::report::{Loudness, Report, Words, plural};
use super::request::{self, Request};
use super::{DONE, FOUND, REFUSED, build};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::generate::Secrets;
use crate::snapshot::{self, Asked, Renamed, Snapshot};
use crate::source::Sources;
use crate::world::{FileKind, FilePath, Files, Refusal};

const WORDS: Words = Words { refused: "no snapshot was written", done: "built" };

const CHECK: Words = Words { refused: "no snapshot was compared", done: "compared" };

/// How a file is beside what is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    New,
    Changed,
    Unchanged,
    Stale,
}

impl State {
    const ALL: [State; 4] = [State::New, State::Changed, State::Unchanged, State::Stale];

    fn name(self) -> &'static str {
        match self {
            State::New => "new",
            State::Changed => "changed",
            State::Unchanged => "unchanged",
            State::Stale => "stale",
        }
    }
}

/// A file of a snapshot, how it is, and what it is to say; nothing for one that is stale.
struct Found {
    path: FilePath,
    state: State,
    text: Option<String>,
}

/// Writes the snapshots of what was asked for, or tells why not. Gives the exit status.
pub(super) fn run(
    said: &args::Snapshot,
    directory: Option<&Path>,
    machine: &dyn Machine,
    out: &mut dyn Write,
    report: &mut Report,
) -> io::Result<u8> {
    let opened = request::open(&said.inputs, &said.kustomize, &said.telling, directory, machine);
    let Some((root, request)) = report.unless_shown(opened) else { return Ok(REFUSED) };
    let sources = Sources::default();
    let files = root.files(&sources);
    let mut diagnostics = Diagnostics::default();
    let environments = request.environments(Secrets::Placeholders, &files, &mut diagnostics);
    if root.seen_from.is_some() {
        diagnostics.push(homeless());
    }
    let words = if said.check { CHECK } else { WORDS };
    if report.judge(diagnostics, &sources, request.telling, words) {
        return Ok(REFUSED);
    }
    let snapshots = snapshot::of(&environments);
    machine.leave(environments);
    let folder =
        machine.folder(None, &root.path).map_err(|refusal| build::cannot_write(&root.path, &refusal));
    let Some(folder) = report.unless_shown(folder) else { return Ok(REFUSED) };
    let stale = stale(&said.inputs, &request, &snapshots.iter().collect::<Vec<_>>(), &files);
    let found = found(&*folder, &snapshots, &stale);
    let Some(found) = report.unless_shown(found) else { return Ok(REFUSED) };
    let renamed = renamed(&found, &snapshots, &files);
    if said.check {
        return check(said, &found, &renamed, request.telling.loudness, out, report);
    }
    if let Err(problem) = write(&*folder, &found, said.prune) {
        report.show(&problem);
        return Ok(REFUSED);
    }
    if request.telling.loudness != Loudness::Quiet {
        tell(said, &found, request.telling.loudness, out)?;
        for renamed in &renamed {
            report.say(&renamed.remove_it());
        }
    }
    Ok(DONE)
}

/// The problem of a kustomization without a project around it.
fn homeless() -> Diagnostic {
    let message = "there is no project to keep a snapshot in: no folder above this one has `rkgen.yaml`, \
                   `environments/` or `.git`";
    Diagnostic::new(Code::NoProject, message)
        .help("make one of the folder around it: an empty `rkgen.yaml` will do")
}

/// The snapshots of what is not built any more, within what was asked for.
pub(super) fn stale(
    inputs: &Inputs,
    request: &Request,
    built: &[&Snapshot],
    files: &Files,
) -> Vec<EcoString> {
    if request.is_of_kustomization() {
        return Vec::new();
    }
    let names: Vec<String> =
        inputs.targets.iter().map(|name| name.trim_end_matches('/').to_owned()).collect();
    let asked = if inputs.all { Asked::All } else { Asked::Named(&names) };
    snapshot::stale(files, &asked, built)
}

/// How each file is. Who finds what is no file in the place of one learns it before anything is written.
fn found(
    folder: &dyn Folder,
    snapshots: &[Snapshot],
    gone: &[EcoString],
) -> Result<Vec<Found>, Box<Diagnostic>> {
    let mut found = Vec::new();
    for snapshot in snapshots {
        let in_the_way =
            snapshot.path.ancestors().skip(1).find(|path| folder.kind(path) == Some(FileKind::File));
        if let Some(path) = in_the_way {
            return Err(build::cannot_write(Path::new(path.as_str()), &Refusal::IsFile));
        }
        let text = snapshot.text();
        let state = match folder.read(&snapshot.path) {
            Ok(bytes) if bytes == text.as_bytes() => State::Unchanged,
            Ok(_) | Err(Refusal::TooLarge) => State::Changed,
            Err(Refusal::Missing) => State::New,
            Err(refusal) => {
                return Err(Box::new(snapshot::unreadable(&snapshot.path, &snapshot.target, &refusal)));
            }
        };
        found.push(Found { path: snapshot.path.clone(), state, text: Some(text) });
    }
    let paths = gone.iter().filter_map(|target| snapshot::path(target));
    found.extend(paths.map(|path| Found { path, state: State::Stale, text: None }));
    found.sort_by(|one, two| one.path.cmp(&two.path));
    Ok(found)
}

/// The environments that are there under another name.
fn renamed(found: &[Found], snapshots: &[Snapshot], files: &Files) -> Vec<Renamed> {
    let new: FxHashSet<&FilePath> =
        found.iter().filter(|found| found.state == State::New).map(|found| &found.path).collect();
    let missing: Vec<&Snapshot> = snapshots.iter().filter(|snapshot| new.contains(&snapshot.path)).collect();
    snapshot::renamed(files, &missing)
}

/// Writes what is new or changed, all of it or nothing, and removes what is stale if that was asked for.
fn write(folder: &dyn Folder, found: &[Found], prune: bool) -> Result<(), Box<Diagnostic>> {
    let differs = |found: &&Found| matches!(found.state, State::New | State::Changed);
    let files: Vec<(&FilePath, &[u8])> = found
        .iter()
        .filter(differs)
        .filter_map(|found| Some((&found.path, found.text.as_deref()?.as_bytes())))
        .collect();
    let refused = |path: &FilePath, refusal: &Refusal| build::cannot_write(Path::new(path.as_str()), refusal);
    folder.write_all(&files).map_err(|(path, refusal)| refused(&path, &refusal))?;
    for found in found.iter().filter(|found| prune && found.state == State::Stale) {
        folder.remove(&found.path).map_err(|refusal| {
            let message = format!("cannot remove `{}`: {refusal}", found.path);
            Box::new(Diagnostic::new(Code::CannotWrite, message))
        })?;
    }
    Ok(())
}

/// Tells what was done with each file that was not as it is built, and how many were.
fn tell(said: &args::Snapshot, found: &[Found], loudness: Loudness, out: &mut dyn Write) -> io::Result<()> {
    let name = |state: State| if said.prune && state == State::Stale { "removed" } else { state.name() };
    let is_told = |found: &&Found| loudness == Loudness::Verbose || found.state != State::Unchanged;
    for found in found.iter().filter(is_told) {
        writeln!(out, "{:9}  {}", name(found.state), found.path)?;
    }
    let count = |state: State| found.iter().filter(|found| found.state == state).count();
    let counts = State::ALL.map(|state| (count(state), name(state)));
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    writeln!(out, "{}: {}", plural(found.len(), "snapshot"), counts.join(", "))?;
    if !said.prune && count(State::Stale) > 0 {
        writeln!(out, "nothing builds what is stale; remove it: `{}`", command(&said.inputs, true))?;
    }
    Ok(())
}

/// Tells which files are not as they are built. Gives the exit status.
fn check(
    said: &args::Snapshot,
    found: &[Found],
    renamed: &[Renamed],
    loudness: Loudness,
    out: &mut dyn Write,
    report: &mut Report,
) -> io::Result<u8> {
    let wrong: Vec<&Found> = found.iter().filter(|found| found.state != State::Unchanged).collect();
    for found in &wrong {
        let name = if found.state == State::New { "missing" } else { found.state.name() };
        writeln!(out, "{name:7}  {}", found.path)?;
    }
    if wrong.is_empty() {
        if loudness != Loudness::Quiet {
            let are = if found.len() == 1 { "is" } else { "are" };
            report.say(&format!("{} {are} what is built", plural(found.len(), "snapshot")));
        }
        return Ok(DONE);
    }
    let is_stale = wrong.iter().any(|found| found.state == State::Stale);
    let are = if wrong.len() == 1 { "is" } else { "are" };
    let message = format!("{} {are} not what is built", plural(wrong.len(), "snapshot"));
    let problem = Diagnostic::new(Code::OutdatedSnapshot, message)
        .help(format!("write and commit what is built: `{}`", command(&said.inputs, is_stale)));
    report.show(&renamed.iter().fold(problem, |problem, renamed| problem.help(renamed.move_it())));
    Ok(FOUND)
}

/// The command that writes what was asked for.
pub(super) fn command(inputs: &Inputs, prune: bool) -> String {
    let mut command = "rkgen snapshot".to_owned();
    for word in inputs.targets.iter().map(String::as_str).chain(inputs.all.then_some("--all")) {
        command.push(' ');
        command.push_str(word);
    }
    command + if prune { " --prune" } else { "" }
}
