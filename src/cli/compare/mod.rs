//! `rkgen compare`: in what environments differ, as a table.

mod html;
mod pages;
mod table;
mod text;

use std::io::{self, Write};
use std::path::Path;

use ecow::EcoString;

use super::args::{self, Inputs};
use super::diff::sides::Asked;
use super::machine::{Machine, Screen};
use super::report::{Loudness, Report, Words, plural};
use super::request::telling;
use super::{DONE, FOUND, REFUSED};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::diff::across;
use crate::environment::Allowance;
use crate::pipeline;
use crate::resource::{CustomKinds, Resource};
use crate::secret;
use crate::source::Sources;
use table::Table;

const WORDS: Words = Words { refused: "nothing was compared", done: "compared" };

/// How a comparison is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum Format {
    /// For people at a terminal.
    Text,
    /// For a comment.
    Markdown,
    /// One page for a browser.
    Html,
    /// For programs.
    Json,
}

/// The columns: what each is called, and its objects.
type Columns = Vec<(EcoString, Vec<Resource>)>;

/// Shows in what the environments differ, or tells why nothing was compared. Gives the exit status.
pub(super) fn run(
    said: &args::Compare,
    directory: Option<&Path>,
    machine: &dyn Machine,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    let sources = Sources::default();
    let key = secret::Key::random();
    let asked = Asked { said: &said.sides, directory, machine, sources: &sources, key };
    let mut problems = Diagnostics::default();
    let mut custom = CustomKinds::default();
    let columns = columns(&asked, &mut custom, &mut problems);
    let Some(columns) = report.unless_shown(columns) else { return Ok(REFUSED) };
    let allowed = allowed(&asked, &mut problems);
    let telling = telling(&said.sides.telling);
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(problems.into_iter().filter(|problem| problem.severity >= telling.deny));
    if report.judge(diagnostics, &sources, telling, WORDS) {
        return Ok(REFUSED);
    }
    let sets: Vec<&[Resource]> = columns.iter().map(|(_, objects)| &objects[..]).collect();
    let found = across(&sets, &custom, &sources);
    let names: Vec<EcoString> = columns.iter().map(|(name, _)| name.clone()).collect();
    let table = Table::of(names, &found, &allowed, &sources);
    let mut unmet = Diagnostics::default();
    // What is not needed for some environments may be needed for others.
    let is_all = asked.are_all(&table.columns);
    for allowance in table.unmet(&allowed).filter(|_| is_all) {
        let mut problem = Diagnostic::new(Code::NoMatch, "nothing differs that this allows")
            .at(allowance.span, "not needed")
            .help("take it out");
        problem.severity = Severity::Warning;
        unmet.push(problem);
    }
    let is_refused = report.judge(unmet, &sources, telling, Words { refused: "not all is needed", ..WORDS });
    match said.format {
        Format::Text => text::write(&table, said.allowed, out, screen)?,
        Format::Markdown => out.write_all(pages::markdown(&table, said.allowed).as_bytes())?,
        Format::Html => out.write_all(html::html(&table, said.allowed).as_bytes())?,
        Format::Json => pages::json(&table, out)?,
    }
    let left_out = table.allowed();
    if telling.loudness != Loudness::Quiet && table.shown(said.allowed).is_empty() {
        let of = table.columns.join(", ");
        report.say(&match left_out {
            0 => format!("no differences in {} of {of}", plural(table.same, "object")),
            _ => format!(
                "no differences between {of} but {left_out} that {}",
                if left_out == 1 { "is allowed" } else { "are allowed" }
            ),
        });
    }
    if left_out > 0 && !said.allowed && report.is_watched() {
        report.say(&format!("{} allowed; --allowed shows them", plural(left_out, "difference")));
    }
    if !table.secrets.is_empty() && !said.sides.with_secrets && report.is_watched() {
        report.say("secrets that a build fetches are compared with --with-secrets");
    }
    Ok(if table.differs() || is_refused { FOUND } else { DONE })
}

/// The environments that were named, each with its objects; `--all` names all of them.
fn columns(
    asked: &Asked<'_>,
    custom: &mut CustomKinds,
    diagnostics: &mut Diagnostics,
) -> Result<Columns, Box<Diagnostic>> {
    let Inputs { targets, all, .. } = &asked.said.inputs;
    let mut columns = Columns::new();
    if *all {
        let (_, side) = asked.build(&asked.said.inputs, diagnostics)?;
        columns.extend(side.environments.into_iter().map(|it| (it.name, it.objects)));
        custom.add_unknown(&side.custom);
    } else {
        for target in targets {
            let side = asked.named(target, diagnostics)?;
            custom.add_unknown(&side.custom);
            let objects = side.environments.into_iter().flat_map(|environment| environment.objects);
            columns.push((target.into(), objects.collect()));
        }
    }
    for definition in columns.iter().flat_map(|(_, objects)| objects) {
        if definition.id().kind == "CustomResourceDefinition" {
            // That two of them differ is what is compared here.
            let _ = custom.add(definition.node());
        }
    }
    if columns.len() > 1 || diagnostics.has_errors() {
        return Ok(columns);
    }
    let problem = Diagnostic::new(Code::UnknownTarget, "there is nothing to compare with");
    Err(Box::new(problem.help("name two environments or more: `rkgen compare staging prod`")))
}

impl Asked<'_> {
    /// Whether these are all environments of the project.
    fn are_all(&self, names: &[EcoString]) -> bool {
        let Ok(root) = self.machine.project(self.directory) else { return false };
        let targets = pipeline::targets(&root.files(self.sources), &mut Diagnostics::default());
        targets.iter().all(|(target, _)| names.contains(&target.environment))
    }
}

/// What `rkgen.yaml` allows, if there is a project around.
fn allowed(asked: &Asked<'_>, diagnostics: &mut Diagnostics) -> Vec<Allowance> {
    let Ok(root) = asked.machine.project(asked.directory) else { return Vec::new() };
    let files = root.files(asked.sources);
    pipeline::allowed_differences(&files, diagnostics)
}
