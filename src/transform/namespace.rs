//! Puts objects into a namespace, and moves what is in one to another.

use crate::diagnostic::Diagnostics;
use crate::kubernetes::kinds::Scope;
use crate::kubernetes::places::{NAME_LABEL, NAMESPACES, places};
use crate::resource::{CustomKinds, Resource, ResourceSet, visit_mut};
use crate::yaml::{Cause, Node, Path, Segment};

/// Fills in `namespace` where an object of a namespaced kind says none. If the spec itself says another one,
/// `from`, whatever names that names the new one after; what names a third stays.
pub(super) fn run(
    set: &mut ResourceSet,
    namespace: &Node,
    from: Option<&str>,
    custom: &CustomKinds,
    diagnostics: &mut Diagnostics,
) {
    let from = from.filter(|from| Some(*from) != namespace.as_str());
    let taken = set.change_all(|resource| {
        if let Some(from) = from {
            rename(resource, from, namespace);
        }
        let id = resource.id();
        let namespaced = custom.scope(&id.group, &id.kind) == Some(Scope::Namespaced);
        if namespaced && says_none(resource.node()) {
            resource.change(|node| fill(node, namespace));
        }
    });
    super::report_taken(set, taken, diagnostics);
}

fn cause(namespace: &Node) -> Cause {
    Cause { step: "namespace", span: namespace.span() }
}

/// Whether the object says no namespace. One of a wrong type is said: the type check refuses it.
fn says_none(node: &Node) -> bool {
    let said = node.at(["metadata", "namespace"]);
    said.is_none_or(|said| said.is_null() || said.as_str() == Some(""))
}

fn fill(node: &mut Node, namespace: &Node) {
    if let Some(metadata) = node.get_mut("metadata") {
        metadata.insert(cause(namespace), "namespace", namespace.span(), namespace.clone());
    }
}

/// Lets everything in an object that names the namespace `from` name the other one.
fn rename(resource: &mut Resource, from: &str, namespace: &Node) {
    let id = resource.id().clone();
    let beside = beside_references(resource);
    resource.change(|node| {
        let mut rename = |node: &mut Node| {
            if node.as_str() == Some(from) {
                node.replace(cause(namespace), namespace.clone());
            }
        };
        visit_mut(node, &["metadata", "namespace"], &mut rename);
        for path in places(NAMESPACES, &id.group, &id.kind) {
            visit_mut(node, path, &mut rename);
        }
        for path in beside {
            if let Some(said) = path.find_mut(node) {
                rename(said);
            }
        }
        let mut found = Vec::new();
        in_selectors(node, from, &mut Path::default(), &mut found);
        for path in found {
            if let Some(name) = path.find_mut(node) {
                rename(name);
            }
        }
    });
}

/// The paths of the namespaces that stand beside the names of other objects.
fn beside_references(resource: &Resource) -> Vec<Path> {
    let mut paths = Vec::new();
    resource.visit_references(&mut |path, reference| {
        if let Some(key) = reference.namespace_key {
            let mut path = path.clone();
            path.pop();
            path.push_key(key);
            paths.push(path);
        }
    });
    paths
}

/// Finds the strings that name `from` in the selectors of namespaces, wherever in an object those are.
fn in_selectors(node: &Node, from: &str, path: &mut Path, found: &mut Vec<Path>) {
    for (index, item) in node.as_sequence().into_iter().flatten().enumerate() {
        path.push_index(index);
        in_selectors(item, from, path, found);
        path.pop();
    }
    for entry in node.as_mapping().into_iter().flatten() {
        path.push_key(entry.key.clone());
        if entry.key == "namespaceSelector" || entry.key.ends_with("NamespaceSelector") {
            in_selector(&entry.node, from, path, found);
        } else {
            in_selectors(&entry.node, from, path, found);
        }
        path.pop();
    }
}

/// Finds them in one selector: `matchNames`, and the label that bears a namespace's name.
fn in_selector(selector: &Node, from: &str, path: &Path, found: &mut Vec<Path>) {
    let mut names = |way: &[Segment], list: Option<&Node>| {
        for (index, name) in list.and_then(Node::as_sequence).into_iter().flatten().enumerate() {
            if name.as_str() == Some(from) {
                found.push(below(path, way, Segment::Index(index)));
            }
        }
    };
    names(&[Segment::Key("matchNames".into())], selector.get("matchNames"));
    let expressions = selector.get("matchExpressions").and_then(Node::as_sequence).unwrap_or_default();
    for (index, expression) in expressions.iter().enumerate() {
        if expression.get("key").and_then(Node::as_str) == Some(NAME_LABEL) {
            let way = ["matchExpressions".into(), "values".into()].map(Segment::Key);
            let way = [way[0].clone(), Segment::Index(index), way[1].clone()];
            names(&way, expression.get("values"));
        }
    }
    if selector.at(["matchLabels", NAME_LABEL]).and_then(Node::as_str) == Some(from) {
        found.push(below(path, &[Segment::Key("matchLabels".into())], Segment::Key(NAME_LABEL.into())));
    }
}

fn below(path: &Path, way: &[Segment], last: Segment) -> Path {
    Path(path.0.iter().chain(way).cloned().chain([last]).collect())
}
