//! The names in an object that stand for other objects, found without looking at what cannot hold one.

use super::Resource;
use crate::kubernetes::references::{Field, Fields, Group, METADATA, Named, field, fields};
use crate::yaml::{Mapping, Node, Path};

/// A name in an object that stands for another object.
#[derive(Clone, PartialEq, Debug)]
pub struct Reference<'n> {
    /// The name: a string that is not empty.
    pub name: &'n Node,
    /// What it stands for.
    pub to: To<'n>,
    /// Where that is, if it is of a kind that lives in namespaces.
    pub place: Place<'n>,
    /// The key beside the name that says the namespace, if there can be one.
    pub namespace_key: Option<&'n str>,
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum To<'n> {
    /// An object of this kind.
    Kind {
        /// The API group; empty for the core group.
        group: &'n str,
        /// The kind.
        kind: &'n str,
    },
    /// An object of any of these types, as a rule lists them; `*` is any.
    Resources {
        /// The API groups.
        groups: &'n [Node],
        /// The types in the plural, as `configmaps`, perhaps with a subresource.
        resources: &'n [Node],
    },
    /// A parameter of an admission policy, which says the kind itself.
    Parameter {
        /// The kind of the policy.
        policy_kind: &'static str,
        /// The name of the policy.
        policy: &'n str,
    },
}

/// The namespace that a name is looked up in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place<'n> {
    /// This one; none if neither the reference nor its object says one.
    In(Option<&'n str>),
    /// Any: the reference is of an object without a namespace and says none.
    Anywhere,
}

impl Resource {
    /// Calls `found` with each reference of the object and its path, in no order that matters.
    ///
    /// They are those of the built-in fields, which [`crate::kubernetes::references`] lists.
    pub fn visit_references<'n>(&'n self, found: &mut dyn FnMut(&Path, Reference<'n>)) {
        let Some(object) = self.node().as_mapping() else { return };
        let namespace = self.id().namespace.as_deref().filter(|namespace| !namespace.is_empty());
        let mut visit = Visit { object, namespace, path: Path::default(), found };
        visit.map(object, fields(&self.id().group, &self.id().kind));
        if let Some(metadata) = object.get("metadata").and_then(Node::as_mapping) {
            visit.path.push_key("metadata");
            visit.map(metadata, METADATA);
        }
    }
}

struct Visit<'n, 'f> {
    object: &'n Mapping,
    namespace: Option<&'n str>,
    path: Path,
    found: &'f mut dyn FnMut(&Path, Reference<'n>),
}

