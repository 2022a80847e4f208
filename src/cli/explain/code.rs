//! `rkgen explain CODE`: the page of a code, or the list of all.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::cli::machine::Screen;
use crate::diagnostic::{Code, Diagnostic};

/// Writes the names of all codes.
pub(super) fn list(out: &mut dyn Write) -> io::Result<()> {
    Code::ALL.iter().try_for_each(|code| writeln!(out, "{:<20}{}", code.name(), code.severity().name()))
}

/// The code that is meant: people copy the brackets along.
pub(super) fn named(word: &str) -> Option<Code> {
    Code::from_name(without_brackets(word))
}

/// The problem of a word that is none.
pub(super) fn unknown(word: &str) -> Diagnostic {
    let name = without_brackets(word);
    let names = Code::ALL.iter().map(|code| code.name());
    Diagnostic::new(Code::UnknownCode, format!("there is no code `{name}`"))
        .suggest(name, names, "codes")
        .help("`rkgen explain` lists them all")
}

fn without_brackets(word: &str) -> &str {
    word.trim_matches(['[', ']'])
}

/// Writes the page of a code.
pub(super) fn page(code: Code, out: &mut dyn Write, screen: Screen) -> io::Result<()> {
    if screen.colour { write_coloured(code.page(), out) } else { out.write_all(code.page().as_bytes()) }
}

/// Headings bold, files and screens set off from the prose.
fn write_coloured(page: &str, out: &mut dyn Write) -> io::Result<()> {
    let heading = Style::new().bold();
    let block = AnsiColor::Cyan.on_default();
    let mut in_block = false;
    for line in page.lines() {
        let fence = line.starts_with("```");
        let style = match (in_block || fence, line.starts_with('#')) {
            (true, _) => block,
            (false, true) => heading,
            (false, false) => Style::new(),
        };
        in_block ^= fence;
        writeln!(out, "{style}{line}{style:#}")?;
    }
    Ok(())
}
