//! Finds expressions of templates where none is filled in: in patches, annotations and literals of ConfigMaps.
//!
//! Other tools have texts with `{{ … }}` too, as alerts and dashboards do. So only those are reported that begin with the
//! name of a value.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::patch::json6902::{Action, Operation};
use crate::patch::{Change, Patch};
use crate::yaml::{Mapping, Node, Value};

use super::layers::Layers;

/// Reports what the `layers` of a target and its `patches` say with the `values`.
pub(super) fn report(values: &Node, layers: &Layers, patches: &[Patch], diagnostics: &mut Diagnostics) {
    let Some(values) = values.as_mapping() else { return };
    let mut visit = |node: &Node, is_open: bool, instead: &str| {
        each_text(node, &mut |text, node| {
            let Some(expression) = expression(text, values) else { return };
            let message = format!("`{expression}` stays as it is: only templates are filled in");
            let problem = Diagnostic::new(Code::NoEffect, message)
                .at(node.span(), "not filled in")
                .help(format!("write what it comes to, or {instead}"));
            diagnostics.push(if is_open { problem } else { problem.hide(vec![node.span()]) });
        });
    };
    for patch in patches {
        // What a Secret is to hold is not shown.
        let is_open = patch.target.kind.as_ref().is_some_and(|kind| !kind.matches("Secret"));
        let mut visit = |node| visit(node, is_open, "make the template read the value");
        match &patch.change {
            Change::Merge(node) => visit(node),
            Change::Json(operations) => operations.iter().filter_map(value).for_each(visit),
        }
    }
    if let Some(annotations) = &layers.annotations {
        visit(annotations, true, "annotate in a template");
    }
    for literal in layers.generators.iter().flat_map(|said| said.open_literals()) {
        visit(literal, true, "make this ConfigMap in a template");
    }
}

fn value(operation: &Operation) -> Option<&Node> {
    match &operation.action {
        Action::Add { value, .. } | Action::Replace { value, .. } => Some(value),
        _ => None,
    }
}

fn each_text(node: &Node, found: &mut dyn FnMut(&str, &Node)) {
    match node.value() {
        Value::String(text) => found(text, node),
        Value::Sequence(items) => items.iter().for_each(|item| each_text(item, found)),
        Value::Mapping(map) => map.iter().for_each(|entry| each_text(&entry.node, found)),
        _ => {}
    }
}

/// The first expression in `text` that begins with the name of one of the `values`, or with `target`.
fn expression<'t>(text: &'t str, values: &Mapping) -> Option<&'t str> {
    text.match_indices("{{").find_map(|(at, _)| {
        let end = at + text[at..].find("}}")? + 2;
        let inner = text[at + 2..end - 2].trim_start_matches('-').trim_start();
        let is_name = |character: char| character.is_alphanumeric() || character == '_';
        let name = &inner[..inner.find(|character| !is_name(character)).unwrap_or(inner.len())];
        (name == "target" || values.contains_key(name)).then(|| &text[at..end])
    })
}
