//! `rkgen explain`: which lines make an object, what has no effect, what a code means.

mod code;
mod field;
mod named;
mod object;
mod payload;
mod tokens;
mod unused;
mod way;
mod whole;

use std::io::{self, Write};
use std::path::Path;

use super::args::{Explain, Inputs};
use super::machine::{Machine, Screen};
use super::report::{Report, Words};
use super::request;
use super::{DONE, REFUSED};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::pipeline;
use crate::source::Sources;

const WORDS: Words = Words { refused: "nothing was explained", done: "explained" };

/// Explains what was asked for, or tells why not. Gives the exit status.
pub(super) fn run(
    said: &Explain,
    directory: Option<&Path>,
    machine: &dyn Machine,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    if said.unused {
        return unused::run(said, directory, machine, (out, screen), report);
    }
    if said.files.is_empty() {
        match &said.inputs.targets[..] {
            [] => return code::list(out).map(|()| DONE),
            [word] if let Some(code) = code::named(word) => {
                return code::page(code, out, screen).map(|()| DONE);
            }
            [word] => {
                if let Err(problem) = target(word, said, directory, machine) {
                    report.show(&problem);
                    return Ok(REFUSED);
                }
            }
            _ => {}
        }
    }
    object::run(said, directory, machine, (out, screen), report)
}

/// Whether a word that is no code names something that can be built; if not, what it may be.
fn target(
    word: &str,
    said: &Explain,
    directory: Option<&Path>,
    machine: &dyn Machine,
) -> Result<(), Box<Diagnostic>> {
    let inputs = Inputs { targets: vec![word.to_owned()], ..said.inputs.clone() };
    let opened = request::open(&inputs, &said.kustomize, &said.telling, directory, machine);
    let Ok((root, request)) = opened else { return Err(Box::new(code::unknown(word))) };
    if request.is_of_kustomization() {
        return Ok(());
    }
    let sources = Sources::default();
    let files = root.files(&sources);
    let targets = pipeline::targets(&files, &mut Diagnostics::default());
    let names = || targets.iter().flat_map(|(target, _)| [target.environment.as_str(), &target.name]);
    if names().any(|name| name == word) {
        return Ok(());
    }
    Err(Box::new(match nearest(word, names())[..] {
        [] => code::unknown(word),
        [near, ..] => {
            Diagnostic::new(Code::UnknownTarget, format!("`{word}` is neither a code nor an environment"))
                .help(format!("did you mean `{near}`?"))
        }
    }))
}

/// The problem of a target without an object.
fn no_object() -> Diagnostic {
    Diagnostic::new(Code::NoMatch, "no object was named")
        .help("name one behind the target, as `rkgen explain prod Deployment/web`")
}
