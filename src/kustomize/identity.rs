//! What tells objects apart for Kustomize.

use ecow::EcoString;

use crate::resource::{ById, Resource, ResourceId, Tell};

use super::scopes::Scopes;

/// The namespace of an object that says none.
const DEFAULT: &str = "default";
/// What stands for the namespace of an object that is in none.
const NONE: &str = "_non_namespaceable_";

/// What makes of an identity one in which all that Kustomize takes for the same is written the same: an object without
/// a namespace is in `default`. Versions tell objects apart.
pub(super) fn tell(scopes: &Scopes) -> Tell {
    let scopes = scopes.clone();
    Tell::new(move |id| ResourceId { namespace: Some(namespace(id, &scopes)), ..id.clone() })
}

/// The namespace that an object is in, in words that are never empty (oddity 38).
pub(super) fn namespace(id: &ResourceId, scopes: &Scopes) -> EcoString {
    if scopes.is_of_cluster(id) {
        return NONE.into();
    }
    default_namespace(id.namespace.as_deref())
}

/// What is said, or the namespace that counts where none is.
pub(super) fn default_namespace(said: Option<&str>) -> EcoString {
    said.filter(|namespace| !namespace.is_empty()).unwrap_or(DEFAULT).into()
}

/// Whether objects may be put into a namespace.
pub(super) fn may_be_in_namespace(scopes: &Scopes) -> ById<bool> {
    let scopes = scopes.clone();
    ById::new(move |id| !scopes.is_of_cluster(id))
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
