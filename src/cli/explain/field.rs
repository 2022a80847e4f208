//! The life of a field: each line that had to do with it, the first one first.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::payload;
use super::way::Found;
use crate::cli::list;
use crate::cli::machine::Screen;
use crate::cli::table::{GAP, Table};
use crate::diagnostic::render::visible;
use crate::resource::Resource;
use crate::source::{DOTS, Sources, Span};
use crate::yaml::{Link, Node, chain, emit_compact_json};

/// The most characters of a value on a line, and the fewest, however narrow the terminal is.
const MOST: usize = 60;
const LEAST: usize = 12;

const TITLES: [&str; 4] = ["PLACE", "BY", "VALUE", "BEFORE"];

/// What stands in the place of a secret.
const SECRET: &str = "<secret>";

/// Writes the field and its life as a table.
pub(super) fn write(
    object: &Resource,
    found: &Found,
    sources: &Sources,
    out: &mut dyn Write,
    screen: Screen,
) -> io::Result<()> {
    let life = Life::of(object, found, sources);
    let title = format!("{} {found}", object.id());
    let value = life.value.as_ref().map_or("not there any more".into(), |value| life.text(value));
    writeln!(out, "{}: {}\n", visible(&title), visible(&cut(&sources.without_hidden(&value), MOST)))?;
    let rows: Vec<[String; 4]> = life.events.iter().map(|event| life.row(event)).collect();
    let most = if screen.terminal { most_of_values(&rows, screen.width) } else { MOST };
    let mut table = Table::new(&TITLES);
    for [place, step, after, before] in &rows {
        table.add([place.as_str(), step, &cut(after, most), &cut(before, most)]);
    }
    table.write(out, screen.colour)?;
    let is_of_many = |value: &Node| value.as_mapping().is_some() || value.as_sequence().is_some();
    if found.within.is_none() && life.value.as_ref().is_some_and(is_of_many) {
        writeln!(out)?;
        super::whole::write_below(object, &found.path, sources, out, screen)?;
    }
    Ok(())
}

/// How many characters of each value there is room for, so that a row fits on a line of the terminal.
fn most_of_values(rows: &[[String; 4]], width: usize) -> usize {
    let widest = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([TITLES[column].len()]).max().unwrap_or_default()
    };
    let room = width.saturating_sub(widest(0) + widest(1) + 3 * GAP);
    let (after, before) = (widest(2), widest(3));
    // The shorter column leaves to the other one what it does not need.
    let most = if after.min(before) * 2 <= room { room - after.min(before) } else { room / 2 };
    most.clamp(LEAST, MOST)
}

/// Writes the field and its life as JSON.
pub(super) fn write_json(
    object: &Resource,
    found: &Found,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    let life = Life::of(object, found, sources);
    let events = life.events.iter().map(|event| {
        let (after, before) = life.values(event);
        let mut record = place(event.span, sources);
        record.insert("step".to_owned(), event.step.into());
        let texts = [("value", after), ("before", before)].into_iter().filter(|(_, text)| !text.is_empty());
        record.extend(texts.map(|(key, text)| (key.to_owned(), text.into())));
        Value::Object(record)
    });
    let events: Vec<Value> = events.collect();
    let value = life.value.as_ref().map(|value| sources.without_hidden(&life.text(value)).into_owned());
    let record = json!({
        "object": object.id().to_string(),
        "namespace": object.id().namespace.as_deref(),
        "field": found.to_string(),
        "value": value,
        "origins": events,
    });
    list::write_json(vec![record], out)
}

/// A place as JSON.
pub(super) fn place(span: Span, sources: &Sources) -> Map<String, Value> {
    let place = sources.location(span);
    let fields: [(&str, Value); 3] =
        [("file", place.path.into()), ("line", place.line.into()), ("column", place.column.into())];
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// What happened to a field.
#[derive(Clone)]
pub(super) struct Event {
    /// The name of the step.
    pub(super) step: &'static str,
    /// The place that asked for it.
    pub(super) span: Span,
    /// What the field was before, if it was there.
    pub(super) before: Option<Node>,
    /// What it was after, if it was there.
    pub(super) after: Option<Node>,
}

/// All that had to do with a field.
struct Life<'s> {
    /// What it is now.
    value: Option<Node>,
    events: Vec<Event>,
    /// Whether none of its former values may be shown.
    is_secret: bool,
    sources: &'s Sources,
}

