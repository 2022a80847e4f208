//! Values that are not written: what stands behind `key:`.

use crate::source::Span;
use crate::yaml::Node;

/// Whether a value is not written: it stands behind its key. An empty file is a value, and begins where it ends.
pub(super) fn is_blank(node: &Node) -> bool {
    let Span { start, end, .. } = node.span();
    start == end && start > 0 && (node.is_null() || node.as_str() == Some(""))
}

/// Lets all values of an object count as written: Kustomize makes JSON of what a JSON patch is for, and reads it back.
pub(super) fn write_out(object: &mut Node, span: Span) {
    if !has_blank(object) {
        return;
    }
    for (_, node) in object.values_mut() {
        if is_blank(node) {
            *node = Node::new(node.value().clone(), span);
        }
        write_out(node, span);
    }
    object.items_mut().iter_mut().for_each(|item| write_out(item, span));
}

fn has_blank(node: &Node) -> bool {
    let mut entries = node.as_mapping().into_iter().flatten();
    entries.any(|entry| is_blank(&entry.node) || has_blank(&entry.node))
        || node.as_sequence().unwrap_or_default().iter().any(has_blank)
}
