//! Copies a value into JSON that is the text of a field: `data.[config.json].server.port`.
//!
//! From `setValueInStructuredData` in `api/filters/replacement/replacement.go` of Kustomize 5.8, for which delimiters do
//! not count there (oddity 50).

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::resource::FieldPath;
use crate::source::Span;
use crate::yaml::{Cause, Node, Origin, Rules, emit_compact_json, emit_indented_json, read};

/// The origin of a text in which nothing has a place of its own.
struct Within(Span);

impl Origin for Within {
    fn span(&self, _range: Range<usize>) -> Span {
        self.0
    }
}

/// The list or map that a text writes as JSON; nothing if it writes none.
pub(super) fn document(text: &Node) -> Option<Node> {
    let written = text.as_str()?;
    if !written.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut problems = Diagnostics::default();
    let mut documents = read(written, &Within(text.span()), Rules::Kustomize, &mut problems);
    if problems.has_errors() || documents.len() != 1 {
        return None;
    }
    documents.pop()
}

/// Lets `put` change a document at the ends of a path, and writes it as the text was written: on several lines, or on one.
/// Gives whether the text is another then; nothing if the path leads nowhere.
pub(super) fn put(
    text: &mut Node,
    mut document: Node,
    path: &FieldPath,
    cause: Cause,
    put: impl Fn(&Node) -> Result<Node, Box<Diagnostic>>,
) -> Result<Option<bool>, Box<Diagnostic>> {
    let Some(found) = path.find(&document).ok().filter(|found| !found.is_empty()) else { return Ok(None) };
    for way in found {
        let Some(target) = way.find_mut(&mut document) else { continue };
        let new = put(target)?;
        target.replace(cause, new);
    }
    let old = text.as_str().unwrap_or_default();
    let mut new = String::new();
    if old.contains('\n') && old.contains("  ") {
        emit_indented_json(&document, 2, &mut new);
    } else {
        emit_compact_json(&document, &mut new);
    }
    let has_changed = old != new;
    if has_changed {
        text.replace(cause, Node::new(new, text.span()));
    }
    Ok(Some(has_changed))
}
