//! `rkgen diff`: which objects differ, and where.

mod doing;
mod elsewhere;
mod external;
mod failing;
mod fold;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod markdown;
mod places;
mod revision;
mod rows;
pub(super) mod sides;
mod told;
mod value;
mod without;

use std::io::{self, Write};
use std::path::Path;

use super::machine::{Machine, Screen};
use super::report::{Loudness, Report, Words};
use super::request::telling;
use super::{DONE, FOUND, REFUSED};
use super::{args, build};
use crate::diagnostic::Diagnostics;
use crate::diff::compare;
use crate::effect::{Class, Cluster, effects};
use crate::resource::CustomKinds;
use crate::secret;
use crate::source::Sources;
use sides::{Asked, Part};
pub(super) use told::Compared;
use told::Told;

const WORDS: Words = Words { refused: "nothing was compared", done: "compared" };

const DENIED: Words = Words { refused: "the changes do what --fail-on names", done: "compared" };

/// How a diff is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum Format {
    /// For people at a terminal.
    Human,
    /// The same without colours.
    Plain,
    /// A comment or a summary.
    Markdown,
    /// Annotations of a workflow.
    Github,
    /// A Code Quality report.
    Gitlab,
    /// For programs.
    Json,
    /// One page for a browser.
    Html,
}

/// What the second of two sides is to the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum Relation {
    /// It takes its place in the same cluster.
    Update,
    /// It stands beside it: another environment.
    Neighbour,
}

/// Shows what differs, or tells why nothing was compared. Gives the exit status.
pub(super) fn run(
    said: &args::Diff,
    directory: Option<&Path>,
    machine: &dyn Machine,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    show((&said.sides, &said.showing), Before::Named(said), directory, machine, (out, screen), report)
}

/// Shows what settings change, or tells why nothing was compared. Gives the exit status.
pub(super) fn what_if(
    said: &args::WhatIf,
    directory: Option<&Path>,
    machine: &dyn Machine,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    let both = (&said.sides, &said.showing);
    show(both, Before::WithoutSettings, directory, machine, (out, screen), report)
}

/// What is compared with.
#[derive(Clone, Copy)]
enum Before<'s> {
    /// What was named, or the snapshot.
    Named(&'s args::Diff),
    /// The same, built without the values that the command line sets.
    WithoutSettings,
}

fn show(
    (said, showing): (&args::Sides, &args::Showing),
    before: Before<'_>,
    directory: Option<&Path>,
    machine: &dyn Machine,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    let sources = Sources::default();
    let mut problems = Diagnostics::default();
    let asked = Asked { said, directory, machine, sources: &sources, key: secret::Key::random() };
    let sides = match before {
        Before::Named(diff) => asked.sides(diff, &mut problems),
        Before::WithoutSettings => asked.without_settings(&mut problems),
    };
    let Some(sides) = report.unless_shown(sides) else { return Ok(REFUSED) };
    let telling = telling(&said.telling);
    // What is only worth a warning is told where it is built.
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(problems.into_iter().filter(|problem| problem.severity >= telling.deny));
    if report.judge(diagnostics, &sources, telling, WORDS) {
        return Ok(REFUSED);
    }
    let compared: Vec<Compared<'_>> =
        sides.parts.iter().map(|part| compared(part, &sides.custom, &sources)).collect();
    let told = Told::of(&compared);
    let mut text = Vec::new();
    let screen =
        if showing.output.is_some() { Screen { colour: false, terminal: false, ..screen } } else { screen };
    let lines = if said.telling.verbose { usize::MAX } else { rows::MOST_LINES };
    draw(showing.format, &told, &sources, (screen, lines), &mut text)?;
    let summary =
        showing.summary.as_deref().map(|path| (path, markdown::markdown(&told, &sources).into_bytes()));
    let files =
        showing.output.as_deref().map(|path| (path, std::mem::take(&mut text))).into_iter().chain(summary);
    for (path, bytes) in files {
        if let Err(refusal) = machine.write(directory, path, &bytes) {
            report.show(&build::cannot_write(path, &refusal));
            return Ok(REFUSED);
        }
    }
    out.write_all(&text)?;
    let is_external = matches!(before, Before::Named(diff) if diff.external);
    if told.is_empty() && telling.loudness != Loudness::Quiet && !is_external {
        report.say(&told.nothing());
    }
    let classes: Vec<Class> = showing.fail_on.iter().filter_map(|name| Class::named(name)).collect();
    if classes.is_empty() {
        return Ok(if told.is_empty() { DONE } else { FOUND });
    }
    let mut denied = Diagnostics::default();
    for Compared { comparison, effects, .. } in &compared {
        denied.extend(failing::problems(comparison, effects, &classes));
    }
    Ok(if report.judge(denied, &sources, telling, DENIED) { FOUND } else { DONE })
}

fn compared<'p>(part: &'p Part, custom: &CustomKinds, sources: &Sources) -> Compared<'p> {
    let comparison = compare(&part.before, &part.after, custom, sources);
    let effects = effects(&part.before, &part.after, &comparison, custom, part.cluster);
    let beside = (part.cluster == Cluster::Other).then(|| part.sides.clone()).flatten();
    Compared { name: part.name.clone(), comparison, effects, beside }
}

/// What differs, as people read it, with all that new objects say.
pub(super) fn human(
    compared: &[Compared<'_>],
    sources: &Sources,
    out: &mut dyn Write,
    screen: Screen,
) -> io::Result<()> {
    human::write(&Told::of(compared), sources, out, screen, usize::MAX)
}

fn draw(
    format: Format,
    told: &Told<'_>,
    sources: &Sources,
    (screen, lines): (Screen, usize),
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = match format {
        Format::Human => return human::write(told, sources, out, screen, lines),
        Format::Plain => return human::write(told, sources, out, Screen { colour: false, ..screen }, lines),
        Format::Markdown => markdown::markdown(told, sources),
        Format::Github => github::annotations(told, sources),
        Format::Gitlab => gitlab::report(told, sources),
        Format::Json => json::json(told, sources),
        Format::Html => html::html(told, sources),
    };
    out.write_all(text.as_bytes())
}
