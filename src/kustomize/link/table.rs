//! Which fields name objects, for Kustomize.
//!
//! From `api/internal/konfig/builtinpluginconsts/namereference.go`. What is the same for the pods of all kinds is
//! written once; the order is the one into which Kustomize sorts what is named, for one field may name objects of two kinds.

use std::borrow::Cow;

use crate::resource::{Field, ResourceId};

/// The kind of what is named. An empty group or version is any.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(in super::super) struct To {
    pub(in super::super) group: Cow<'static, str>,
    pub(in super::super) version: Cow<'static, str>,
    pub(in super::super) kind: Cow<'static, str>,
}

impl To {
    /// Whether an identity is of that kind.
    pub(super) fn is(&self, id: &ResourceId) -> bool {
        let fits = |wanted: &str, is: &str| wanted.is_empty() || wanted == is;
        fits(&self.group, &id.group) && fits(&self.version, &id.version) && fits(&self.kind, &id.kind)
    }
}

/// Where the spec of a pod is in objects of a kind.
type Pods = &'static [(&'static str, &'static str, &'static str)];

const SPECS: Pods = &[
    ("v1", "Pod", "spec"),
    ("", "PodTemplate", "template/spec"),
    ("", "Deployment", "spec/template/spec"),
    ("", "ReplicaSet", "spec/template/spec"),
    ("", "DaemonSet", "spec/template/spec"),
    ("", "StatefulSet", "spec/template/spec"),
    ("", "Job", "spec/template/spec"),
    ("", "CronJob", "spec/jobTemplate/spec/template/spec"),
];

/// Those of a `ReplicaSet` are left out here, and those of a `ReplicationController` are not.
const OTHER_SPECS: Pods = &[
    ("", "Pod", "spec"),
    ("", "StatefulSet", "spec/template/spec"),
    ("", "Deployment", "spec/template/spec"),
    ("", "ReplicationController", "spec/template/spec"),
    ("", "CronJob", "spec/jobTemplate/spec/template/spec"),
    ("", "Job", "spec/template/spec"),
    ("", "DaemonSet", "spec/template/spec"),
];

/// What names objects of a kind: fields of pods, and others.
struct Row {
    to: To,
    pods: Pods,
    of_pods: &'static [&'static str],
    others: &'static [(&'static str, &'static str, &'static str)],
}

const fn to(group: &'static str, version: &'static str, kind: &'static str) -> To {
    To { group: Cow::Borrowed(group), version: Cow::Borrowed(version), kind: Cow::Borrowed(kind) }
}

const SCALED: &[(&str, &str, &str)] = &[("", "HorizontalPodAutoscaler", "spec/scaleTargetRef/name")];

