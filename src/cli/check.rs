//! `rkgen check`: what the API server would refuse, of targets or of plain manifests.

use std::io::{self, Write};
use std::path::Path;

use super::args::{self, Problems};
use super::machine::Machine;
use super::manifests::read_all;
use super::report::{Loudness, Report, Telling, Words, plural};
use super::request::{self, telling};
use super::{DONE, FOUND, REFUSED};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, render};
use crate::generate::Secrets;
use crate::pipeline::{self, Judging, Manifests};
use crate::source::Sources;

const WORDS: Words = Words { refused: "the API server would refuse this", done: "checked" };

/// Where there was nothing to ask an API server about.
const NOTHING: Words = Words { refused: "nothing was checked", done: "checked" };

/// What was judged.
struct Judged {
    objects: usize,
    diagnostics: Diagnostics,
    /// Whether something that was named could not be looked at.
    blind: bool,
}

/// Judges what was named and tells what is wrong. Gives the exit status.
pub(super) fn run(
    said: &args::Check,
    directory: Option<&Path>,
    machine: &dyn Machine,
    out: &mut dyn Write,
    report: &mut Report,
) -> io::Result<u8> {
    let sources = Sources::default();
    let judged = if said.files.is_empty() {
        match target(said, directory, machine, &sources) {
            Ok(judged) => judged,
            Err(problem) => {
                let plain = "for plain manifests, name a file or a folder: `rkgen check -f manifests/`";
                let is_nowhere = problem.code == Code::NoProject;
                report.show(&if is_nowhere { problem.help(plain) } else { *problem });
                return Ok(REFUSED);
            }
        }
    } else {
        files(said, directory, machine, &sources)
    };
    let Judged { objects, diagnostics, blind } = judged;
    let telling = telling(&said.telling);
    let found = match said.format {
        Problems::Text => {
            let words = if blind && objects == 0 { NOTHING } else { WORDS };
            let (problems, found) =
                (diagnostics.is_empty(), report.judge(diagnostics, &sources, telling, words));
            tell(objects, problems, telling, report);
            found
        }
        Problems::Json => {
            let shown = if telling.loudness == Loudness::Quiet { telling.deny } else { Severity::Info };
            let sorted = diagnostics.into_sorted(&sources);
            for problem in sorted.iter().filter(|problem| problem.severity >= shown) {
                writeln!(out, "{}", render::json(problem, &sources))?;
            }
            sorted.iter().any(|problem| problem.severity >= telling.deny)
        }
    };
    Ok(match (blind, found) {
        (true, _) => REFUSED,
        (false, true) => FOUND,
        (false, false) => DONE,
    })
}

/// Says that nothing is wrong, if someone watches or asks.
fn tell(objects: usize, is_clean: bool, telling: Telling, report: &mut Report) {
    let asked = match telling.loudness {
        Loudness::Quiet => false,
        Loudness::Usual => report.is_watched(),
        Loudness::Verbose => true,
    };
    if asked && is_clean {
        report.say(&format!("checked {}: nothing would be refused", plural(objects, "object")));
    }
}

/// Judges plain manifests.
fn files(said: &args::Check, directory: Option<&Path>, machine: &dyn Machine, sources: &Sources) -> Judged {
    let mut diagnostics = Diagnostics::default();
    let (mut manifests, mut definitions) = (Manifests::default(), Manifests::default());
    let mut blind = read_all(&said.files, directory, machine, sources, &mut manifests, &mut diagnostics);
    blind |= read_all(&said.crds, directory, machine, sources, &mut definitions, &mut diagnostics);
    let said_by = if said.crds.is_empty() { &manifests } else { &definitions };
    let mut custom = said_by.custom_kinds(&mut diagnostics);
    custom.set_release(said.kubernetes.unwrap_or_default());
    let mut previous = Manifests::default();
    blind |= read_all(&said.previous, directory, machine, sources, &mut previous, &mut diagnostics);
    pipeline::judge(&manifests.objects, &previous, &custom, &mut diagnostics);
    Judged { objects: manifests.objects.len(), diagnostics, blind }
}

/// Judges what a target builds. An environment is built and judged as `build` does it, without the values of Secrets;
/// of a kustomization, which `build` prints as it is, the objects are judged here.
fn target(
    said: &args::Check,
    directory: Option<&Path>,
    machine: &dyn Machine,
    sources: &Sources,
) -> Result<Judged, Box<Diagnostic>> {
    let opened = request::open(&said.inputs, &said.kustomize, &said.telling, directory, machine);
    let (root, request) = opened?;
    let files = root.files(sources);
    let mut diagnostics = Diagnostics::default();
    let mut previous = Manifests::default();
    let mut problems = Diagnostics::default();
    let unread = read_all(&said.previous, directory, machine, sources, &mut previous, &mut problems);
    let judging = Judging { alone: said.only.is_some(), previous: &previous.objects, is_shown: false };
    let built = request.judged(Secrets::Placeholders, judging, &files, &mut diagnostics);
    diagnostics.extend(problems);
    let mut objects = built.iter().map(|environment| environment.objects.len()).sum();
    // What could not be built could not be judged either, unless it is the objects that are wrong.
    let mut blind = built.is_empty();
    if request.is_of_kustomization() {
        blind = diagnostics.has_errors();
        let (mut manifests, mut definitions) = (Manifests::default(), Manifests::default());
        manifests.extend(built.into_iter().flat_map(|environment| environment.objects));
        blind |= read_all(&said.crds, directory, machine, sources, &mut definitions, &mut diagnostics);
        let said_by = if said.crds.is_empty() { &manifests } else { &definitions };
        let mut custom = said_by.custom_kinds(&mut diagnostics);
        custom.set_release(said.kubernetes.unwrap_or_default());
        objects = manifests.objects.len();
        pipeline::judge(&manifests.objects, &previous, &custom, &mut diagnostics);
    } else {
        let flags = [
            ("--crds", !said.crds.is_empty(), "name the files in `rkgen.yaml` below `crds:`"),
            (
                "--kubernetes",
                said.kubernetes.is_some(),
                "write `kubernetes:` in the spec, or in `rkgen.yaml`",
            ),
        ];
        for (flag, _, instead) in flags.into_iter().filter(|(_, is_said, _)| *is_said) {
            let message = format!("`{flag}` is for plain manifests and kustomizations");
            let problem = Diagnostic::new(Code::InvalidOverride, message);
            diagnostics.push(problem.help(format!("for environments, {instead}")));
            blind = true;
        }
    }
    Ok(Judged { objects, diagnostics, blind: blind || unread })
}
