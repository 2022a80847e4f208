//! `rkgen explain --unused`: what has no effect, each with its place.

use std::io::{self, Write};
use std::path::Path;

use rustc_hash::FxHashSet;
use serde_json::{Value, json};

use super::{WORDS, field};
use crate::cli::args::{Explain, Problems};
use crate::cli::list;
use crate::cli::machine::{Machine, Screen};
use crate::cli::report::Report;
use crate::cli::request;
use crate::cli::table::Table;
use crate::cli::{DONE, REFUSED};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::kustomize::is_kustomization;
use crate::pipeline;
use crate::source::Sources;
use crate::world::{FilePath, Files};

/// The codes of what has no effect.
const CODES: [Code; 3] = [Code::NoEffect, Code::NoMatch, Code::UnusedValue];

const FILE: &str = "nothing uses this file";

/// Writes what has no effect in the targets, and the files that nothing uses.
pub(super) fn run(
    said: &Explain,
    directory: Option<&Path>,
    machine: &dyn Machine,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    let mut inputs = said.inputs.clone();
    let opened = request::open(&inputs, &said.kustomize, &said.telling, directory, machine);
    let Some((_, request)) = report.unless_shown(opened) else { return Ok(REFUSED) };
    // Without a target it is about all of them.
    inputs.all = inputs.targets.is_empty() && !request.is_of_kustomization();
    let opened = request::open(&inputs, &said.kustomize, &said.telling, directory, machine);
    let Some((root, request)) = report.unless_shown(opened) else { return Ok(REFUSED) };
    let sources = Sources::default();
    let files = root.files(&sources);
    let (mut errors, mut found) = (Diagnostics::default(), Diagnostics::default());
    let mut problems = Diagnostics::default();
    request.shown(&files, &mut problems);
    for problem in problems {
        let to = if problem.severity == Severity::Error { &mut errors } else { &mut found };
        to.push(problem);
    }
    if report.judge(errors, &sources, request.telling, WORDS) {
        return Ok(REFUSED);
    }
    let unused = if request.is_of_kustomization() {
        Some(unread(&files, &root.here))
    } else {
        pipeline::unused(&files, &request.selection, &mut found)
    };
    if unused.is_none() {
        report.say("not all environments can be built: which files nothing uses is not known");
    }
    let mut list = Diagnostics::default();
    list.extend(found.into_iter().filter(|problem| CODES.contains(&problem.code)));
    let list = list.into_sorted(&sources);
    let unused = unused.unwrap_or_default();
    if list.is_empty() && unused.is_empty() && report.is_watched() {
        report.say("all of it has an effect");
    }
    match said.format {
        Problems::Text => text(&list, &unused, &sources, out, screen)?,
        Problems::Json => json(&list, &unused, &sources, out)?,
    }
    Ok(DONE)
}

/// The files of a kustomization's folder that it did not read; those of other kustomizations within it are theirs.
fn unread(files: &Files, folder: &FilePath) -> Vec<FilePath> {
    let read: FxHashSet<FilePath> = files.read_paths().into_iter().collect();
    let is_other = |path: &FilePath| {
        path.ancestors().take_while(|around| around != folder).any(|around| is_kustomization(files, &around))
    };
    let mut all = files.world().walk(folder).unwrap_or_default();
    all.retain(|path| !read.contains(path) && !path.is_for_people() && !is_other(path));
    all.sort();
    all
}

fn text(
    list: &[Diagnostic],
    unused: &[FilePath],
    sources: &Sources,
    out: &mut dyn Write,
    screen: Screen,
) -> io::Result<()> {
    if list.is_empty() && unused.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(&["PLACE", "WHAT"]);
    for problem in list {
        let place = problem.location(sources).map(|place| place.to_string()).unwrap_or_default();
        let second = problem.labels.get(1).map(|label| sources.location(label.span));
        let second = second.map(|place| format!(" ({place})")).unwrap_or_default();
        table.add([place, format!("{}{second}", problem.message)]);
    }
    for path in unused {
        table.add([path.as_str(), FILE]);
    }
    table.write(out, screen.colour)
}

fn json(list: &[Diagnostic], unused: &[FilePath], sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let problem = |problem: &Diagnostic| {
        let place = problem.labels.first().map(|label| field::place(label.span, sources));
        let mut record = place.unwrap_or_default();
        record.insert("code".to_owned(), problem.code.name().into());
        record.insert("message".to_owned(), problem.message.as_str().into());
        Value::Object(record)
    };
    let file = |path: &FilePath| json!({"code": "unused-file", "file": path.as_str(), "message": FILE});
    list::write_json(list.iter().map(problem).chain(unused.iter().map(file)).collect(), out)
}
