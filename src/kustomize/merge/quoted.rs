//! Quotes that stay: Kustomize puts the text of a scalar in the place of another one, which keeps its quotes.
//!
//! From `FieldSetter` of `kyaml/yaml/fns.go`. So `5` in the place of `"4"` is the string `5`, and in that of `4` a number.

use ecow::EcoString;

use crate::source::Span;
use crate::yaml::{Node, Value, plain_value};

/// What is written at places of a patch, where that is not what would be printed: `1.50`, `0x1F`.
pub(in crate::kustomize) type Texts = Vec<(Span, EcoString)>;

/// What a scalar of a patch is in the place of `old`.
pub(super) fn in_place_of(old: &Node, new: Node, texts: &[(Span, EcoString)]) -> Node {
    if !is_quoted(old) {
        return new;
    }
    let written = texts.iter().find(|(span, _)| *span == new.span()).map(|(_, text)| text.clone());
    match written.or_else(|| new.value().scalar_text()) {
        Some(text) if new.as_str() != Some(&text) => Node::new(text, new.span()),
        _ => new,
    }
}

/// Whether a string is in quotes, or a block: it must be, or there is room for two quotes at its place.
fn is_quoted(node: &Node) -> bool {
    let Some(text) = node.as_str() else { return false };
    let Span { start, end, .. } = node.span();
    let has_room = node.past().next().is_none() && usize::try_from(end - start) == Ok(text.len() + 2);
    has_room || text.contains('\n') || !matches!(plain_value(text), Some(Value::String(_)))
}

/// What is written in a patch in a way that is not printed.
pub(in crate::kustomize) fn texts(patch: &Node, file: &str) -> Texts {
    let mut found = Vec::new();
    gather(patch, file, &mut found);
    found
}

fn gather(node: &Node, file: &str, found: &mut Texts) {
    for entry in node.as_mapping().into_iter().flatten() {
        gather(&entry.node, file, found);
    }
    for item in node.as_sequence().unwrap_or_default() {
        gather(item, file, found);
    }
    let Some(text) = node.value().scalar_text() else { return };
    let written = file.get(node.span().range()).unwrap_or_default();
    if !node.is_null() && written != text && plain_value(written).as_ref() == Some(node.value()) {
        found.push((node.span(), written.into()));
    }
}
