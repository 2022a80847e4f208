//! Fields that keep their value for life.

use super::Update;

/// Reports the changes of fields that the server lets nobody change.
pub(super) fn check(update: &mut Update<'_>) {
    let id = update.new.id();
    let start = FIXED.partition_point(|row| (row.kind, row.group) < (&id.kind, &id.group));
    let rows = FIXED[start..].iter().take_while(|row| row.kind == id.kind && row.group == id.group);
    for field in rows.flat_map(|row| row.fields) {
        update.keep(field, &[]);
    }
}

/// A kind and its fields that cannot be changed.
struct Fixed {
    group: &'static str,
    kind: &'static str,
    fields: &'static [&'static str],
}

/// Sorted by kind. Workloads have their `selector` in the strategies of `pkg/registry/apps`, a
/// definition of custom resources in `apiextensions-apiserver`, the others in `Validate<Kind>Update`.
#[rustfmt::skip]
static FIXED: &[Fixed] = &[
    Fixed { group: "storage.k8s.io", kind: "CSIDriver", fields: &["spec.attachRequired", "spec.volumeLifecycleModes"] },
    Fixed { group: "storage.k8s.io", kind: "CSIStorageCapacity", fields: &["nodeTopology", "storageClassName"] },
    Fixed { group: "rbac.authorization.k8s.io", kind: "ClusterRoleBinding", fields: &["roleRef"] },
    Fixed { group: "certificates.k8s.io", kind: "ClusterTrustBundle", fields: &["spec.signerName"] },
    Fixed { group: "apps", kind: "ControllerRevision", fields: &["data"] },
    Fixed { group: "apiextensions.k8s.io", kind: "CustomResourceDefinition", fields: &["spec.group", "spec.names.kind", "spec.names.plural", "spec.scope"] },
    Fixed { group: "apps", kind: "DaemonSet", fields: &["spec.selector"] },
    Fixed { group: "apps", kind: "Deployment", fields: &["spec.selector"] },
    Fixed { group: "discovery.k8s.io", kind: "EndpointSlice", fields: &["addressType"] },
    Fixed { group: "networking.k8s.io", kind: "IPAddress", fields: &["spec.parentRef"] },
    Fixed { group: "networking.k8s.io", kind: "IngressClass", fields: &["spec.controller"] },
    Fixed { group: "batch", kind: "Job", fields: &["spec.backoffLimitPerIndex", "spec.completionMode", "spec.managedBy", "spec.podFailurePolicy", "spec.selector", "spec.successPolicy"] },
    Fixed { group: "scheduling.k8s.io", kind: "PriorityClass", fields: &["preemptionPolicy", "value"] },
    Fixed { group: "apps", kind: "ReplicaSet", fields: &["spec.selector"] },
    Fixed { group: "resource.k8s.io", kind: "ResourceClaim", fields: &["spec"] },
    Fixed { group: "resource.k8s.io", kind: "ResourceClaimTemplate", fields: &["spec"] },
    Fixed { group: "", kind: "ResourceQuota", fields: &["spec.scopes"] },
    Fixed { group: "resource.k8s.io", kind: "ResourceSlice", fields: &["spec.driver", "spec.nodeName", "spec.pool.name"] },
    Fixed { group: "rbac.authorization.k8s.io", kind: "RoleBinding", fields: &["roleRef"] },
    Fixed { group: "node.k8s.io", kind: "RuntimeClass", fields: &["handler"] },
    Fixed { group: "", kind: "Secret", fields: &["type"] },
    Fixed { group: "apps", kind: "StatefulSet", fields: &["spec.podManagementPolicy", "spec.selector", "spec.serviceName", "spec.volumeClaimTemplates"] },
    Fixed { group: "storage.k8s.io", kind: "StorageClass", fields: &["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] },
    Fixed { group: "storage.k8s.io", kind: "VolumeAttachment", fields: &["spec"] },
    Fixed { group: "storage.k8s.io", kind: "VolumeAttributesClass", fields: &["driverName", "parameters"] },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::kinds;

    #[test]
    fn the_table_is_sorted_and_of_known_kinds() {
        assert!(FIXED.is_sorted_by_key(|row| (row.kind, row.group)));
        for row in FIXED {
            assert!(kinds::scope(row.group, row.kind).is_some(), "{}", row.kind);
        }
    }
}
