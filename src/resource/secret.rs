//! What of a Secret is secret, and where it is written, so that no message shows it.

use super::{Resource, ResourceId};
use crate::yaml::Node;

/// The fields of a Secret that anybody may see; what has another name may be a slip of `data`.
const SHOWN: [&str; 5] = ["apiVersion", "immutable", "kind", "metadata", "type"];
/// The fields of metadata that anybody may see.
const SHOWN_OF_METADATA: [&str; 13] = [
    "annotations",
    "creationTimestamp",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "labels",
    "managedFields",
    "name",
    "namespace",
    "ownerReferences",
    "resourceVersion",
    "uid",
];
/// The annotation in which `kubectl apply` keeps the whole object as JSON.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Makes secret what nobody may see of a Secret; nothing of any other object.
pub(super) fn mark(id: &ResourceId, node: &mut Node) {
    if id.kind == "Secret" {
        mark_all_but(node, &SHOWN);
        if let Some(metadata) = node.get_mut("metadata") {
            mark_all_but(metadata, &SHOWN_OF_METADATA);
            if let Some(annotations) = metadata.get_mut("annotations")
                && let Some(whole) = annotations.get_mut(LAST_APPLIED)
            {
                whole.make_secret();
            }
        }
    }
}

fn mark_all_but(node: &mut Node, shown: &[&str]) {
    let hidden = |key: &str| !shown.contains(&key);
    if node.as_mapping().is_some_and(|mapping| mapping.keys().any(hidden)) {
        node.values_mut().filter(|(key, _)| hidden(key)).for_each(|(_, value)| value.make_secret());
    }
}

impl Resource {
    /// The outermost values of a Secret that are secret; none of any other object.
    pub fn secrets(&self) -> impl Iterator<Item = &Node> {
        let metadata = self.node().get("metadata");
        let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
        let maps = [Some(self.node()), metadata, annotations].into_iter().flatten();
        let entries = maps.filter_map(Node::as_mapping).flatten().filter(|_| self.id().kind == "Secret");
        entries.map(|entry| &entry.node).filter(|node| node.is_secret())
    }
}

#[cfg(test)]
mod tests {
    use super::LAST_APPLIED;
    use crate::resource::tests::object;
    use crate::source::Span;
    use crate::yaml::{Cause, Entry, Mapping, Node};

    #[test]
    fn what_a_secret_holds_is_secret_after_every_change() {
        let mut secret = object("v1", "Secret", "api");
        let mut config = object("v1", "ConfigMap", "api");
        let span = secret.node().span();
        let text = |text: &str| Node::new(text, span);
        let map = |key: &str| {
            let entry = Entry { key: key.into(), key_span: span, node: text("CANARY") };
            Node::new(std::iter::once(entry).collect::<Mapping>(), span)
        };
        for resource in [&mut secret, &mut config] {
            resource.change(|node| {
                let cause = Cause { step: "test", span: Span::new(span.file, 0..0) };
                node.insert(cause, "data", span, map("password"));
                node.get_mut("metadata").unwrap().insert(cause, "annotations", span, map(LAST_APPLIED));
            });
        }
        assert!(secret.node().at(["data", "password"]).unwrap().is_secret());
        assert!(!secret.node().at(["metadata", "name"]).unwrap().is_secret());
        assert!(!format!("{secret:?}").contains("CANARY"));
        assert_eq!(format!("{config:?}").matches("CANARY").count(), 2);
    }
}
