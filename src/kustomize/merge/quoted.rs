//! Quotes that stay: Kustomize puts the text of a scalar in the place of another one, which keeps its quotes.
//!
//! From `FieldSetter` of `kyaml/yaml/fns.go`. So `5` in the place of `"4"` is the string `5`, and in that of `4` a number;
//! and what is printed in place of lines below `>` is folded, however the patch writes it.

use crate::kustomize::folded::refolded;
use crate::yaml::{Node, Spelling};

/// What a scalar of a patch is in the place of `old`.
pub(super) fn in_place_of(old: &Node, new: Node) -> Node {
    let (span, spelling) = (new.span(), old.spelling());
    let Some(text) = new.text() else { return new.spelled(spelling) };
    let text = match spelling {
        Spelling::Folded => refolded(&text).unwrap_or(text),
        _ => text,
    };
    let is_text = old.is_quoted() || new.spelling() == Spelling::Folded;
    match new.as_str() {
        Some(said) if said == text.as_str() => new.spelled(spelling),
        _ if is_text => Node::new(text, span).spelled(spelling),
        _ => new.spelled(spelling),
    }
}
