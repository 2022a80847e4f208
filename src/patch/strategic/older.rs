//! Where the document that Kustomize goes by says otherwise: it has that of Kubernetes 1.21 built in.
//!
//! From the OpenAPI documents of Kubernetes 1.21.2 and 1.36: what differs in how lists are merged.

use crate::kubernetes::schema::{self, Type};

/// Kinds that came later, with the version where only that one did. All kinds of a group whose kinds are none.
const LATER: &[(&str, &str, &[&str])] = &[
    (
        "admissionregistration.k8s.io",
        "",
        &[
            "MutatingAdmissionPolicy",
            "MutatingAdmissionPolicyBinding",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
        ],
    ),
    ("authentication.k8s.io", "", &["SelfSubjectReview"]),
    ("autoscaling", "v2", &["HorizontalPodAutoscaler"]),
    ("certificates.k8s.io", "", &["ClusterTrustBundle", "PodCertificateRequest"]),
    ("coordination.k8s.io", "", &["LeaseCandidate"]),
    ("flowcontrol.apiserver.k8s.io", "v1", &["FlowSchema", "PriorityLevelConfiguration"]),
    ("internal.apiserver.k8s.io", "", &["StorageVersion"]),
    ("networking.k8s.io", "", &["IPAddress", "ServiceCIDR"]),
    ("policy", "v1", &["Eviction"]),
    ("resource.k8s.io", "", &[]),
    ("scheduling.k8s.io", "", &["PodGroup", "Workload"]),
    ("storage.k8s.io", "", &["VolumeAttributesClass"]),
    ("storage.k8s.io", "v1", &["CSIStorageCapacity"]),
    ("storagemigration.k8s.io", "", &[]),
];

/// Kinds in versions that are gone, each with a type of today whose lists are merged the same way.
#[rustfmt::skip]
const GONE: &[(&str, &str, &[&str], &str)] = &[
    ("admissionregistration.k8s.io", "v1beta1", &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], "admissionregistration.k8s.io/v1"),
    ("apiextensions.k8s.io",         "v1beta1", &["CustomResourceDefinition"],                                      "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io",       "v1beta1", &["APIService"],                                                    "apiregistration.k8s.io/v1"),
    ("autoscaling",                  "v2beta1", &["HorizontalPodAutoscaler"],                                       "autoscaling/v1"),
    ("autoscaling",                  "v2beta2", &["HorizontalPodAutoscaler"],                                       "autoscaling/v1"),
    ("batch",                        "v1beta1", &["CronJob"],                                                       "batch/v1"),
    ("certificates.k8s.io",          "v1beta1", &["CertificateSigningRequest"],                                     "certificates.k8s.io/v1"),
    ("coordination.k8s.io",          "v1beta1", &["Lease"],                                                         "coordination.k8s.io/v1"),
    ("discovery.k8s.io",             "v1beta1", &["EndpointSlice"],                                                 "discovery.k8s.io/v1"),
    ("events.k8s.io",                "v1beta1", &["Event"],                                                         "events.k8s.io/v1"),
    ("extensions",                   "v1beta1", &["Ingress"],                                                       "networking.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io", "v1beta1", &["FlowSchema", "PriorityLevelConfiguration"],                      "flowcontrol.apiserver.k8s.io/v1"),
    ("networking.k8s.io",            "v1beta1", &["Ingress", "IngressClass"],                                       "networking.k8s.io/v1"),
    ("node.k8s.io",                  "v1beta1", &["RuntimeClass"],                                                  "node.k8s.io/v1"),
    ("policy",                       "v1beta1", &["PodDisruptionBudget"],                                           "policy/v1"),
    ("rbac.authorization.k8s.io",    "v1beta1", &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],      "rbac.authorization.k8s.io/v1"),
    ("scheduling.k8s.io",            "v1beta1", &["PriorityClass"],                                                 "scheduling.k8s.io/v1"),
    ("storage.k8s.io",               "v1beta1", &["CSIDriver", "CSINode", "CSIStorageCapacity", "StorageClass", "VolumeAttachment"], "storage.k8s.io/v1"),
];

/// Merged lists that came later, each with the type that has it.
const LATER_LISTS: &[(&str, &str)] = &[
    ("EphemeralContainer", "ports"),
    ("JSONSchemaProps", "x-kubernetes-validations"),
    ("MutatingWebhook", "matchConditions"),
    ("PodSpec", "resourceClaims"),
    ("PodSpec", "schedulingGates"),
    ("ValidatingWebhook", "matchConditions"),
];

/// The type of the objects of a kind; nothing if Kustomize does not know the kind.
pub(super) fn of_kind(group: &str, version: &str, kind: &str) -> Option<Type> {
    let is_later = |(of, in_version, kinds): &&(&str, &str, &[&str])| {
        *of == group
            && (in_version.is_empty() || *in_version == version)
            && (kinds.is_empty() || kinds.contains(&kind))
    };
    if LATER.iter().any(|row| is_later(&row)) {
        return None;
    }
    if let Some(found) = schema::of_kind(group, version, kind) {
        return Some(found);
    }
    if (group, version, kind) == ("policy", "v1beta1", "PodSecurityPolicy") {
        // Of nothing but its metadata lists are merged.
        return schema::of_kind("scheduling.k8s.io", "v1", "PriorityClass");
    }
    let is_it =
        |row: &&(&str, &str, &[&str], &str)| row.0 == group && row.1 == version && row.2.contains(&kind);
    let (_, _, _, today) = GONE.iter().find(is_it)?;
    let (group, version) = today.split_once('/')?;
    schema::of_kind(group, version, kind)
}

/// Whether Kustomize has the kind of objects with that `apiVersion` built in.
pub fn knows(api_version: &str, kind: &str) -> bool {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    of_kind(group, version, kind).is_some()
}

/// Whether a list of a type came later.
pub(super) fn is_later_list(of: Type, field: &str) -> bool {
    LATER_LISTS.contains(&(of.name(), field))
}
