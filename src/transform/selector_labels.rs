//! Writes labels into metadata and pods as `labels` does, and into the selectors that select the set's own pods.
//!
//! The selectors of workloads always take them. Any other takes them if it selected a pod of the set before; one
//! that selects everything, or pods of other namespaces, stays as it is: what it means would become less.

use super::metadata::{Writer, map_in};
use super::pods::Pods;
use crate::diagnostic::Diagnostics;
use crate::kubernetes::places::{OWN_SELECTORS, POD_SELECTORS, POD_SPECS, SELECTORS_OF_A_POD, places};
use crate::resource::{ResourceId, ResourceSet, visit_mut};
use crate::yaml::{Node, Value};

/// Writes the map `labels`. An entry that changes nothing in a `whole` set is reported.
pub(super) fn run(set: &mut ResourceSet, labels: &Node, whole: bool, diagnostics: &mut Diagnostics) {
    let pods = Pods::of(set);
    let mut writer = Writer::new("selectorLabels", "labels", labels);
    for at in 0..set.len() {
        let id = set[at].id().clone();
        set.change_at(at, |resource| {
            resource.change(|node| {
                writer.write_metadata(node, &id);
                select(node, &id, &pods, &mut writer);
            });
        });
    }
    if whole {
        writer.report(set, diagnostics);
    }
}

/// Writes into the selectors of an object.
fn select(node: &mut Node, id: &ResourceId, pods: &Pods, writer: &mut Writer) {
    for path in places(OWN_SELECTORS, &id.group, &id.kind) {
        at(node, path, &mut |holder, key| {
            // The API server writes the selector of a job itself, unless it is told not to.
            let is_own =
                id.kind != "Job" || holder.get("manualSelector").and_then(Node::as_bool) == Some(true);
            if let Some(selector) = holder.get_mut(key).filter(|_| is_own) {
                write(selector, id, writer);
            }
        });
    }
    let mut write_if_meant = |holder: &mut Node, key: &str| {
        if is_meant(holder, key, id, pods)
            && let Some(selector) = holder.get_mut(key)
        {
            write(selector, id, writer);
        }
    };
    for path in places(POD_SELECTORS, &id.group, &id.kind) {
        at(node, path, &mut write_if_meant);
    }
    for pod in places(POD_SPECS, &id.group, &id.kind) {
        visit_mut(node, pod, &mut |pod| {
            for path in SELECTORS_OF_A_POD {
                at(pod, path, &mut write_if_meant);
            }
        });
    }
}

/// Calls `change` with the holders of the selectors at a path, and the key of the selector in them.
fn at(node: &mut Node, path: &[&str], change: &mut impl FnMut(&mut Node, &str)) {
    if let Some((key, path)) = path.split_last() {
        visit_mut(node, path, &mut |holder| change(holder, key));
    }
}

/// Whether the selector is one of pods in the object's own namespace, and selects one of the set.
fn is_meant(holder: &Node, key: &str, id: &ResourceId, pods: &Pods) -> bool {
    let Some(selector) = holder.get(key) else { return false };
    let (labels, expressions) = if is_map(id) {
        (Some(selector), None)
    } else {
        (selector.get("matchLabels"), selector.get("matchExpressions"))
    };
    let says = |node: Option<&Node>| match node.map(Node::value) {
        Some(Value::Mapping(mapping)) => !mapping.is_empty(),
        Some(Value::Sequence(items)) => !items.is_empty(),
        _ => false,
    };
    let elsewhere = holder.get("namespaceSelector").is_some_and(|selector| !selector.is_null())
        || says(holder.get("namespaces"));
    !elsewhere && (says(labels) || says(expressions)) && pods.any(id.namespace.as_ref(), labels, expressions)
}

fn write(selector: &mut Node, id: &ResourceId, writer: &mut Writer) {
    if is_map(id) {
        writer.write(selector);
    } else if let Some(labels) = map_in(selector, "matchLabels", writer.cause()) {
        writer.write(labels);
    }
}

/// Whether the selectors of a kind are maps of labels, without `matchLabels`.
fn is_map(id: &ResourceId) -> bool {
    id.group.is_empty() && matches!(id.kind.as_str(), "Service" | "ReplicationController")
}
