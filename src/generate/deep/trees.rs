//! Formats that are trees: YAML, JSON and TOML.

use std::ops::Range;

use toml::{Table, Value};

use super::super::Entry;
use super::{Format, wrong};
use crate::diagnostic::Diagnostics;
use crate::source::Span;
use crate::yaml::{Cause, Node, Origin, Rules, emit, emit_json, read};

/// Each pair is the earlier layer's and the later one's.
pub(super) fn yaml(
    texts: [&str; 2],
    entries: [&Entry; 2],
    format: Format,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let [base, over] = [0, 1].map(|side| tree(texts[side], entries[side], format, diagnostics));
    let (mut base, over) = (base?, over?);
    lay(&mut base, &over);
    let mut out = String::new();
    if format == Format::Json {
        emit_json(&base, &mut out);
    } else {
        emit(&base, &mut out);
    }
    Some(out)
}

fn tree(text: &str, entry: &Entry, format: Format, diagnostics: &mut Diagnostics) -> Option<Node> {
    // A tab between two parts of JSON is a blank, and none of YAML's.
    let blank = if format == Format::Json { text.replace('\t', " ") } else { text.to_owned() };
    let mut problems = Diagnostics::default();
    let mut documents = read(&blank, &Within(entry), Rules::Kustomize, &mut problems);
    let failed = problems.has_errors();
    diagnostics.extend(problems);
    if failed {
        return None;
    }
    match (documents.pop(), documents.is_empty()) {
        (Some(document), true) if document.as_mapping().is_some() => Some(document),
        (None, _) => Some(Node::new(crate::yaml::Mapping::default(), entry.node().span())),
        (_, false) => {
            diagnostics.push(wrong(entry, 0, "holds several documents"));
            None
        }
        _ => {
            diagnostics.push(wrong(entry, 0, "holds no map"));
            None
        }
    }
}

fn lay(base: &mut Node, over: &Node) {
    let cause = Cause { step: "layer", span: over.span() };
    let (Some(_), Some(mapping)) = (base.as_mapping(), over.as_mapping()) else {
        base.replace(cause, over.clone());
        return;
    };
    for entry in mapping {
        match base.get_mut(&entry.key) {
            Some(old) => lay(old, &entry.node),
            None => {
                base.insert(cause, entry.key.clone(), entry.key_span, entry.node.clone());
            }
        }
    }
}

/// The content of a key as a text of its own.
struct Within<'e>(&'e Entry);

impl Origin for Within<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        self.0.range(range)
    }
}

pub(super) fn toml(texts: [&str; 2], entries: [&Entry; 2], diagnostics: &mut Diagnostics) -> Option<String> {
    let [base, over] = [0, 1].map(|side| match texts[side].parse::<Table>() {
        Ok(table) => Some(table),
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            diagnostics.push(wrong(entries[side], offset, "is not TOML"));
            None
        }
    });
    let (mut base, over) = (base?, over?);
    lay_table(&mut base, over);
    toml::to_string(&base).ok()
}

fn lay_table(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => lay_table(old, new),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
