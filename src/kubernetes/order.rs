//! The order in which a cluster wants objects: what others need comes first.

/// The place of a kind in the order of creation; kinds of one place may come in any order.
///
/// After Helm's `InstallOrder` (`pkg/release/v1/util/kind_sorter.go`) and Kustomize's legacy order
/// (`api/internal/builtins/SortOrderTransformer.go`). Kinds that both leave out stand with those that do the same work.
/// Admission rules come last, so that they do not judge the set that brings the servers behind them.
#[rustfmt::skip]
pub fn rank(group: &str, kind: &str) -> u8 {
    match (kind, group) {
        ("Namespace", "") => 0,
        ("ResourceQuota", "") => 1,
        ("LimitRange", "") => 2,
        ("PriorityClass", "scheduling.k8s.io")
        | ("RuntimeClass", "node.k8s.io")
        | ("FlowSchema" | "PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io")
        | ("ClusterTrustBundle", "certificates.k8s.io") => 3,
        ("StorageClass" | "VolumeAttributesClass" | "CSIDriver", "storage.k8s.io")
        | ("DeviceClass", "resource.k8s.io") => 4,
        ("CustomResourceDefinition", "apiextensions.k8s.io") => 5,
        ("ServiceAccount", "") => 6,
        ("ClusterRole" | "Role", "rbac.authorization.k8s.io") => 7,
        ("ClusterRoleBinding" | "RoleBinding", "rbac.authorization.k8s.io") => 8,
        ("ConfigMap", "") => 9,
        ("Secret", "") => 10,
        ("PersistentVolume", "") => 11,
        ("PersistentVolumeClaim", "")
        | ("ResourceClaim" | "ResourceClaimTemplate", "resource.k8s.io") => 12,
        ("Service" | "Endpoints", "")
        | ("EndpointSlice", "discovery.k8s.io")
        | ("ServiceCIDR" | "IPAddress", "networking.k8s.io") => 13,
        ("Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "ControllerRevision", "apps")
        | ("Pod" | "PodTemplate" | "ReplicationController", "")
        | ("Workload" | "PodGroup", "scheduling.k8s.io") => 14,
        ("Job", "batch") => 15,
        ("CronJob", "batch") => 16,
        ("HorizontalPodAutoscaler", "autoscaling") => 17,
        ("PodDisruptionBudget", "policy") => 18,
        ("IngressClass", "networking.k8s.io") => 19,
        ("Ingress", "networking.k8s.io") => 20,
        ("NetworkPolicy", "networking.k8s.io") => 21,
        ("APIService", "apiregistration.k8s.io") => 23,
        ("ValidatingAdmissionPolicy" | "MutatingAdmissionPolicy", "admissionregistration.k8s.io") => 24,
        ("ValidatingAdmissionPolicyBinding" | "MutatingAdmissionPolicyBinding", "admissionregistration.k8s.io") => 25,
        ("ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration", "admissionregistration.k8s.io") => 26,
        // Custom resources, whose definitions and servers are there by now.
        _ => 22,
    }
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn what_others_need_comes_first() {
        let order = [
            ("", "Namespace"),
            ("apiextensions.k8s.io", "CustomResourceDefinition"),
            ("", "ServiceAccount"),
            ("", "Secret"),
            ("", "PersistentVolumeClaim"),
            ("", "Service"),
            ("apps", "Deployment"),
            ("autoscaling", "HorizontalPodAutoscaler"),
            ("networking.k8s.io", "Ingress"),
            ("monitoring.coreos.com", "ServiceMonitor"),
            ("apiregistration.k8s.io", "APIService"),
            ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
        ];
        assert!(order.is_sorted_by(|one, two| rank(one.0, one.1) < rank(two.0, two.1)));
    }

    #[test]
    fn a_custom_resource_may_share_its_kind_with_a_built_in() {
        assert_eq!(rank("serving.knative.dev", "Service"), rank("example.com", "Anything"));
        assert!(rank("", "Service") < rank("serving.knative.dev", "Service"));
    }
}
