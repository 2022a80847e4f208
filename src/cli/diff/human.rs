//! A comparison as people read it: each object, each field, what it was and what it is.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::cli::machine::Screen;
use crate::cli::report::plural;
use crate::diagnostic::render::visible;
use crate::diff::{Comparison, FieldChange, How, Hunk, Match, ObjectChange, Tag};
use crate::resource::Resource;
use crate::secret;
use crate::source::Sources;
use crate::yaml::{self, Node};

/// So many columns a value may take on the line of its field.
const SHORT: usize = 60;
/// So many lines of an object that is new are shown.
const MOST_LINES: usize = 30;

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

/// Writes what differs between the two sides of `name`: nothing if nothing does.
pub(super) fn write(
    name: &str,
    comparison: &Comparison<'_>,
    sources: &Sources,
    out: &mut dyn Write,
    screen: Screen,
) -> io::Result<()> {
    if comparison.is_empty() {
        return Ok(());
    }
    let mut drawing = Drawing { out, colours: Colours::of(screen), sources };
    drawing.head(name, comparison)?;
    for object in comparison.objects.iter().filter(|object| object.differs()) {
        drawing.object(object)?;
    }
    Ok(())
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
        let text = visible(&text);
        writeln!(self.out, "{style}{text}{style:#}")
    }

    fn head(&mut self, name: &str, comparison: &Comparison<'_>) -> io::Result<()> {
        let differing = || comparison.objects.iter().filter(|object| object.differs());
        let count = |is: fn(&ObjectChange<'_>) -> bool| differing().filter(|object| is(object)).count();
        let counts = [
            (count(|object| object.before.is_some() && object.after.is_some()), "changed"),
            (count(|object| object.before.is_none()), "created"),
            (count(|object| object.after.is_none()), "deleted"),
            (comparison.same, "unchanged"),
        ];
        let counts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let title = self.colours.title;
        self.line(title, &format!("{name}: {}", counts.join(", ")))
    }

    fn object(&mut self, change: &ObjectChange<'_>) -> io::Result<()> {
        writeln!(self.out)?;
        let object = change.object();
        let namespace = object.id().namespace.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
        let title = format!("{}{namespace}", object.id());
        match (change.before, change.after) {
            (None, Some(_)) => {
                self.line(self.colours.after, &format!("+ {title}"))?;
                self.whole(object)
            }
            (_, None) => self.line(self.colours.before, &format!("- {title}")),
            (Some(before), Some(_)) => {
                let was =
                    if change.how == Match::Same { String::new() } else { format!(", was {}", before.id()) };
                self.line(self.colours.changed, &format!("~ {title}{was}"))?;
                change.fields.iter().filter(|field| field.differs()).try_for_each(|field| self.field(field))
            }
        }
    }

    /// What an object that is new says.
    fn whole(&mut self, object: &Resource) -> io::Result<()> {
        let shown = secret::shown(std::slice::from_ref(object));
        let text: String = shown.iter().map(|object| text(object.node())).collect();
        let lines: Vec<&str> = text.lines().collect();
        for line in lines.iter().take(MOST_LINES) {
            self.line(self.colours.after, &format!("    {line}"))?;
        }
        let more = lines.len().saturating_sub(MOST_LINES);
        if more > 0 {
            self.line(self.colours.quiet, &format!("    … and {}", plural(more, "line")))
        } else {
            Ok(())
        }
    }

    fn field(&mut self, field: &FieldChange) -> io::Result<()> {
        let place = field.place.to_string();
        if let How::Lines(hunks) = &field.how {
            self.line(Style::new(), &format!("    {place}"))?;
            return hunks.iter().try_for_each(|hunk| self.hunk(hunk));
        }
        let (before, after) = (field.before.as_ref().map(text), field.after.as_ref().map(text));
        match (before.as_deref().map(short), after.as_deref().map(short)) {
            (Some(Some(before)), Some(Some(after))) => {
                let note = match field.how {
                    How::Order => "in another order: ",
                    How::Secret { .. } => "another value: ",
                    _ => "",
                };
                self.line(Style::new(), &format!("    {place}  {note}{before} → {after}"))
            }
            (None, Some(Some(after))) => self.line(self.colours.after, &format!("  + {place}  {after}")),
            (Some(Some(before)), None) => self.line(self.colours.before, &format!("  - {place}  {before}")),
            _ => {
                self.line(Style::new(), &format!("    {place}"))?;
                self.lines(self.colours.before, '-', before.as_deref())?;
                self.lines(self.colours.after, '+', after.as_deref())
            }
        }
    }

    fn lines(&mut self, style: Style, sign: char, text: Option<&str>) -> io::Result<()> {
        text.unwrap_or_default()
            .lines()
            .try_for_each(|line| self.line(style, &format!("      {sign} {line}")))
    }

    fn hunk(&mut self, hunk: &Hunk) -> io::Result<()> {
        self.line(self.colours.quiet, &format!("      @ line {}", hunk.after.start + 1))?;
        for line in &hunk.lines {
            let (style, sign) = match line.tag {
                Tag::Both => (self.colours.quiet, ' '),
                Tag::Before => (self.colours.before, '-'),
                Tag::After => (self.colours.after, '+'),
            };
            self.line(style, &format!("      {sign} {}", line.text))?;
        }
        Ok(())
    }
}

/// A value as YAML, without the line break at its end.
fn text(node: &Node) -> String {
    let mut text = String::new();
    yaml::emit(node, &mut text);
    text.truncate(text.trim_end_matches('\n').len());
    text
}

/// A text that goes on one line.
fn short(text: &str) -> Option<&str> {
    (!text.contains('\n') && text.chars().count() <= SHORT).then_some(text)
}
