//! An object as it is printed, each line beside the place that made it.

use std::io::{self, Write};

use anstyle::Style;
use serde_json::{Value, json};

use super::field;
use crate::cli::list;
use crate::cli::machine::Screen;
use crate::diagnostic::Diagnostics;
use crate::diagnostic::render::visible;
use crate::diff::{self, Origin};
use crate::resource::Resource;
use crate::source::{FileId, Sources};
use crate::yaml::{self, Node, Path, Rules};

/// The blanks between a line and its place.
const GAP: usize = 2;
/// The most characters of a file's path, and the share of the screen that it may take: two of so many parts.
const LONGEST: usize = 40;
const PARTS: usize = 5;
/// The steps that go without saying.
const PLAIN: [&str; 4] = ["written", "layer", "template", "value"];

/// A line of what is printed.
struct Line {
    text: String,
    /// The innermost field that begins on it.
    path: Option<Path>,
    origin: Option<Origin>,
}

/// Writes the whole object.
pub(super) fn write(
    object: &Resource,
    sources: &Sources,
    out: &mut dyn Write,
    screen: Screen,
) -> io::Result<()> {
    write_below(object, &Path::default(), sources, out, screen)
}

/// Writes what is at a path in an object.
pub(super) fn write_below(
    object: &Resource,
    path: &Path,
    sources: &Sources,
    out: &mut dyn Write,
    screen: Screen,
) -> io::Result<()> {
    let lines = lines(object.node(), path, sources);
    let longest = LONGEST.min(screen.width * 2 / PARTS);
    let places: Vec<String> = lines.iter().map(|line| line.place(longest, sources)).collect();
    let widest = places.iter().map(|place| place.chars().count()).max().unwrap_or_default();
    let room = screen.width.saturating_sub(widest + GAP).max(screen.width / 2);
    let width = |line: &Line| line.text.chars().count();
    let column = lines.iter().map(width).filter(|width| *width <= room).max().unwrap_or_default();
    let quiet = if screen.colour { Style::new().dimmed() } else { Style::new() };
    for (line, place) in lines.iter().zip(places) {
        let text = sources.without_hidden(&line.text);
        let text = visible(&text);
        if place.is_empty() {
            writeln!(out, "{text}")?;
        } else {
            let (count, of_place) = (text.chars().count(), place.chars().count());
            let gap = (column + GAP).saturating_sub(count).max(GAP);
            let room = if screen.terminal { screen.width.saturating_sub(count + of_place) } else { gap };
            // Where a line has no room for both, the place stands below it, at the right.
            let (end, gap) =
                if room < GAP { ("\n", screen.width.saturating_sub(of_place)) } else { ("", gap.min(room)) };
            writeln!(out, "{text}{end}{}{quiet}{place}{quiet:#}", " ".repeat(gap))?;
        }
    }
    Ok(())
}

/// Writes each line of the object, and the place that made it, as JSON.
pub(super) fn write_json(object: &Resource, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let record = |line: Line| {
        let origin = line.origin.map(|origin| {
            let mut place = field::place(origin.span, sources);
            place.insert("step".to_owned(), origin.step.into());
            Value::Object(place)
        });
        json!({
            "text": sources.without_hidden(&line.text),
            "field": line.path.map(|path| path.to_string()),
            "origin": origin,
        })
    };
    let lines = lines(object.node(), &Path::default(), sources).into_iter().map(record);
    let lines: Vec<Value> = lines.collect();
    let id = object.id();
    let record = json!({"object": id.to_string(), "namespace": id.namespace.as_deref(), "lines": lines});
    list::write_json(vec![record], out)
}

impl Line {
    /// As `environments/prod.yaml:3:5 images`.
    fn place(&self, longest: usize, sources: &Sources) -> String {
        let Some(Origin { span, step }) = self.origin else { return String::new() };
        let place = sources.location(span);
        let step = if PLAIN.contains(&step) { String::new() } else { format!(" {step}") };
        visible(&format!("{}:{}:{}{step}", shorter(&place.path, longest), place.line, place.column))
    }
}

/// The path of a file, without folders at its beginning if it has more characters.
fn shorter(path: &str, longest: usize) -> String {
    let mut rest = path;
    while rest.chars().count() > longest
        && let Some((_, below)) = rest.split_once('/')
    {
        rest = below;
    }
    if rest.len() == path.len() { path.to_owned() } else { format!("…/{rest}") }
}

/// The lines of what is at `path`, as they are printed.
fn lines(object: &Node, path: &Path, sources: &Sources) -> Vec<Line> {
    let Some(node) = path.find(object) else { return Vec::new() };
    let mut text = String::new();
    yaml::emit(node, &mut text);
    let line = |text: &str| Line { text: text.to_owned(), path: None, origin: None };
    let lines = text.lines().map(line).collect();
    // What was printed is read again: so each field is on the line where a reader finds it.
    let file = sources.add("", text.as_str());
    let read = yaml::read(&text, &file, Rules::Kustomize, &mut Diagnostics::default());
    let mut placing = Placing { object, file, sources, lines };
    if let [printed] = &read[..] {
        placing.place(printed, &mut path.clone());
    }
    placing.lines
}

/// Finds the lines of fields.
struct Placing<'p> {
    object: &'p Node,
    /// What was printed.
    file: FileId,
    sources: &'p Sources,
    lines: Vec<Line>,
}

impl Placing<'_> {
    /// Notes the places of all that is in a node, as it was printed, which is at `path` in the object.
    fn place(&mut self, printed: &Node, path: &mut Path) {
        for entry in printed.as_mapping().into_iter().flatten() {
            path.push_key(entry.key.clone());
            self.note(entry.key_span.start as usize, path);
            self.place(&entry.node, path);
            path.pop();
        }
        for (index, item) in printed.as_sequence().into_iter().flatten().enumerate() {
            path.push_index(index);
            if item.as_mapping().is_none_or(yaml::Mapping::is_empty) {
                self.note(item.span().start as usize, path);
            }
            self.place(item, path);
            path.pop();
        }
    }

    fn note(&mut self, offset: usize, path: &Path) {
        let (number, _) = self.sources.get(self.file).line_column(offset);
        let origins = diff::origins(self.object, path, self.sources);
        let Some(line) = self.lines.get_mut(number as usize - 1) else { return };
        line.origin = origins.first().copied();
        line.path = Some(path.clone());
        self.payload(number as usize, path);
    }

    /// Notes the places of the lines of a text that is printed below the line of its key.
    fn payload(&mut self, first: usize, path: &Path) {
        let is_block = |line: &Line| {
            line.text.trim_end_matches(['-', '+', '1', '2', '3', '4', '5', '6', '7', '8', '9']).ends_with('|')
        };
        let Some(node) = path.find(self.object) else { return };
        let Some(text) = node.as_str().filter(|_| self.lines.get(first - 1).is_some_and(is_block)) else {
            return;
        };
        let spans = diff::lines_within(node.span(), text, self.sources);
        for (at, span) in spans.into_iter().enumerate() {
            if let (Some(line), Some(span)) = (self.lines.get_mut(first + at), span) {
                line.origin = Some(Origin { span, step: "written" });
            }
        }
    }
}
