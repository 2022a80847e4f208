//! The life of a field: each line that had to do with it, the first one first.

use std::io::{self, Write};

use ecow::EcoString;
use serde_json::{Map, Value, json};

use super::way::Found;
use crate::cli::list;
use crate::cli::machine::Screen;
use crate::cli::table::Table;
use crate::diagnostic::render::visible;
use crate::resource::Resource;
use crate::source::{DOTS, Sources, Span};
use crate::yaml::{Link, Node, chain, emit_compact_json};

/// The most characters of a value on a line.
const MOST: usize = 60;

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
    let title = format!("{} {}", object.id(), found.path);
    let value = life.value.map_or("not there any more".into(), |value| life.text(value));
    writeln!(out, "{}: {}\n", visible(&title), visible(&sources.without_hidden(&value)))?;
    let mut table = Table::new(&["PLACE", "BY", "VALUE", "BEFORE"]);
    for link in &life.links {
        let (after, before) = life.values(link);
        let place = sources.location(link.span).to_string();
        table.add([place.as_str(), link.step, &after, &before]);
    }
    table.write(out, screen.colour)?;
    if life.value.is_some_and(|value| value.as_mapping().is_some() || value.as_sequence().is_some()) {
        writeln!(out)?;
        super::whole::write_below(object, &found.path, sources, out, screen)?;
    }
    Ok(())
}

/// Writes the field and its life as JSON.
pub(super) fn write_json(
    object: &Resource,
    found: &Found,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    let life = Life::of(object, found, sources);
    let links = life.links.iter().map(|link| {
        let (after, before) = life.values(link);
        let mut record = place(link.span, sources);
        record.insert("step".to_owned(), link.step.into());
        let texts = [("value", after), ("before", before)].into_iter().filter(|(_, text)| !text.is_empty());
        record.extend(texts.map(|(key, text)| (key.to_owned(), text.into())));
        Value::Object(record)
    });
    let links: Vec<Value> = links.collect();
    let value = life.value.map(|value| sources.without_hidden(&life.text(value)).into_owned());
    let record = json!({
        "object": object.id().to_string(),
        "namespace": object.id().namespace.as_deref(),
        "field": found.path.to_string(),
        "value": value,
        "origins": links,
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

/// All that had to do with a field.
struct Life<'n> {
    /// What it is now.
    value: Option<&'n Node>,
    links: Vec<Link<'n>>,
    /// Whether none of its former values may be shown.
    is_secret: bool,
    sources: &'n Sources,
}

impl<'n> Life<'n> {
    fn of(object: &'n Resource, found: &Found, sources: &'n Sources) -> Life<'n> {
        let root = object.node();
        let value = found.path.find(root);
        let links = chain(root, &found.path);
        // What a secret was is one too, though nothing may say so of a value that came to nothing.
        let nodes = links.iter().flat_map(|link| [link.before, link.after]).flatten();
        let is_secret = nodes.chain(value).any(Node::holds_secret);
        Life { value, links, is_secret, sources }
    }

    /// What a link made of the field, and what it was before.
    fn values(&self, link: &Link<'_>) -> (String, String) {
        let text = |node: Option<&Node>| {
            let text = node.map(|node| self.text(node)).unwrap_or_default();
            self.sources.without_hidden(&text).into_owned()
        };
        let after = if link.step == "value" { self.written(link.span) } else { text(link.after) };
        let before = text(link.before);
        match (link.after, link.before) {
            (None, Some(_)) => ("nothing".to_owned(), before),
            _ => (after, before),
        }
    }

    fn text(&self, node: &Node) -> String {
        // The value that is there now stands in the place of its secrets already.
        let is_shown = self.value.is_some_and(|value| std::ptr::eq(value, node));
        if self.is_secret && !is_shown { SECRET.to_owned() } else { short(node) }
    }

    /// What is written at a place.
    fn written(&self, place: Span) -> String {
        if self.is_secret {
            return SECRET.to_owned();
        }
        if !self.sources.hidden(place.file, place.range()).is_empty() {
            return DOTS.to_owned();
        }
        let source = self.sources.get(place.file);
        let text = source.text().get(place.range()).unwrap_or_default();
        cut(text.trim_matches(['"', '\'']))
    }
}

/// A value on one line.
pub(super) fn short(node: &Node) -> String {
    if let Some(text) = node.value().scalar_text() {
        return cut(&text);
    }
    let mut text = String::new();
    emit_compact_json(node, &mut text);
    cut(&text)
}

fn cut(text: &str) -> String {
    let text: EcoString = text.trim_end().replace('\n', "⏎").into();
    if text.chars().count() <= MOST {
        return text.into();
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}
