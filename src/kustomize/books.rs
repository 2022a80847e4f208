//! The annotations in which Kustomize keeps its books, and which it takes away when it closes them (oddity 37).

use crate::resource::Resource;
use crate::source::Span;
use crate::yaml::{Cause, Mapping, Node};

use super::documents::to_string;
use super::origins::put;

/// Those annotations, wherever they come from: `BuildAnnotations` in `api/resource/resource.go`.
const BOOKS: &[&str] = &[
    "config.k8s.io/id",
    "config.kubernetes.io/index",
    "config.kubernetes.io/path",
    "internal.config.kubernetes.io/allowKindChange",
    "internal.config.kubernetes.io/allowNameChange",
    "internal.config.kubernetes.io/annotations-migration-resource-id",
    "internal.config.kubernetes.io/generatorBehavior",
    OF_CHART,
    "internal.config.kubernetes.io/id",
    "internal.config.kubernetes.io/index",
    "internal.config.kubernetes.io/needsHashSuffix",
    "internal.config.kubernetes.io/path",
    "internal.config.kubernetes.io/prefixes",
    "internal.config.kubernetes.io/previousKinds",
    "internal.config.kubernetes.io/previousNames",
    "internal.config.kubernetes.io/previousNamespaces",
    "internal.config.kubernetes.io/refBy",
    "internal.config.kubernetes.io/seqindent",
    "internal.config.kubernetes.io/suffixes",
];

/// Says `true` of what a chart made: no namespace is put into it. Since 5.8 Kustomize tells `helm` of the namespace
/// instead.
const OF_CHART: &str = "internal.config.kubernetes.io/helm-generated";

/// Notes of objects that a chart made them.
pub(super) fn note_of_chart(objects: &mut [Node], span: Span) {
    for object in objects {
        put(object, OF_CHART, &"true".into(), span);
    }
}

/// Whether a chart made an object.
pub(super) fn is_of_chart(object: &Node) -> bool {
    object.at(["metadata", "annotations", OF_CHART]).and_then(Node::as_str) == Some("true")
}

/// The object without them and those that are `hidden`, and without annotations if none are left, or if they are no map. Those that are left are
/// strings.
pub(super) fn closed(mut object: Resource, hidden: impl Iterator<Item = &'static str>) -> Resource {
    let Some(annotations) = object.node().at(["metadata", "annotations"]) else { return object };
    let is_empty = |node: &Node| node.as_mapping().is_none_or(Mapping::is_empty);
    let is_book = |key: &str| BOOKS.binary_search(&key).is_ok();
    let mut keys: Vec<&'static str> = hidden.filter(|key| annotations.get(key).is_some()).collect();
    if annotations.as_mapping().is_some_and(|map| map.keys().any(is_book)) {
        keys.extend(BOOKS);
    }
    if !keys.is_empty() || is_empty(annotations) {
        object.change(|node| {
            let Some(metadata) = node.get_mut("metadata") else { return };
            let cause = Cause { step: "annotations", span: metadata.span() };
            if let Some(annotations) = metadata.get_mut("annotations") {
                for key in keys {
                    annotations.remove(cause, key);
                }
            }
            if metadata.get("annotations").is_some_and(is_empty) {
                metadata.remove(cause, "annotations");
            }
        });
    }
    annotations_to_text(&mut object);
    object
}

/// Writes annotations that are no strings as strings of the text that they are written with (oddity 12): so Kustomize closes
/// its books, whatever a step put there.
fn annotations_to_text(object: &mut Resource) {
    let annotations = object.node().at(["metadata", "annotations"]).and_then(Node::as_mapping);
    let is_text = |node: &Node| node.as_str().is_some() && node.other_text().is_none();
    if annotations.into_iter().flatten().all(|entry| is_text(&entry.node)) {
        return;
    }
    object.change(|node| {
        let annotations = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("annotations"));
        for (_, value) in annotations.into_iter().flat_map(Node::values_mut) {
            if !is_text(value) {
                let (span, text) = (value.span(), to_string(value));
                value.replace(Cause { step: "annotations", span }, text);
            }
        }
    });
}