impl<'n> Visit<'n, '_> {
    fn map(&mut self, map: &'n Mapping, fields: Fields) {
        if fields.is_empty() {
            return;
        }
        for entry in map {
            let Some(field) = field(fields, &entry.key) else { continue };
            self.path.push_key(entry.key.clone());
            self.field(map, &entry.node, field);
            self.path.pop();
        }
    }

    /// `around`: the map that the field is in.
    fn field(&mut self, around: &'n Mapping, node: &'n Node, field: Field) {
        match field {
            Field::Map(fields) => {
                if let Some(map) = node.as_mapping() {
                    self.map(map, fields);
                }
            }
            Field::List(fields) => self.items(node, |visit, item| {
                if let Some(map) = item.as_mapping() {
                    visit.map(map, fields);
                }
            }),
            Field::Name(named) => self.name(around, node, named),
            Field::Names(named) => self.items(node, |visit, item| visit.name(around, item, named)),
        }
    }

    fn items(&mut self, node: &'n Node, each: impl Fn(&mut Self, &'n Node)) {
        for (index, item) in node.as_sequence().into_iter().flatten().enumerate() {
            self.path.push_index(index);
            each(self, item);
            self.path.pop();
        }
    }

    fn name(&mut self, around: &'n Mapping, name: &'n Node, named: Named) {
        if name.as_str().is_none_or(str::is_empty) {
            return;
        }
        let text = |key: &str| around.get(key).and_then(Node::as_str).filter(|text| !text.is_empty());
        let own = self.namespace;
        let place = |key: Option<&str>| Place::In(key.and_then(text).or(own));
        let (to, place) = match named {
            Named::Kind { group, kind, namespace } => (To::Kind { group, kind }, place(namespace)),
            Named::Said { default, group, namespace } => {
                let kind = text("kind").unwrap_or(default);
                let group = match group {
                    Group::ApiVersion => text("apiVersion")
                        .and_then(|version| version.rsplit_once('/'))
                        .map_or("", |(group, _)| group),
                    Group::ApiGroup(default) => text("apiGroup").unwrap_or(default),
                    Group::Group(default) => around.get("group").and_then(Node::as_str).unwrap_or(default),
                };
                (To::Kind { group, kind }, place(namespace))
            }
            Named::Subject if text("kind") == Some("ServiceAccount") => {
                (To::Kind { group: "", kind: "ServiceAccount" }, place(Some("namespace")))
            }
            Named::Subject => return,
            Named::Resources => {
                let list = |key| around.get(key).and_then(Node::as_sequence).unwrap_or_default();
                let to = To::Resources { groups: list("apiGroups"), resources: list("resources") };
                (to, own.map_or(Place::Anywhere, |own| Place::In(Some(own))))
            }
            Named::Resource => {
                let one = |key| around.get(key).map(std::slice::from_ref).unwrap_or_default();
                (To::Resources { groups: one("group"), resources: one("resource") }, place(Some("namespace")))
            }
            Named::Parameter(policy_kind) => {
                let policy = self.object.get("spec").and_then(|spec| spec.get("policyName")?.as_str());
                let to = To::Parameter { policy_kind, policy: policy.unwrap_or_default() };
                (to, text("namespace").map_or(Place::Anywhere, |said| Place::In(Some(said))))
            }
        };
        let namespace_key = match named {
            Named::Kind { namespace, .. } | Named::Said { namespace, .. } => namespace,
            Named::Subject | Named::Resource | Named::Parameter(_) => Some("namespace"),
            Named::Resources => None,
        };
        (self.found)(&self.path, Reference { name, to, place, namespace_key });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;
    use crate::yaml::{Rules, read};

    /// A line for each reference: its path, what it stands for and where that is.
    fn found(text: &str) -> Vec<String> {
        let sources = Sources::default();
        let file = sources.add("a.yaml", text);
        let mut diagnostics = Diagnostics::default();
        let node = read(text, &file, Rules::Kustomize, &mut diagnostics).remove(0);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let resource = Resource::new(node).unwrap();
        let mut lines = Vec::new();
        resource.visit_references(&mut |path, reference| {
            let text = |node: &Node| node.as_str().unwrap_or_default().to_owned();
            let texts = |nodes: &[Node]| nodes.iter().map(text).collect::<Vec<_>>().join(",");
            let to = match reference.to {
                To::Kind { group, kind } => format!("{kind}.{group}").trim_end_matches('.').to_owned(),
                To::Resources { groups, resources } => format!("{}.{}", texts(resources), texts(groups)),
                To::Parameter { policy_kind, policy } => format!("parameter of {policy_kind}/{policy}"),
            };
            let place = match reference.place {
                Place::In(Some(namespace)) => format!(" in {namespace}"),
                Place::In(None) => String::new(),
                Place::Anywhere => " anywhere".to_owned(),
            };
            lines.push(format!("{path}: {to} {}{place}", text(reference.name)));
        });
        lines
    }

    #[test]
    fn of_a_pod_wherever_it_is() {
        let cron_job = "\
apiVersion: batch/v1
kind: CronJob
metadata: {name: a, namespace: shop}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          serviceAccountName: sa
          containers:
          - {name: web, env: [{name: A, value: b}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}]}
          volumes:
          - {name: none, emptyDir: {}}
          - {name: all, projected: {sources: [{configMap: {name: c}}, {secret: {name: ''}}]}}
          - {name: claim, persistentVolumeClaim: {claimName: [wrong]}}
";
        let pod = "spec.jobTemplate.spec.template.spec";
        assert_eq!(
            found(cron_job),
            [
                format!("{pod}.serviceAccountName: ServiceAccount sa in shop"),
                format!("{pod}.containers[0].env[1].valueFrom.secretKeyRef.name: Secret s in shop"),
                format!("{pod}.volumes[1].projected.sources[0].configMap.name: ConfigMap c in shop"),
            ]
        );
    }

    #[test]
    fn what_stands_beside_a_name_says_what_it_is() {
        let binding = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: a
  namespace: shop
  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: d, uid: '1'}]
roleRef: {kind: Role, name: r}
subjects:
- {kind: ServiceAccount, name: one, namespace: other}
- {kind: ServiceAccount, name: two}
- {kind: User, name: three, apiGroup: rbac.authorization.k8s.io}
";
        assert_eq!(
            found(binding),
            [
                "roleRef.name: Role.rbac.authorization.k8s.io r in shop",
                "subjects[0].name: ServiceAccount one in other",
                "subjects[1].name: ServiceAccount two in shop",
                "metadata.ownerReferences[0].name: Deployment.apps d in shop",
            ]
        );
        let class = "\
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: a
parameters:
  csi.storage.k8s.io/node-stage-secret-name: s
  csi.storage.k8s.io/node-stage-secret-namespace: disks
";
        assert_eq!(
            found(class),
            ["parameters[\"csi.storage.k8s.io/node-stage-secret-name\"]: Secret s in disks"]
        );
    }

    #[test]
    fn a_rule_says_the_types_of_its_names() {
        let role = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: a}
rules: [{apiGroups: ['', apps], resources: [secrets, deployments/scale], resourceNames: [a, b], verbs: [get]}]
";
        assert_eq!(
            found(role),
            [
                "rules[0].resourceNames[0]: secrets,deployments/scale.,apps a anywhere",
                "rules[0].resourceNames[1]: secrets,deployments/scale.,apps b anywhere",
            ]
        );
        let binding = "\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: a}
spec: {policyName: p, paramRef: {name: q, namespace: shop}}
";
        assert_eq!(
            found(binding),
            [
                "spec.policyName: ValidatingAdmissionPolicy.admissionregistration.k8s.io p",
                "spec.paramRef.name: parameter of ValidatingAdmissionPolicy/p q in shop",
            ]
        );
    }
}
