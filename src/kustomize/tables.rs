//! Where Kustomize writes what a kustomization says, by kind.
//!
//! From `api/internal/konfig/builtinpluginconsts` of Kustomize 5.8.

use crate::resource::Field;

const fn make(group: &'static str, kind: &'static str, path: &'static str) -> Field {
    Field::new(group, "", kind, path, true)
}

const fn find(group: &'static str, kind: &'static str, path: &'static str) -> Field {
    Field::new(group, "", kind, path, false)
}

/// The labels of an object itself.
pub(super) const OWN_LABELS: Field = make("", "", "metadata/labels");

/// The labels of the claims that a `StatefulSet` makes.
pub(super) const CLAIM_LABELS: Field =
    make("apps", "StatefulSet", "spec/volumeClaimTemplates[]/metadata/labels");

/// The labels of what an object makes (`metadatalabels.go`).
#[rustfmt::skip]
pub(super) static TEMPLATE_LABELS: &[Field] = &[
    Field::new("", "v1", "ReplicationController", "spec/template/metadata/labels", true),
    make("",      "Deployment",  "spec/template/metadata/labels"),
    make("",      "ReplicaSet",  "spec/template/metadata/labels"),
    make("",      "DaemonSet",   "spec/template/metadata/labels"),
    make("apps",  "StatefulSet", "spec/template/metadata/labels"),
    CLAIM_LABELS,
    make("batch", "Job",         "spec/template/metadata/labels"),
    make("batch", "CronJob",     "spec/jobTemplate/metadata/labels"),
    make("batch", "CronJob",     "spec/jobTemplate/spec/template/metadata/labels"),
];

/// The selectors that take labels too (`commonlabels.go`, oddity 44).
#[rustfmt::skip]
pub(super) static SELECTORS: &[Field] = &[
    Field::new("", "v1", "Service",               "spec/selector", true),
    Field::new("", "v1", "ReplicationController", "spec/selector", true),
    make("",     "Deployment",  "spec/selector/matchLabels"),
    find("apps", "Deployment",  "spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels"),
    find("apps", "Deployment",  "spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels"),
    find("apps", "Deployment",  "spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels"),
    find("apps", "Deployment",  "spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels"),
    find("apps", "Deployment",  "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"),
    make("",     "ReplicaSet",  "spec/selector/matchLabels"),
    make("",     "DaemonSet",   "spec/selector/matchLabels"),
    make("apps", "StatefulSet", "spec/selector/matchLabels"),
    find("apps", "StatefulSet", "spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels"),
    find("apps", "StatefulSet", "spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels"),
    find("apps", "StatefulSet", "spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels"),
    find("apps", "StatefulSet", "spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels"),
    find("apps", "StatefulSet", "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"),
    find("batch",             "Job",                 "spec/selector/matchLabels"),
    find("batch",             "CronJob",             "spec/jobTemplate/spec/selector/matchLabels"),
    find("policy",            "PodDisruptionBudget", "spec/selector/matchLabels"),
    find("networking.k8s.io", "NetworkPolicy",       "spec/podSelector/matchLabels"),
    find("networking.k8s.io", "NetworkPolicy",       "spec/ingress/from/podSelector/matchLabels"),
    find("networking.k8s.io", "NetworkPolicy",       "spec/egress/to/podSelector/matchLabels"),
];

/// Annotations (`commonannotations.go`).
#[rustfmt::skip]
pub(super) static ANNOTATIONS: &[Field] = &[
    make("",      "",            "metadata/annotations"),
    Field::new("", "v1", "ReplicationController", "spec/template/metadata/annotations", true),
    make("",      "Deployment",  "spec/template/metadata/annotations"),
    make("",      "ReplicaSet",  "spec/template/metadata/annotations"),
    make("",      "DaemonSet",   "spec/template/metadata/annotations"),
    make("",      "StatefulSet", "spec/template/metadata/annotations"),
    make("batch", "Job",         "spec/template/metadata/annotations"),
    make("batch", "CronJob",     "spec/jobTemplate/metadata/annotations"),
    make("batch", "CronJob",     "spec/jobTemplate/spec/template/metadata/annotations"),
];

/// Images outside of lists of containers (`images.go`, oddity 45). It says that they are made, but nothing makes an image.
#[rustfmt::skip]
pub(super) static IMAGES: &[Field] = &[
    make("", "", "spec/containers[]/image"),
    make("", "", "spec/initContainers[]/image"),
    make("", "", "spec/template/spec/containers[]/image"),
    make("", "", "spec/template/spec/initContainers[]/image"),
];

/// Numbers of replicas (`replicas.go`).
#[rustfmt::skip]
pub(super) static REPLICAS: &[Field] = &[
    make("", "Deployment",            "spec/replicas"),
    make("", "ReplicationController", "spec/replicas"),
    make("", "ReplicaSet",            "spec/replicas"),
    make("", "StatefulSet",           "spec/replicas"),
];

/// What gets a prefix or suffix (`nameprefix.go`, `namesuffix.go`).
pub(super) const NAMES: Field = find("", "", "metadata/name");

/// Namespaces, but for those of objects themselves and of subjects (`namespace.go`, oddity 43).
#[rustfmt::skip]
pub(super) static NAMESPACES: &[Field] = &[
    make("",                       "Namespace",                "metadata/name"),
    make("apiregistration.k8s.io", "APIService",               "spec/service/namespace"),
    find("apiextensions.k8s.io",   "CustomResourceDefinition", "spec/conversion/webhook/clientConfig/service/namespace"),
];
