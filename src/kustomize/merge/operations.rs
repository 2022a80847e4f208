//! Operations as Kustomize does them: an index below zero counts from the end, and what is to replace something is added
//! where nothing is (oddity 36); annotations are there always, and what is noted in them stays (oddity 37).

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::patch::json6902::{Action, Operation, apply_as};
use crate::source::Span;
use crate::yaml::{Cause, Mapping, Node};

/// Does operations on an object; gives whether it is another one then.
pub(super) fn apply(
    operations: &[Operation],
    object: &mut Node,
    span: Span,
) -> Result<bool, Box<Diagnostic>> {
    let old = object.clone();
    with_annotations(object, span);
    let is_changed = apply_as(operations, object, |operation, root| Cow::Owned(loosened(operation, root)))?;
    if is_changed {
        keep_books(object, &old, span);
    }
    Ok(is_changed)
}

/// The operation as the standard has it.
fn loosened(operation: &Operation, root: &Node) -> Operation {
    let action = match operation.action.clone() {
        Action::Add { path, value } => Action::Add { path: path.counted_from_end(root, 1), value },
        Action::Remove { path } => Action::Remove { path: path.counted_from_end(root, 0) },
        Action::Replace { path, value } => {
            let path = path.counted_from_end(root, 0);
            let is_new = path.find(root).is_err();
            let in_map = path.find_parent(root).is_ok_and(|(parent, _)| parent.as_mapping().is_some());
            if is_new && in_map { Action::Add { path, value } } else { Action::Replace { path, value } }
        }
        Action::Move { from, path } => {
            Action::Move { from: from.counted_from_end(root, 0), path: path.counted_from_end(root, 1) }
        }
        Action::Copy { from, path } => {
            Action::Copy { from: from.counted_from_end(root, 0), path: path.counted_from_end(root, 1) }
        }
        Action::Test { path, value } => Action::Test { path: path.counted_from_end(root, 0), value },
    };
    Operation { action, ..operation.clone() }
}

/// Makes room for annotations: Kustomize keeps its books in them, so that a JSON patch finds a map there always.
fn with_annotations(object: &mut Node, span: Span) {
    let Some(metadata) = object.get_mut("metadata") else { return };
    if metadata.get("annotations").is_none_or(Node::is_null) {
        let none = Node::new(Mapping::default(), span);
        metadata.insert(Cause { step: "patch", span }, "annotations", span, none);
    }
}

/// Gives an object back what Kustomize keeps of it in annotations, which a JSON patch does not take (oddity 37).
fn keep_books(object: &mut Node, old: &Node, span: Span) {
    let kept = old.at(["metadata", "annotations"]).and_then(Node::as_mapping).into_iter().flatten();
    for entry in kept.filter(|entry| entry.key.starts_with("internal.config.kubernetes.io/")) {
        with_annotations(object, span);
        let metadata = object.get_mut("metadata");
        if let Some(annotations) = metadata.and_then(|metadata| metadata.get_mut("annotations")) {
            annotations.insert(Cause { step: "patch", span }, &entry.key, entry.key_span, entry.node.clone());
        }
    }
}
