//! A diff for people at a terminal, and for logs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::doing::{doing, totals};
use super::rows::{Mark, Room, rows_with_causes};
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

/// Writes what differs, of new objects so many lines, and what is gone if all lines are wanted; nothing if nothing differs.
pub(super) fn write(
    told: &Told<'_>,
    sources: &Sources,
    out: &mut dyn Write,
    screen: Screen,
    lines: usize,
) -> io::Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    // Only a terminal breaks lines where nobody wants it.
    let columns = if screen.terminal { screen.width } else { usize::MAX };
    let room = Room { columns, lines, gone: lines == usize::MAX };
    let mut drawing = Drawing { out, colours: Colours::of(screen), sources, room };
    for part in told.parts.iter().filter(|part| part.counts != [0; 3]) {
        drawing.line(drawing.colours.title, &format!("{}: {}", part.name, told.counts(part)))?;
    }
    told.changes.iter().try_for_each(|change| drawing.change(told, change))?;
    let totals = totals(told);
    if !totals.is_empty() {
        writeln!(drawing.out)?;
    }
    for total in &totals {
        drawing.line(drawing.colours.title, &total.text)?;
        let width = total.rows.iter().map(|left| left.resource.chars().count()).max().unwrap_or_default();
        for left in &total.rows {
            let style = if left.is_bad { drawing.colours.changed } else { drawing.colours.quiet };
            let sign = if left.is_bad { '!' } else { '>' };
            drawing.line(style, &format!("  {sign} {:width$}  {}", left.resource, left.text))?;
        }
    }
    Ok(())
}

struct Drawing<'d> {
    out: &'d mut dyn Write,
    colours: Colours,
    sources: &'d Sources,
    room: Room,
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
        for row in rows_with_causes(change, self.sources, self.room) {
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

#[cfg(test)]
mod tests {
    use super::super::told::Compared;
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::diff::compare;
    use crate::effect::{Cluster, effects};
    use crate::pipeline::Manifests;
    use crate::resource::CustomKinds;

    /// What differs between two ConfigMaps, as a screen shows it.
    fn drawn(screen: Screen) -> String {
        let sources = Sources::default();
        let objects = |name: &str, level: &str| {
            let text = format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata: {{level: {level}}}\n"
            );
            let mut manifests = Manifests::default();
            manifests.add(sources.add(name, text), &sources, &mut Diagnostics::default());
            manifests.objects
        };
        let (before, after) = (objects("old.yaml", "informative"), objects("new.yaml", "debugging"));
        let comparison = compare(&before, &after, &CustomKinds::default(), &sources);
        let effects = effects(&before, &after, &comparison, &CustomKinds::default(), Cluster::Same);
        let compared = [Compared { name: "web".to_owned(), comparison, effects, beside: None }];
        let mut out = Vec::new();
        write(&Told::of(&compared), &sources, &mut out, screen, usize::MAX).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_that_do_not_fit_beside_each_other_stand_below_each_other() {
        let narrow = drawn(Screen { terminal: true, colour: false, width: 38 });
        assert!(narrow.contains("\n    data.level\n    - informative\n    + debugging\n"), "{narrow}");
        let wide = drawn(Screen { terminal: true, colour: false, width: 39 });
        assert!(wide.contains("\n    data.level  informative → debugging\n"), "{wide}");
        assert_eq!(wide, drawn(Screen { terminal: false, colour: false, width: 20 }));
    }

    #[test]
    fn each_side_has_its_colour_where_colours_are_wanted() {
        let coloured = drawn(Screen { terminal: true, colour: true, width: 36 });
        assert!(coloured.contains("\u{1b}[31m    - informative\u{1b}[0m\n"), "{coloured:?}");
        assert!(coloured.contains("\u{1b}[32m    + debugging\u{1b}[0m\n"), "{coloured:?}");
    }
}