impl<'s> Life<'s> {
    fn of(object: &Resource, found: &Found, sources: &'s Sources) -> Life<'s> {
        let root = object.node();
        let value = found.path.find(root);
        let links = chain(root, &found.path);
        // What a secret was is one too, though nothing may say so of a value that came to nothing.
        let nodes = links.iter().flat_map(|link| [link.before, link.after]).flatten();
        let is_secret = nodes.chain(value).any(Node::holds_secret);
        let event = |link: &Link<'_>| Event {
            step: link.step,
            span: link.span,
            before: link.before.cloned(),
            after: link.after.cloned(),
        };
        let events = without_detours(&links.iter().map(event).collect::<Vec<_>>());
        let (value, events) = match (&found.within, value) {
            (Some(within), Some(text)) => {
                // It is found in the file that the text is, whose beginning says less.
                let is_file = |event: &Event| event.step == "written" && event.span.start == 0;
                let events = events.into_iter().filter(|event| !is_file(event)).collect();
                payload::life(text, events, within, sources)
            }
            _ => (value.cloned(), events),
        };
        Life { value, events, is_secret, sources }
    }

    /// The cells of an event.
    fn row(&self, event: &Event) -> [String; 4] {
        let (after, before) = self.values(event);
        [self.sources.location(event.span).to_string(), event.step.to_owned(), after, before]
    }

    /// What an event made of the field, and what it was before.
    fn values(&self, event: &Event) -> (String, String) {
        let text = |node: Option<&Node>| {
            let text = node.map(|node| self.text(node)).unwrap_or_default();
            self.sources.without_hidden(&text).into_owned()
        };
        let is_value = event.step == "value";
        let after = if is_value { self.written(event.span) } else { text(event.after.as_ref()) };
        let before = text(event.before.as_ref());
        match (&event.after, &event.before) {
            (None, Some(_)) => ("nothing".to_owned(), before),
            _ => (after, before),
        }
    }

    fn text(&self, node: &Node) -> String {
        // The value that is there now stands in the place of its secrets already.
        let is_shown = self.value.as_ref() == Some(node);
        if self.is_secret && !is_shown { SECRET.to_owned() } else { text(node) }
    }

    /// What is written at a place.
    fn written(&self, place: Span) -> String {
        if self.is_secret {
            return SECRET.to_owned();
        }
        if !self.sources.hidden(place.file, place.range()).is_empty() {
            return DOTS.to_owned();
        }
        written(place, self.sources)
    }
}

/// A step that makes an object anew takes away what it puts there again, with all that it was: each is told once.
fn without_detours(events: &[Event]) -> Vec<Event> {
    let mut kept: Vec<Event> = Vec::new();
    let is_same = |one: &Event, other: &Event| (one.step, one.span) == (other.step, other.span);
    for (at, event) in events.iter().enumerate() {
        let is_told =
            |event: &Event| kept.iter().any(|kept| is_same(kept, event) && kept.after == event.after);
        let comes_back = |later: &Event| {
            later.after.is_some() && (is_same(later, event) || later.after == event.before && is_told(later))
        };
        let is_detour = event.after.is_none() && events[at + 1..].iter().any(comes_back);
        if !is_detour && !is_told(event) {
            kept.push(event.clone());
        }
    }
    kept
}

/// What is written at a place, without quotes.
pub(super) fn written(place: Span, sources: &Sources) -> String {
    let source = sources.get(place.file);
    source.text().get(place.range()).unwrap_or_default().trim_matches(['"', '\'']).to_owned()
}

/// A value as a text.
fn text(node: &Node) -> String {
    if let Some(text) = node.value().scalar_text() {
        return text.to_string();
    }
    let mut text = String::new();
    emit_compact_json(node, &mut text);
    text
}

/// A text on one line; of a long one the beginning, and where little fits of a single word the end too, which tells images apart.
fn cut(text: &str, most: usize) -> String {
    let text = text.trim_end().replace('\n', "⏎");
    let count = text.chars().count();
    if count <= most {
        return text;
    }
    let end = if text.contains(' ') { 0 } else { most / 2 };
    text.chars().take(most - 1 - end).chain(['…']).chain(text.chars().skip(count - end)).collect()
}
