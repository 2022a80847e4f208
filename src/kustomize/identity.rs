//! What tells objects apart for Kustomize.

use ecow::EcoString;

use crate::kubernetes::kinds::{self, Scope};
use crate::resource::{Resource, ResourceId};

/// The namespace of an object that says none.
const DEFAULT: &str = "default";
/// What stands for the namespace of an object that is in none.
const NONE: &str = "_non_namespaceable_";

/// Kinds that live in no namespace and that Kustomize 5.8 does not know: its OpenAPI document is older (oddity 43).
const UNKNOWN: &[(&str, &str)] = &[
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
    ("certificates.k8s.io", "ClusterTrustBundle"),
    ("networking.k8s.io", "IPAddress"),
    ("networking.k8s.io", "ServiceCIDR"),
    ("resource.k8s.io", "DeviceClass"),
    ("resource.k8s.io", "ResourceSlice"),
    ("storage.k8s.io", "VolumeAttributesClass"),
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

/// Kinds that live in no namespace and that are gone, or can only be read: its document has them still.
const KNOWN: &[(&str, &str, &str)] =
    &[("", "v1", "ComponentStatus"), ("policy", "v1beta1", "PodSecurityPolicy")];

/// Whether Kustomize knows that objects of the kind live in no namespace.
pub(super) fn is_of_cluster(id: &ResourceId) -> bool {
    let (group, kind) = (id.group.as_str(), id.kind.as_str());
    let is_known = kinds::scope(group, kind) == Some(Scope::Cluster) && !UNKNOWN.contains(&(group, kind));
    is_known || KNOWN.contains(&(group, &id.version, kind))
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
