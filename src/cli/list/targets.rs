//! `rkgen list` without a target: the environments, their systems, and the specs of these.

use std::io::{self, Write};

use ecow::EcoString;
use serde_json::{Map, Value};

use super::write_json;
use crate::cli::args::Look;
use crate::cli::machine::Screen;
use crate::cli::report::{Report, Words};
use crate::cli::request::Request;
use crate::cli::table::Table;
use crate::cli::{DONE, REFUSED};
use crate::diagnostic::{Diagnostics, render::visible};
use crate::environment::Target;
use crate::pipeline;
use crate::world::Files;

const WORDS: Words = Words { refused: "not all could be read", ..super::WORDS };

/// Writes every target that there is, those too whose spec cannot be read; what is wrong with specs is told behind.
pub(super) fn run(
    look: Look,
    files: &Files,
    request: &Request,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    let mut diagnostics = Diagnostics::default();
    let targets = pipeline::targets(files, &mut diagnostics);
    match look {
        // A list of nothing would have titles only; what is told says it better.
        Look::Table | Look::Wide if targets.is_empty() => {}
        Look::Table | Look::Wide => table(&targets).write(out, screen.colour)?,
        Look::Name => {
            targets.iter().try_for_each(|(target, _)| writeln!(out, "{}", visible(&target.name)))?;
        }
        Look::Json => write_json(targets.iter().map(record).collect(), out)?,
    }
    out.flush()?;
    let words = if targets.is_empty() { super::WORDS } else { WORDS };
    let refused = report.judge(diagnostics, files.sources(), request.telling, words);
    request.tell_read(files, report);
    Ok(if refused { REFUSED } else { DONE })
}

fn table(targets: &[(Target, Option<EcoString>)]) -> Table {
    let mut table = Table::new(&["ENVIRONMENT", "SYSTEM", "NAMESPACE", "SPEC"]);
    for (target, namespace) in targets {
        let system = target.in_environment().unwrap_or_default();
        let namespace = namespace.as_deref().unwrap_or_default();
        table.add([&target.environment, system, namespace, target.spec.as_str()]);
    }
    table
}

fn record((target, namespace): &(Target, Option<EcoString>)) -> Value {
    let mut record = Map::new();
    let mut put = |key: &str, text: &str| record.insert(key.to_owned(), text.into());
    put("environment", &target.environment);
    if let Some(namespace) = namespace {
        put("namespace", namespace);
    }
    put("spec", target.spec.as_str());
    if let Some(system) = target.in_environment() {
        put("system", system);
    }
    put("target", &target.name);
    record.into()
}
