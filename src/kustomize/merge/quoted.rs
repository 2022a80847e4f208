//! Quotes that stay: Kustomize puts the text of a scalar in the place of another one, which keeps its quotes.
//!
//! From `FieldSetter` of `kyaml/yaml/fns.go`. So `5` in the place of `"4"` is the string `5`, and in that of `4` a number.

use crate::yaml::Node;

/// What a scalar of a patch is in the place of `old`.
pub(super) fn in_place_of(old: &Node, new: Node) -> Node {
    let span = new.span();
    match new.text() {
        Some(text) if old.is_quoted() && (new.as_str() != Some(&text)) => {
            Node::new(text, span).in_quotes(true)
        }
        _ => new.in_quotes(old.is_quoted()),
    }
}
