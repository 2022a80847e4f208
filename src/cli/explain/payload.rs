//! The life of a field that is within a text: of what happened to the text only what made the field another one.

use super::field::{Event, written};
use crate::diff;
use crate::source::{Sources, Span};
use crate::yaml::{Node, Path};

/// The value of the field that stands at `path` in the YAML or JSON of a text, and of what happened to the `text` that which
/// had to do with it.
pub(super) fn life(
    text: &Node,
    events: Vec<Event>,
    path: &Path,
    sources: &Sources,
) -> (Option<Node>, Vec<Event>) {
    let within = |node: &Node| path.find(&diff::tree("", node.as_str()?, sources)?).cloned();
    let value = within(text);
    let said = value.as_ref().and_then(|value| value.value().scalar_text()).unwrap_or_default();
    let mut own = Vec::new();
    for event in events {
        if event.step == "value" {
            // Of all that a template puts into the text, only what is a part of the field.
            let written = written(event.span, sources);
            own.extend(Some(event).filter(|_| !written.is_empty() && said.contains(&written)));
            continue;
        }
        let (before, after) = (event.before.as_ref().and_then(within), event.after.as_ref().and_then(within));
        if before != after {
            own.push(Event { before, after, ..event });
        }
    }
    if let Some(line) = value.as_ref().and_then(|value| line(text, value, sources)) {
        // The line is a better place than the whole text that it is in.
        let made = |event: &&mut Event| event.step != "value" && event.after == value;
        match own.iter_mut().rev().find(made) {
            Some(event) if event.span.file == line.file => event.span = line,
            _ => own.insert(0, Event { step: "written", span: line, before: None, after: value.clone() }),
        }
    }
    (value, own)
}

/// Where the line is written that a value of the text stands on, from the value on.
fn line(text: &Node, value: &Node, sources: &Sources) -> Option<Span> {
    let place = sources.location(value.span());
    let number = place.line as usize - 1;
    let line = text.as_str()?.lines().nth(number)?;
    let span = (*diff::lines_within(text.span(), text.as_str()?, sources).get(number)?)?;
    let column = place.column as usize - 1;
    let indent = line.chars().count() - line.trim_start().chars().count();
    let is_same = sources.get(span.file).text().get(span.range()) == Some(line.trim());
    let before: usize = line.trim_start().chars().take(column.checked_sub(indent)?).map(char::len_utf8).sum();
    let start = if is_same { span.range().start + before } else { span.range().start };
    Some(Span::new(span.file, start..span.range().end))
}
