//! What a merge leaves an object: a name and a kind only as far as its options go, and always its namespace (oddity 35).

use crate::yaml::{self, Node};

/// Gives an object back what it was called before a merge, as far as the patch may not change it.
pub(super) fn restore(node: &mut Node, before: &Node, may_rename: bool, may_change_kind: bool) {
    give_back(node, before, "apiVersion");
    if !may_change_kind {
        give_back(node, before, "kind");
    }
    let (metadata, old) = (node.get_mut("metadata"), before.get("metadata"));
    if let (Some(metadata), Some(old)) = (metadata, old) {
        if !may_rename {
            give_back(metadata, old, "name");
        }
        give_back(metadata, old, "namespace");
        // An empty one is taken for none when it is given back.
        if metadata.get("namespace").and_then(Node::as_str) == Some("") {
            let span = metadata.span();
            metadata.remove(yaml::Cause { step: "patch", span }, "namespace");
        }
    }
}

fn give_back(node: &mut Node, before: &Node, key: &str) {
    if node.get(key) == before.get(key) {
        return;
    }
    let Some(entry) = before.as_mapping().and_then(|map| map.entry(key)) else {
        let span = node.span();
        node.remove(yaml::Cause { step: "patch", span }, key);
        return;
    };
    if node.get(key).is_some() {
        // With the place of its key.
        let cause = yaml::Cause { step: "patch", span: entry.node.span() };
        node.insert(cause, key, entry.key_span, entry.node.clone());
        if let Some(place) = node.get_mut(key) {
            *place = entry.node.clone();
        }
    } else {
        node.append([entry.clone()]);
    }
}
