//! What tells objects apart for Kustomize.

use ecow::EcoString;

use crate::resource::{Resource, ResourceId};

/// The namespace of an object that says none.
const DEFAULT: &str = "default";
/// What stands for the namespace of an object that is in none.
const NONE: &str = "_non_namespaceable_";

/// The kinds of which Kustomize 5.8 knows that their objects live in no namespace: those of Kubernetes 1.21 in the
/// versions of then (`precomputedIsNamespaceScoped` in `kyaml/openapi`). Any other is put into one (oddity 43).
const OF_CLUSTER: &[(&str, &[&str], &[&str])] = &[
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

/// An identity in which all that Kustomize takes for the same is written the same: an object without a namespace is in
/// `default`. Versions tell objects apart.
pub(super) fn told(id: &ResourceId) -> ResourceId {
    ResourceId { namespace: Some(namespace(id)), ..id.clone() }
}

/// The namespace that an object is in, in words that are never empty (oddity 38).
pub(super) fn namespace(id: &ResourceId) -> EcoString {
    if is_of_cluster(id) {
        return NONE.into();
    }
    default_namespace(id.namespace.as_deref())
}

/// What is said, or the namespace that counts where none is.
pub(super) fn default_namespace(said: Option<&str>) -> EcoString {
    said.filter(|namespace| !namespace.is_empty()).unwrap_or(DEFAULT).into()
}

/// Whether Kustomize knows that objects of the kind live in no namespace.
pub(super) fn is_of_cluster(id: &ResourceId) -> bool {
    let (version, kind) = (id.version.as_str(), id.kind.as_str());
    let mut rows = OF_CLUSTER.iter();
    rows.any(|(group, versions, kinds)| {
        *group == id.group && kinds.contains(&kind) && versions.contains(&version)
    })
}

/// Whether objects of the kind may be put into a namespace.
pub(super) fn may_be_in_namespace(id: &ResourceId) -> bool {
    !is_of_cluster(id)
}

/// What an object was called first.
pub(super) fn first(resource: &Resource) -> &ResourceId {
    resource.former().first().unwrap_or(resource.id())
}

/// Whether an object keeps its name whatever prefix and suffix there are (oddity 39).
pub(super) fn keeps_name(resource: &Resource) -> bool {
    let id = first(resource);
    matches!(id.kind.as_str(), "Namespace" | "CustomResourceDefinition")
        || (id.kind == "APIService" && id.group == "apiregistration.k8s.io")
}
