//! A diff for people at a terminal, and for logs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::doing::{doing, totals};
use super::rows::{Mark, rows_with_causes};
use super::told::{Change, Kind, Told};
use crate::cli::machine::Screen;
use crate::diagnostic::render::visible;
use crate::source::Sources;

/// How lines are coloured.
struct Colours {
    before: Style,
    after: Style,
    changed: Style,
    quiet: Style,
    title: Style,
}

impl Colours {
    fn of(screen: Screen) -> Colours {
        if !screen.colour {
            let plain = Style::new();
            return Colours { before: plain, after: plain, changed: plain, quiet: plain, title: plain };
        }
        Colours {
            before: AnsiColor::Red.on_default(),
            after: AnsiColor::Green.on_default(),
            changed: AnsiColor::Yellow.on_default(),
            quiet: Style::new().dimmed(),
            title: Style::new().bold(),
        }
    }
}

/// Writes what differs; nothing if nothing does.
pub(super) fn write(
    told: &Told<'_>,
    sources: &Sources,
    out: &mut dyn Write,
    screen: Screen,
) -> io::Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    let mut drawing = Drawing { out, colours: Colours::of(screen), sources };
    for part in told.parts.iter().filter(|part| part.counts != [0; 3]) {
        drawing.line(drawing.colours.title, &format!("{}: {}", part.name, part.told()))?;
    }
    told.changes.iter().try_for_each(|change| drawing.change(told, change))?;
    let totals = totals(told);
    if !totals.is_empty() {
        writeln!(drawing.out)?;
    }
    totals.iter().try_for_each(|line| drawing.line(drawing.colours.title, line))
}

struct Drawing<'d> {
    out: &'d mut dyn Write,
    colours: Colours,
    sources: &'d Sources,
}

impl Drawing<'_> {
    /// A line in a style, without what would command a terminal or tell a secret.
    fn line(&mut self, style: Style, text: &str) -> io::Result<()> {
        let text = self.sources.without_hidden(text);
        writeln!(self.out, "{style}{}{style:#}", visible(&text))
    }

    fn change(&mut self, told: &Told<'_>, change: &Change<'_>) -> io::Result<()> {
        writeln!(self.out)?;
        let style = match change.kind {
            Kind::Changed => self.colours.changed,
            Kind::Created => self.colours.after,
            Kind::Deleted => self.colours.before,
        };
        for subject in told.subjects(change) {
            self.line(style, &format!("{} {subject}", change.kind.sign()))?;
        }
        for row in rows_with_causes(change, self.sources) {
            let (style, sign) = match row.mark {
                Mark::Field => (Style::new(), ' '),
                Mark::Before => (self.colours.before, '-'),
                Mark::After => (self.colours.after, '+'),
                Mark::Quiet => (self.colours.quiet, ' '),
            };
            self.line(style, &format!("  {:indent$}{sign} {}", "", row.text, indent = row.depth * 2))?;
        }
        for doing in doing(told, change) {
            let (style, sign) =
                if doing.is_bad() { (self.colours.changed, '!') } else { (self.colours.quiet, '>') };
            self.line(style, &format!("  {sign} {}", doing.text))?;
            let help = doing.effect.help.iter();
            help.into_iter().try_for_each(|help| self.line(self.colours.quiet, &format!("      {help}")))?;
        }
        Ok(())
    }
}
