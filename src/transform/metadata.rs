//! Writes labels and annotations into the metadata of objects and of the pods and jobs that they make.
//!
//! Selectors stay as they are: one that changed could not be applied to an object that exists.

use crate::kubernetes::places::{TEMPLATES, places};
use crate::resource::{Resource, ResourceSet};
use crate::yaml::{Cause, Mapping, Node, Value};

/// Writes the map `strings` into the map `field` of each metadata. What a template wrote there is replaced.
pub(super) fn run(set: &mut ResourceSet, field: &'static str, strings: &Node) {
    let taken = set.change_all(|resource| write(resource, field, strings));
    debug_assert!(taken.is_empty(), "labels and annotations are no part of an identity");
}

fn write(resource: &mut Resource, field: &'static str, strings: &Node) {
    let id = resource.id().clone();
    resource.change(|node| {
        write_into(node, field, strings);
        for path in places(TEMPLATES, &id.group, &id.kind) {
            if let Some(template) = path.iter().try_fold(&mut *node, |node, key| node.get_mut(key)) {
                write_into(template, field, strings);
            }
        }
    });
}

/// Writes into the metadata of an object or of a template.
pub(super) fn write_into(holder: &mut Node, field: &'static str, strings: &Node) {
    let cause = Cause { step: field, span: strings.span() };
    let Some(target) = map_in(holder, "metadata", cause).and_then(|metadata| map_in(metadata, field, cause))
    else {
        return;
    };
    for entry in strings.as_mapping().into_iter().flatten() {
        if target.get(&entry.key) != Some(&entry.node) {
            let cause = Cause { step: field, span: entry.key_span };
            target.insert(cause, entry.key.clone(), entry.key_span, entry.node.clone());
        }
    }
}

/// The map of a key, made if there is none; nothing if something else is there, which the typed view reports.
fn map_in<'n>(node: &'n mut Node, key: &str, cause: Cause) -> Option<&'n mut Node> {
    let empty = || Node::new(Mapping::default(), cause.span);
    match node.as_mapping()?.get(key).map(Node::value) {
        Some(Value::Mapping(_)) => {}
        None | Some(Value::Null) => {
            node.insert(cause, key, cause.span, empty());
        }
        Some(_) => return None,
    }
    node.get_mut(key)
}
