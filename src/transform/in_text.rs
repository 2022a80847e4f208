//! Copies a value into JSON or YAML that is the text of a field: `data.[config.json].server.port`.
//!
//! From `setValueInStructuredData` in `api/filters/replacement/replacement.go` of Kustomize 5.8, for which delimiters do
//! not count there.

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::FieldPath;
use crate::source::Span;
use crate::yaml::{Cause, Node, Path, Rules, Unsupported, Value, Within};
use crate::yaml::{emit_compact_json, emit_indented_json, read, rewritten};

/// The list or map that a text writes as JSON or YAML; nothing if it writes none.
pub(super) fn document(text: &Node) -> Option<Node> {
    let written = text.as_str()?;
    let mut problems = Diagnostics::default();
    let mut documents = read(written, &Within(text.span()), Rules::Kustomize, &mut problems);
    if problems.has_errors() || documents.len() != 1 {
        return None;
    }
    documents.pop().filter(|document| matches!(document.value(), Value::Sequence(_) | Value::Mapping(_)))
}

/// Lets `put` say what the ends of a path in a document become, and writes it anew: JSON on several lines or on one, as it
/// was, and YAML with its quotes and comments, and the text of `value`.
/// Gives whether the text is another then; nothing if the path leads nowhere.
pub(super) fn put(
    text: &mut Node,
    mut document: Node,
    path: &FieldPath,
    cause: Cause,
    value: &Node,
    put: impl Fn(&Node) -> Result<Node, Box<Diagnostic>>,
) -> Result<Option<bool>, Box<Diagnostic>> {
    let Some(found) = path.find(&document).ok().filter(|found| !found.is_empty()) else { return Ok(None) };
    let old = text.as_str().unwrap_or_default();
    let is_json = old.trim_start().starts_with(['{', '[']);
    let mut news = Vec::new();
    for way in found {
        let Some(target) = way.find_mut(&mut document) else { continue };
        let new = put(target)?;
        if is_json {
            target.replace(cause, new);
        } else {
            news.push(way);
        }
    }
    let new =
        if is_json { as_json(&document, old) } else { as_yaml(text, &document, news, path, cause, value)? };
    let has_changed = old != new;
    if has_changed {
        text.replace(cause, Node::new(new, text.span()));
    }
    Ok(Some(has_changed))
}

fn as_json(document: &Node, old: &str) -> String {
    let mut new = String::new();
    if old.contains('\n') && old.contains("  ") {
        emit_indented_json(document, 2, &mut new);
    } else {
        emit_compact_json(document, &mut new);
    }
    new
}

fn as_yaml(
    text: &Node,
    document: &Node,
    ways: Vec<Path>,
    path: &FieldPath,
    cause: Cause,
    value: &Node,
) -> Result<String, Box<Diagnostic>> {
    let refused = |unsupported| Box::new(refused(text, path, cause.span, unsupported));
    let Some(said) = value.text() else {
        return Err(refused(Unsupported { line: None, what: "a list or map for a value" }));
    };
    let values: Vec<(Path, EcoString)> = ways.into_iter().map(|way| (way, said.clone())).collect();
    rewritten(text.as_str().unwrap_or_default(), document, &values).map_err(refused)
}

fn refused(text: &Node, path: &FieldPath, span: Span, Unsupported { line, what }: Unsupported) -> Diagnostic {
    let message =
        format!("`{}` leads into a YAML text with {what}, which is not supported yet", path.written);
    let label = line.map_or("the text".to_owned(), |line| format!("the text; it is in line {line} of it"));
    Diagnostic::new(Code::UnknownValue, message)
        .at(span, "cannot be written as Kustomize writes it")
        .at(text.span(), label)
}
