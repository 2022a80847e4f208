//! Which kinds live in no namespace, as far as Kustomize knows: of its own, and from the `paths` of an OpenAPI document.

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashSet;

use crate::resource::ResourceId;
use crate::yaml::Node;

/// Kinds of a group, in these versions.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

/// The kinds of which Kustomize 5.8 knows that their objects live in no namespace: those of Kubernetes 1.21 in the
/// versions of then (`precomputedIsNamespaceScoped` in `kyaml/openapi`). Any other is put into one (oddity 43).
const OF_CLUSTER: &[Row] = &[
    ("", &["v1"], &["ComponentStatus", "Namespace", "Node", "PersistentVolume"]),
    (
        "admissionregistration.k8s.io",
        &["v1", "v1beta1"],
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
    ),
    ("apiextensions.k8s.io", &["v1", "v1beta1"], &["CustomResourceDefinition"]),
    ("apiregistration.k8s.io", &["v1", "v1beta1"], &["APIService"]),
    ("certificates.k8s.io", &["v1", "v1beta1"], &["CertificateSigningRequest"]),
    ("flowcontrol.apiserver.k8s.io", &["v1beta1"], &["FlowSchema", "PriorityLevelConfiguration"]),
    ("networking.k8s.io", &["v1", "v1beta1"], &["IngressClass"]),
    ("node.k8s.io", &["v1", "v1beta1"], &["RuntimeClass"]),
    ("policy", &["v1beta1"], &["PodSecurityPolicy"]),
    ("rbac.authorization.k8s.io", &["v1", "v1beta1"], &["ClusterRole", "ClusterRoleBinding"]),
    ("scheduling.k8s.io", &["v1", "v1beta1"], &["PriorityClass"]),
    ("storage.k8s.io", &["v1", "v1beta1"], &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"]),
];

/// Those of which it knows that they live in one, whatever a document says.
const OF_NAMESPACE: &[Row] = &[
    (
        "",
        &["v1"],
        &[
            "ConfigMap",
            "Endpoints",
            "Event",
            "LimitRange",
            "PersistentVolumeClaim",
            "Pod",
            "PodTemplate",
            "ReplicationController",
            "ResourceQuota",
            "Secret",
            "Service",
            "ServiceAccount",
        ],
    ),
    ("apps", &["v1"], &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]),
    ("autoscaling", &["v1", "v2beta1", "v2beta2"], &["HorizontalPodAutoscaler"]),
    ("batch", &["v1", "v1beta1"], &["CronJob"]),
    ("batch", &["v1"], &["Job"]),
    ("coordination.k8s.io", &["v1", "v1beta1"], &["Lease"]),
    ("discovery.k8s.io", &["v1", "v1beta1"], &["EndpointSlice"]),
    ("events.k8s.io", &["v1", "v1beta1"], &["Event"]),
    ("extensions", &["v1beta1"], &["Ingress"]),
    ("networking.k8s.io", &["v1", "v1beta1"], &["Ingress"]),
    ("networking.k8s.io", &["v1"], &["NetworkPolicy"]),
    ("policy", &["v1", "v1beta1"], &["PodDisruptionBudget"]),
    ("rbac.authorization.k8s.io", &["v1", "v1beta1"], &["Role", "RoleBinding"]),
    ("storage.k8s.io", &["v1beta1"], &["CSIStorageCapacity"]),
];

/// What is known: what Kustomize knows of its own, and what a document adds.
#[derive(Clone, Default)]
pub struct Scopes {
    /// The group, version and kind of each that is said to live in no namespace.
    of_cluster: Option<Arc<FxHashSet<(EcoString, EcoString, EcoString)>>>,
}

impl Scopes {
    /// What is known with a document: a kind lives in a namespace if one can be read at a path with a namespace in it,
    /// and in none if it can be read at others alone.
    ///
    /// Source: `findNamespaceability` in kyaml/openapi/openapi.go of Kustomize.
    pub(super) fn of(document: &Node) -> Scopes {
        let (mut of_cluster, mut of_namespace) = (FxHashSet::default(), FxHashSet::default());
        let paths = document.get("paths").and_then(Node::as_mapping).into_iter().flatten();
        for entry in paths.filter(|entry| entry.key.starts_with('/')) {
            let Some(said) = entry.node.at(["get", "x-kubernetes-group-version-kind"]) else { continue };
            let text = |key| said.get(key).and_then(Node::as_str).map(EcoString::from);
            let (Some(version), Some(kind)) = (text("version"), text("kind")) else { continue };
            let kind = (text("group").unwrap_or_default(), version, kind);
            if entry.key.contains("namespaces/{namespace}") {
                of_namespace.insert(kind);
            } else {
                of_cluster.insert(kind);
            }
        }
        of_cluster.retain(|kind| {
            let (group, version, name) = kind;
            !of_namespace.contains(kind) && !is_in(OF_NAMESPACE, group, version, name)
        });
        Scopes { of_cluster: Some(of_cluster).filter(|kinds| !kinds.is_empty()).map(Arc::new) }
    }

    /// Whether objects of the kind are known to live in no namespace.
    pub(super) fn is_of_cluster(&self, id: &ResourceId) -> bool {
        is_in(OF_CLUSTER, &id.group, &id.version, &id.kind)
            || self
                .of_cluster
                .as_ref()
                .is_some_and(|kinds| kinds.contains(&(id.group.clone(), id.version.clone(), id.kind.clone())))
    }
}

fn is_in(rows: &[Row], group: &str, version: &str, kind: &str) -> bool {
    rows.iter()
        .any(|(of, versions, kinds)| *of == group && kinds.contains(&kind) && versions.contains(&version))
}
