//! What the files are called that `kustomize build -o DIR` writes, one an object.

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::resource::ResourceId;

use super::identity::default_namespace;
use super::scopes::Scopes;

/// A name for each object, without an ending: group, version, kind and name, and if they are in several namespaces,
/// that before them.
///
/// Source: kustomize/commands/build/writer.go of Kustomize.
pub fn file_names(ids: &[&ResourceId], scopes: &Scopes) -> Vec<String> {
    let namespace =
        |id: &ResourceId| (!scopes.is_of_cluster(id)).then(|| default_namespace(id.namespace.as_deref()));
    let are_several = ids.iter().filter_map(|id| namespace(id)).collect::<BTreeSet<_>>().len() > 1;
    let name = |id: &&ResourceId| {
        let namespace = namespace(id).filter(|_| are_several);
        let parts = [namespace.as_ref(), Some(&id.group), Some(&id.version), Some(&id.kind), Some(&id.name)];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        let parts: Vec<EcoString> = parts.map(|part| part.to_lowercase().replace("/", "_")).collect();
        parts.join("_")
    };
    ids.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::id;

    #[test]
    fn the_namespace_is_said_where_there_are_several() {
        let (web, api) = (id("apps", "Deployment", "shop", "web"), id("", "Service", "", "API"));
        let role = id("rbac.authorization.k8s.io", "ClusterRole", "", "system:a");
        assert_eq!(
            file_names(&[&web, &role], &Scopes::default()),
            ["apps_v1_deployment_web", "rbac.authorization.k8s.io_v1_clusterrole_system:a"]
        );
        let names = file_names(&[&web, &api], &Scopes::default());
        assert_eq!(names, ["shop_apps_v1_deployment_web", "default_v1_service_api"]);
    }
}
