//! The pods that the objects of a set make, found by their labels.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::kubernetes::places::{TEMPLATES, places};
use crate::resource::{Resource, ResourceSet};
use crate::yaml::Node;

/// The labels of the set's own pods, as they were when this was made.
pub(super) struct Pods {
    list: Vec<Pod>,
    by_label: FxHashMap<(EcoString, EcoString), Vec<usize>>,
}

struct Pod {
    namespace: Option<EcoString>,
    labels: FxHashMap<EcoString, EcoString>,
}

impl Pods {
    /// The pods of a set.
    pub(super) fn of(set: &ResourceSet) -> Pods {
        let mut pods = Pods { list: Vec::new(), by_label: FxHashMap::default() };
        for resource in set {
            let id = resource.id();
            let templates = places(TEMPLATES, &id.group, &id.kind);
            let paths = templates.filter(|path| path.last() == Some(&"template"));
            let templates = paths.filter_map(|path| resource.node().at(path.iter().copied()));
            for holder in templates.chain(is_pod(resource).then_some(resource.node())) {
                pods.add(id.namespace.clone(), holder);
            }
        }
        pods
    }

    fn add(&mut self, namespace: Option<EcoString>, holder: &Node) {
        let labels = holder.at(["metadata", "labels"]).and_then(Node::as_mapping);
        let labels: FxHashMap<EcoString, EcoString> = labels
            .into_iter()
            .flatten()
            .filter_map(|entry| Some((entry.key.clone(), entry.node.as_str()?.into())))
            .collect();
        let index = self.list.len();
        #[expect(clippy::iter_over_hash_type, reason = "each goes into a list of its own")]
        for (key, value) in &labels {
            self.by_label.entry((key.clone(), value.clone())).or_default().push(index);
        }
        self.list.push(Pod { namespace, labels });
    }

    /// Whether a selector in an object of that namespace takes any of the pods. An object that says no namespace
    /// is in the same as any: which one it gets is decided later.
    ///
    /// `labels` is a map of labels, `expressions` a list as in `matchExpressions`.
    pub(super) fn any(
        &self,
        namespace: Option<&EcoString>,
        labels: Option<&Node>,
        expressions: Option<&Node>,
    ) -> bool {
        let wanted: Vec<(EcoString, EcoString)> = labels
            .and_then(Node::as_mapping)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some((entry.key.clone(), entry.node.as_str()?.into())))
            .collect();
        let expressions = expressions.and_then(Node::as_sequence).unwrap_or_default();
        let is_meant = |pod: &Pod| {
            let has = |(key, value): &(EcoString, EcoString)| pod.labels.get(key) == Some(value);
            namespace.zip(pod.namespace.as_ref()).is_none_or(|(one, other)| one == other)
                && wanted.iter().all(has)
                && expressions.iter().all(|expression| pod.meets(expression))
        };
        // Of the labels that must be there, the one that the fewest pods have leaves the fewest to look at.
        let lists = wanted.iter().map(|label| self.by_label.get(label).map_or(&[][..], Vec::as_slice));
        match lists.min_by_key(|list| list.len()) {
            Some(shortest) => shortest.iter().any(|index| is_meant(&self.list[*index])),
            None => self.list.iter().any(is_meant),
        }
    }
}

fn is_pod(resource: &Resource) -> bool {
    resource.id().group.is_empty() && resource.id().kind == "Pod"
}

impl Pod {
    fn meets(&self, expression: &Node) -> bool {
        let text = |key: &str| expression.get(key).and_then(Node::as_str);
        let label = text("key").and_then(|key| self.labels.get(key));
        let values = expression.get("values").and_then(Node::as_sequence).unwrap_or_default();
        let is_among = label.is_some_and(|label| values.iter().any(|value| value.as_str() == Some(label)));
        match text("operator") {
            Some("In") => is_among,
            Some("NotIn") => !is_among,
            Some("Exists") => label.is_some(),
            Some("DoesNotExist") => label.is_none(),
            _ => false,
        }
    }
}