#[rustfmt::skip]
static ROWS: &[Row] = &[
    Row {
        to: to("storage.k8s.io", "v1", "StorageClass"),
        pods: &[],
        of_pods: &[],
        others: &[
            ("", "PersistentVolume",      "spec/storageClassName"),
            ("", "PersistentVolumeClaim", "spec/storageClassName"),
            ("", "StatefulSet",           "spec/volumeClaimTemplates/spec/storageClassName"),
        ],
    },
    Row {
        to: to("", "v1", "ServiceAccount"),
        pods: OTHER_SPECS,
        of_pods: &["serviceAccountName"],
        others: &[
            ("rbac.authorization.k8s.io", "RoleBinding",        "subjects"),
            ("rbac.authorization.k8s.io", "ClusterRoleBinding", "subjects"),
        ],
    },
    Row {
        to: to("rbac.authorization.k8s.io", "", "Role"),
        pods: &[],
        of_pods: &[],
        others: &[("rbac.authorization.k8s.io", "RoleBinding", "roleRef/name")],
    },
    Row {
        to: to("rbac.authorization.k8s.io", "", "ClusterRole"),
        pods: &[],
        of_pods: &[],
        others: &[
            ("rbac.authorization.k8s.io", "RoleBinding",        "roleRef/name"),
            ("rbac.authorization.k8s.io", "ClusterRoleBinding", "roleRef/name"),
        ],
    },
    Row {
        to: to("", "v1", "ConfigMap"),
        pods: SPECS,
        of_pods: &[
            "volumes/configMap/name",
            "containers/env/valueFrom/configMapKeyRef/name",
            "initContainers/env/valueFrom/configMapKeyRef/name",
            "containers/envFrom/configMapRef/name",
            "initContainers/envFrom/configMapRef/name",
            "volumes/projected/sources/configMap/name",
        ],
        others: &[
            ("", "Node",        "spec/configSource/configMap"),
            ("", "Role",        "rules/resourceNames"),
            ("", "ClusterRole", "rules/resourceNames"),
            ("", "Ingress",     "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap"),
        ],
    },
    Row {
        to: to("", "v1", "Secret"),
        pods: SPECS,
        of_pods: &[
            "volumes/secret/secretName",
            "containers/env/valueFrom/secretKeyRef/name",
            "initContainers/env/valueFrom/secretKeyRef/name",
            "containers/envFrom/secretRef/name",
            "initContainers/envFrom/secretRef/name",
            "imagePullSecrets/name",
            "volumes/projected/sources/secret/name",
        ],
        others: &[
            ("", "Ingress",        "spec/tls/secretName"),
            ("", "Ingress",        "metadata/annotations/ingress.kubernetes.io\\/auth-secret"),
            ("", "Ingress",        "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret"),
            ("", "Ingress",        "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret"),
            ("", "ServiceAccount", "imagePullSecrets/name"),
            ("", "StorageClass",   "parameters/secretName"),
            ("", "StorageClass",   "parameters/adminSecretName"),
            ("", "StorageClass",   "parameters/userSecretName"),
            ("", "StorageClass",   "parameters/secretRef"),
            ("", "Role",           "rules/resourceNames"),
            ("", "ClusterRole",    "rules/resourceNames"),
            ("serving.knative.dev", "Service", "spec/template/spec/containers/env/valueFrom/secretKeyRef/name"),
            ("", "PersistentVolume", "spec/azureFile/secretName"),
        ],
    },
    Row {
        to: to("", "v1", "Service"),
        pods: &[],
        of_pods: &[],
        others: &[
            ("apps", "StatefulSet", "spec/serviceName"),
            ("", "Ingress", "spec/rules/http/paths/backend/serviceName"),
            ("", "Ingress", "spec/backend/serviceName"),
            ("", "Ingress", "spec/rules/http/paths/backend/service/name"),
            ("", "Ingress", "spec/defaultBackend/service/name"),
            ("apiregistration.k8s.io", "APIService", "spec/service/name"),
            ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "webhooks/clientConfig/service"),
            ("admissionregistration.k8s.io", "MutatingWebhookConfiguration", "webhooks/clientConfig/service"),
        ],
    },
    Row {
        to: to("scheduling.k8s.io", "v1", "PriorityClass"),
        pods: OTHER_SPECS,
        of_pods: &["priorityClassName"],
        others: &[],
    },
    Row {
        to: to("", "v1", "PersistentVolume"),
        pods: &[],
        of_pods: &[],
        others: &[
            ("", "PersistentVolumeClaim", "spec/volumeName"),
            ("", "ClusterRole",           "rules/resourceNames"),
        ],
    },
    Row {
        to: to("", "v1", "PersistentVolumeClaim"),
        pods: OTHER_SPECS,
        of_pods: &["volumes/persistentVolumeClaim/claimName"],
        others: &[],
    },
    Row { to: to("", "", "Deployment"),            pods: &[], of_pods: &[], others: SCALED },
    Row { to: to("", "", "StatefulSet"),           pods: &[], of_pods: &[], others: SCALED },
    // An IngressClass has no group that is written `networking.k8s.io/v1`, so nothing is found by it (oddity 39).
    Row {
        to: to("admissionregistration.k8s.io", "", "ValidatingAdmissionPolicy"),
        pods: &[],
        of_pods: &[],
        others: &[("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", "spec/policyName")],
    },
    Row { to: to("", "", "ReplicaSet"),            pods: &[], of_pods: &[], others: SCALED },
    Row { to: to("", "", "ReplicationController"), pods: &[], of_pods: &[], others: SCALED },
];

/// All fields, each with the kind of what it names.
pub(in super::super) fn fields() -> Vec<(To, Field)> {
    let mut fields = Vec::new();
    for Row { to, pods, of_pods, others } in ROWS {
        for (version, kind, spec) in *pods {
            let path = |below: &&str| format!("{spec}/{below}");
            let field =
                |below| Field { path: path(below).into(), ..Field::new("", version, kind, "", false) };
            fields.extend(of_pods.iter().map(|below| (to.clone(), field(below))));
        }
        for (group, kind, path) in *others {
            let version = if *group == "serving.knative.dev" { "v1" } else { "" };
            fields.push((to.clone(), Field::new(group, version, kind, path, false)));
        }
    }
    fields
}
