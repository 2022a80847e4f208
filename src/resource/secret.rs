//! What of a Secret is secret, and where it is written, so that no message shows it.

use super::{Resource, ResourceId};
use crate::yaml::Node;

/// The fields of a Secret whose values are secret.
const FIELDS: [&str; 2] = ["data", "stringData"];
/// The annotation in which `kubectl apply` keeps the whole object as JSON.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Makes secret what nobody may see of a Secret; nothing of any other object.
pub(super) fn mark(id: &ResourceId, node: &mut Node) {
    if id.kind != "Secret" {
        return;
    }
    for field in FIELDS {
        if let Some(values) = node.get_mut(field) {
            values.make_secret();
        }
    }
    if node.at(["metadata", "annotations", LAST_APPLIED]).is_some()
        && let Some(metadata) = node.get_mut("metadata")
        && let Some(annotations) = metadata.get_mut("annotations")
        && let Some(whole) = annotations.get_mut(LAST_APPLIED)
    {
        whole.make_secret();
    }
}

impl Resource {
    /// What is secret of a Secret: the values of its fields that hold some, as far as there are any.
    pub fn secrets(&self) -> impl Iterator<Item = &Node> {
        let fields = FIELDS.into_iter().filter_map(|field| self.node().get(field));
        let last_applied = self.node().at(["metadata", "annotations", LAST_APPLIED]);
        fields.chain(last_applied).filter(|_| self.id().kind == "Secret")
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
