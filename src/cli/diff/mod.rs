//! `rkgen diff`: which objects differ, and where.

mod human;
mod sides;

use std::io::{self, Write};
use std::path::Path;

use super::args;
use super::machine::{Machine, Screen};
use super::report::{Report, Words};
use super::request::telling;
use super::{DONE, FOUND, REFUSED};
use crate::diagnostic::Diagnostics;
use crate::diff::compare;
use crate::source::Sources;
use sides::Asked;

const WORDS: Words = Words { refused: "nothing was compared", done: "compared" };

/// Shows what differs, or tells why nothing was compared. Gives the exit status.
pub(super) fn run(
    said: &args::Diff,
    directory: Option<&Path>,
    machine: &dyn Machine,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    let sources = Sources::default();
    let mut problems = Diagnostics::default();
    let asked = Asked { said, directory, machine, sources: &sources };
    let sides = asked.sides(&mut problems);
    let Some(sides) = report.unless_shown(sides) else { return Ok(REFUSED) };
    let telling = telling(&said.telling);
    // What is only worth a warning is told where it is built.
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(problems.into_iter().filter(|problem| problem.severity >= telling.deny));
    if report.judge(diagnostics, &sources, telling, WORDS) {
        return Ok(REFUSED);
    }
    let mut differs = false;
    for part in &sides.parts {
        let comparison = compare(&part.before, &part.after, &sides.custom, &sources);
        differs |= !comparison.is_empty();
        human::write(&part.name, &comparison, &sources, out, screen)?;
    }
    Ok(if differs { FOUND } else { DONE })
}
