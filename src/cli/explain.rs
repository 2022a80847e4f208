//! `rkgen explain`: the page of a code, or the list of all.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::args::Explain;
use super::machine::Screen;
use super::report::Report;
use super::{DONE, REFUSED};
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn run(
    said: &Explain,
    screen: Screen,
    out: &mut dyn Write,
    report: &mut Report,
) -> io::Result<u8> {
    let Some(code) = &said.code else {
        for code in Code::ALL {
            writeln!(out, "{:<20}{}", code.name(), code.severity().name())?;
        }
        return Ok(DONE);
    };
    // People copy the brackets along.
    let name = code.trim_matches(['[', ']']);
    let Some(code) = Code::from_name(name) else {
        let names = Code::ALL.iter().map(|code| code.name());
        report.show(
            &Diagnostic::new(Code::UnknownCode, format!("there is no code `{name}`"))
                .suggest(name, names, "codes")
                .help("`rkgen explain` lists them all"),
        );
        return Ok(REFUSED);
    };
    if screen.colour {
        write_coloured(code.page(), out)?;
    } else {
        out.write_all(code.page().as_bytes())?;
    }
    Ok(DONE)
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
