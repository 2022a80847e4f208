//! What the names of objects may be, and which of them mean something by themselves.

use super::formats::{self, Fault};

/// Whether an object is known by its very name, so that no prefix or suffix may change it.
///
/// - What the whole cluster names, whoever made it: Namespaces, and the classes of storage, priority, ingress,
///   gateways, devices and runtimes.
/// - What the API server wants to be called by what it holds: a `CustomResourceDefinition` by its plural and group,
///   an `APIService` by its version and group ("spec.names" and "`APIService`" in the API reference), an `IPAddress`
///   by its address, a `ClusterTrustBundle` by its signer ("signerName").
/// - What is a driver's or a machine's own name: `CSIDriver` ("the name returned by the CSI `GetPluginName()` call"),
///   `CSINode` and `Node`.
/// - What every cluster or namespace has: the `ServiceAccount` `default`, the ConfigMap `kube-root-ca.crt`
///   (`RootCACertConfigMapName` in `pkg/controller/certificates/rootcacertpublisher`), RBAC objects whose names begin
///   with `system:` ("Using RBAC Authorization", "Default roles and role bindings"), and the mandatory objects of
///   flow control ("API Priority and Fairness", "Mandatory Configuration Objects").
pub fn is_fixed(group: &str, kind: &str, name: &str) -> bool {
    match (group, kind) {
        ("", "Namespace" | "Node")
        | ("apiextensions.k8s.io", "CustomResourceDefinition")
        | ("apiregistration.k8s.io", "APIService")
        | ("certificates.k8s.io", "ClusterTrustBundle")
        | ("gateway.networking.k8s.io", "GatewayClass")
        | ("networking.k8s.io", "IPAddress" | "IngressClass")
        | ("node.k8s.io", "RuntimeClass")
        | ("resource.k8s.io", "DeviceClass")
        | ("scheduling.k8s.io", "PriorityClass")
        | ("snapshot.storage.k8s.io", "VolumeSnapshotClass")
        | ("storage.k8s.io", "CSIDriver" | "CSINode" | "StorageClass" | "VolumeAttributesClass") => true,
        ("", "ServiceAccount") => name == "default",
        ("", "ConfigMap") => name == "kube-root-ca.crt",
        ("rbac.authorization.k8s.io", _) => name.starts_with("system:"),
        ("flowcontrol.apiserver.k8s.io", _) => matches!(name, "catch-all" | "exempt"),
        _ => false,
    }
}

/// The most characters that the name of an object of this kind may have, and why.
///
/// - DNS labels and subdomains: "Object Names and IDs" in the documentation of Kubernetes.
/// - `CronJob`: `ValidateCronJobCreate` in `pkg/apis/batch/validation`, which leaves room for the 11 characters that
///   the controller appends.
/// - `Job`: "Writing a Job spec"; its pods have its name in the label `batch.kubernetes.io/job-name`.
pub fn longest(group: &str, kind: &str) -> (usize, &'static str) {
    match (group, kind) {
        ("", "Namespace" | "Service") | ("apps", "StatefulSet") => (63, "it must be a DNS label"),
        ("batch", "CronJob") => (52, "the names of its Jobs are 11 characters longer"),
        ("batch", "Job") => (63, "a label of its pods holds its name"),
        _ => (253, "it must be a DNS subdomain"),
    }
}

/// The most characters with which an object of this kind does what it is for, and why, if the server takes more.
///
/// - `StatefulSet`: its pods have the label `controller-revision-hash`, which is its name, `-` and up to ten digits
///   (`ControllerRevisionName` in `pkg/controller/history`).
pub fn longest_of_use(group: &str, kind: &str) -> Option<(usize, &'static str)> {
    match (group, kind) {
        ("apps", "StatefulSet") => {
            Some((52, "a label of its pods holds its name and a hash, and has 63 at most"))
        }
        _ => None,
    }
}

/// How the names of objects of a kind are written.
///
/// From the `NameIs…` and `Validate…Name` functions that each kind's validation takes, in Kubernetes 1.36; most take
/// `NameIsDNSSubdomain`. `Service` is a DNS label since the gate `RelaxedServiceNameValidation`; of an `Event` of the core
/// group `ValidateEventCreate`, and of budgets `ValidatePodDisruptionBudget`, leave the metadata to what `BeforeCreate` asks
/// of all names.
pub fn format(group: &str, kind: &str) -> fn(&str) -> Fault {
    match (group, kind) {
        ("", "Namespace" | "Service") | ("apps", "StatefulSet") => formats::dns_label,
        ("", "Event")
        | ("rbac.authorization.k8s.io", _)
        | ("apiregistration.k8s.io", "APIService")
        | ("certificates.k8s.io", "CertificateSigningRequest" | "ClusterTrustBundle")
        | ("networking.k8s.io", "IPAddress")
        | ("policy", "PodDisruptionBudget") => formats::path_segment,
        ("internal.apiserver.k8s.io", "StorageVersion") => storage_version,
        _ => formats::dns_subdomain,
    }
}

/// `ValidateStorageVersionName`.
fn storage_version(name: &str) -> Fault {
    let is_right = name.rsplit_once('.').is_some_and(|(group, resource)| {
        formats::dns_subdomain(group).is_none() && formats::dns_1035_label(resource).is_none()
    });
    (!is_right)
        .then_some("must be a group and the name of a resource with a `.` between them: `apps.deployments`")
}

/// The name of a kind's resource in the API, as rules of RBAC write it: `networkpolicies` for `NetworkPolicy`.
///
/// As `UnsafeGuessKindToResource` in `apimachinery/pkg/api/meta` makes it, which is right for every built-in kind.
pub fn plural(kind: &str) -> String {
    let singular = kind.to_ascii_lowercase();
    if singular == "endpoints" {
        return singular;
    }
    match singular.as_bytes().last() {
        Some(b's') => format!("{singular}es"),
        Some(b'y') => format!("{}ies", &singular[..singular.len() - 1]),
        _ => format!("{singular}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_are_those_of_the_api() {
        for (kind, resource) in [
            ("ConfigMap", "configmaps"),
            ("NetworkPolicy", "networkpolicies"),
            ("Ingress", "ingresses"),
            ("IngressClass", "ingressclasses"),
            ("Endpoints", "endpoints"),
            ("IPAddress", "ipaddresses"),
            ("CSIStorageCapacity", "csistoragecapacities"),
            ("", "s"),
        ] {
            assert_eq!(plural(kind), resource);
        }
    }

    #[test]
    fn only_what_a_cluster_has_under_that_name_is_fixed() {
        assert!(is_fixed("", "Namespace", "shop") && is_fixed("", "ServiceAccount", "default"));
        assert!(is_fixed("rbac.authorization.k8s.io", "ClusterRole", "system:node"));
        assert!(!is_fixed("rbac.authorization.k8s.io", "ClusterRole", "web"));
        assert!(!is_fixed("", "ServiceAccount", "web") && !is_fixed("example.com", "Namespace", "shop"));
    }
}
