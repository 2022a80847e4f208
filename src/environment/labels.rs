//! Reads `labels`, `selectorLabels` and `annotations`: maps of strings whose keys and values have a grammar.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::label_selector::{is_label_key, is_label_value};
use crate::yaml::{Entry, Mapping, Node};

use super::fields;

/// The labels that `node` is, without those that no object can have, which are reported.
pub(super) fn labels(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    keep(node, what, diagnostics, |entry, diagnostics| {
        let value = entry.node.as_str().unwrap_or_default();
        if !is_label_value(value) {
            diagnostics.push(
                Diagnostic::new(Code::InvalidValue, format!("`{value}` is not the value of a label"))
                    .at(entry.node.span(), "not a label's value")
                    .help("write letters, digits, `-`, `_` and `.`, 63 at most, with a letter or digit at both ends")
                    .help("what is written otherwise can be an annotation"),
            );
        }
        is_key(entry, "label", is_label_key(&entry.key), diagnostics) && is_label_value(value)
    })
}

/// The annotations that `node` is, without those that no object can have, which are reported.
pub(super) fn annotations(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    // The API server takes capital letters in the prefix of an annotation, which it does not in that of a label.
    let is_annotation_key = |key: &str| is_label_key(&key.to_lowercase());
    keep(node, what, diagnostics, |entry, diagnostics| {
        is_key(entry, "annotation", is_annotation_key(&entry.key), diagnostics)
    })
}

/// Reports the labels that are said both with and without selectors: one of the two would win in silence.
pub(super) fn report_conflicts(
    labels: Option<&Node>,
    with_selectors: Option<&Node>,
    diagnostics: &mut Diagnostics,
) {
    let labels = labels.and_then(Node::as_mapping);
    for entry in with_selectors.and_then(Node::as_mapping).into_iter().flatten() {
        let Some(other) = labels.and_then(|labels| labels.entry(&entry.key)) else { continue };
        let message = format!("the label `{}` is in `labels` and in `selectorLabels`", entry.key);
        diagnostics.push(
            Diagnostic::new(Code::ConflictingFields, message)
                .at(entry.key_span, "goes into selectors too")
                .at(other.key_span, "stays out of selectors")
                .help("keep the one that is meant"),
        );
    }
}

fn keep(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
    mut fits: impl FnMut(&Entry, &mut Diagnostics) -> bool,
) -> Option<Node> {
    let strings = fields::strings(node, what, diagnostics)?;
    let entries = strings.as_mapping().into_iter().flatten();
    let kept: Mapping = entries.filter(|entry| fits(entry, diagnostics)).cloned().collect();
    Some(Node::new(kept, strings.span()))
}

/// Whether it is one, which was found out; if not, it is reported.
fn is_key(entry: &Entry, what: &str, is_key: bool, diagnostics: &mut Diagnostics) -> bool {
    if !is_key {
        diagnostics.push(
            Diagnostic::new(Code::InvalidValue, format!("`{}` is not the key of {}", entry.key, with_article(what)))
                .at(entry.key_span, format!("not the key of {}", with_article(what)))
                .help("write letters, digits, `-`, `_` and `.`, 63 at most, perhaps with a domain and `/` before them: `example.com/team`"),
        );
    }
    is_key
}

fn with_article(what: &str) -> String {
    format!("{} {what}", if what.starts_with('a') { "an" } else { "a" })
}
