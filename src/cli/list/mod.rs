//! `rkgen list`: what there is to build, or the objects that are built of it.

mod details;
mod objects;
mod targets;

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::{Serializer, Value, ser::PrettyFormatter};

use super::args::{self, Inputs};
use super::machine::{Machine, Screen};
use super::report::{Report, Words};
use super::request;
use super::{DONE, REFUSED};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Sources;

const WORDS: Words = Words { refused: "nothing was listed", done: "listed" };

/// Writes the list, or tells why not. Gives the exit status.
pub(super) fn run(
    said: &args::List,
    directory: Option<&Path>,
    machine: &dyn Machine,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    let opened = request::open(&said.inputs, &said.kustomize, &said.telling, directory, machine);
    let Some((root, request)) = report.unless_shown(opened) else { return Ok(REFUSED) };
    let sources = Sources::default();
    let files = root.files(&sources);
    if !said.inputs.all && said.inputs.targets.is_empty() && !request.is_of_kustomization() {
        if let Some(argument) = about_objects(said) {
            report.show(&no_target(argument));
            return Ok(REFUSED);
        }
        return targets::run(said.output, &files, &request, (out, screen), report);
    }
    let (environments, filter, diagnostics) = request.build(&said.filter, &files);
    if report.judge(diagnostics, &sources, request.telling, WORDS) {
        return Ok(REFUSED);
    }
    request.tell_read(&files, report);
    objects::write((&environments, &filter), said.output, &sources, out, screen)?;
    Ok(DONE)
}

/// The first of the arguments that say something of objects.
fn about_objects(said: &args::List) -> Option<&'static str> {
    let Inputs { settings, values, namespace, allow_exec, .. } = &said.inputs;
    let arguments = [
        ("--kind", said.filter.kind.is_some()),
        ("-l", said.filter.selector.is_some()),
        ("--set", !settings.0.is_empty()),
        ("--values", !values.is_empty()),
        ("--namespace", namespace.is_some()),
        ("--allow-exec", !allow_exec.is_empty()),
    ];
    arguments.into_iter().find(|(_, is_said)| *is_said).map(|(name, _)| name)
}

fn no_target(argument: &str) -> Diagnostic {
    let message = format!("no target was named, and `{argument}` is about the objects of targets");
    Diagnostic::new(Code::UnknownTarget, message)
        .help("name one, as `rkgen list prod`; `--all` takes every environment")
        .help("`rkgen list` alone lists the targets that there are")
}

/// Writes a list of records as JSON, indented as `kubectl` does.
pub(super) fn write_json(records: Vec<Value>, out: &mut dyn Write) -> io::Result<()> {
    let formatter = PrettyFormatter::with_indent(b"    ");
    Value::from(records).serialize(&mut Serializer::with_formatter(&mut *out, formatter))?;
    writeln!(out)
}
