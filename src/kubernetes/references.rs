//! Which fields of which objects name other objects, as one tree of static tables.
//!
//! The fields are those of the types of the OpenAPI document of Kubernetes 1.36; what a name stands for, and in
//! which namespace, is what their descriptions there say. What is said elsewhere has its source beside it. Left
//! out are names of Nodes, which no manifest makes, and whatever only the cluster writes: `status`, Events,
//! reviews.
//!
//! Every table is sorted by key, so that one step down is one search.

/// The fields of a map that lead to names, sorted by key.
pub type Fields = &'static [(&'static str, Field)];

/// What stands at a key.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// A map with such fields.
    Map(Fields),
    /// A list of maps with such fields.
    List(Fields),
    /// A name.
    Name(Named),
    /// A list of names.
    Names(Named),
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named {
    /// An object of this kind.
    Kind {
        /// The API group.
        group: &'static str,
        /// The kind.
        kind: &'static str,
        /// The field beside the name that says the namespace; without one, it is that of the object itself.
        namespace: Option<&'static str>,
    },
    /// An object of the kind that the field `kind` beside it says.
    Said {
        /// The kind that is meant where none is said; empty if it must be said.
        default: &'static str,
        /// Where the API group is said.
        group: Group,
        /// The field beside the name that says the namespace; without one, it is that of the object itself.
        namespace: Option<&'static str>,
    },
    /// A subject: only one of the kind `ServiceAccount` is an object.
    Subject,
    /// An object of one of the types that `apiGroups` and `resources` beside it list.
    Resources,
    /// An object of the type that `group` and `resource` beside it say, in the namespace that `namespace` says.
    Resource,
    /// A parameter of the policy of this kind whose name is in `spec.policyName`: the policy says the kind.
    Parameter(&'static str),
}

/// Where the API group of a kind is said that is itself said beside a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// In `apiVersion`, before the slash.
    ApiVersion,
    /// In `apiGroup`; where that is absent, this one is meant.
    ApiGroup(&'static str),
    /// In `group`; where that is absent, this one is meant.
    Group(&'static str),
}

/// The fields of the objects of a kind that lead to names of other objects; none for most kinds.
///
/// [`METADATA`] is true of every kind and not repeated here.
pub fn fields(group: &str, kind: &str) -> Fields {
    match KINDS.binary_search_by(|row| (row.0, row.1).cmp(&(group, kind))) {
        Ok(index) => KINDS[index].2,
        Err(_) => &[],
    }
}

/// The field of a key, if it leads to names.
pub fn field(fields: Fields, key: &str) -> Option<Field> {
    fields.binary_search_by(|(name, _)| (*name).cmp(key)).ok().map(|index| fields[index].1)
}

const fn beside(group: &'static str, kind: &'static str) -> Field {
    Field::Name(Named::Kind { group, kind, namespace: None })
}

const fn in_namespace(group: &'static str, kind: &'static str, namespace: &'static str) -> Field {
    Field::Name(Named::Kind { group, kind, namespace: Some(namespace) })
}

const fn said(group: Group, namespace: Option<&'static str>) -> Field {
    Field::Name(Named::Said { default: "", group, namespace })
}

const fn said_or(default: &'static str, group: &'static str) -> Field {
    Field::Name(Named::Said { default, group: Group::Group(group), namespace: Some("namespace") })
}

/// The API group of admission policies and webhooks.
pub const ADMISSION: &str = "admissionregistration.k8s.io";
const GATEWAY: &str = "gateway.networking.k8s.io";
const RBAC: &str = "rbac.authorization.k8s.io";
const RESOURCE: &str = "resource.k8s.io";
const SCHEDULING: &str = "scheduling.k8s.io";
const STORAGE: &str = "storage.k8s.io";

const CONFIG_MAP: Field = beside("", "ConfigMap");
const SECRET: Field = beside("", "Secret");
const SERVICE: Field = beside("", "Service");
const SERVICE_ACCOUNT: Field = beside("", "ServiceAccount");
const STORAGE_CLASS: Field = beside(STORAGE, "StorageClass");
const PRIORITY_CLASS: Field = beside(SCHEDULING, "PriorityClass");

/// `LocalObjectReference` of a Secret.
const LOCAL_SECRET: Field = Field::Map(&[("name", SECRET)]);
/// `SecretReference`.
const SECRET_ANYWHERE: Field = Field::Map(&[("name", in_namespace("", "Secret", "namespace"))]);
/// `ServiceReference` of webhooks and API services.
const SERVICE_ANYWHERE: Field = Field::Map(&[("name", in_namespace("", "Service", "namespace"))]);
/// `TypedLocalObjectReference`.
const TYPED_LOCAL: Field = Field::Map(&[("name", said(Group::ApiGroup(""), None))]);
/// `ObjectReference`, and what else says `apiVersion` and `namespace`.
const OBJECT: Field = Field::Map(&[("name", said(Group::ApiVersion, Some("namespace")))]);
/// `CrossVersionObjectReference`.
const CROSS_VERSION: Field = Field::Map(&[("name", said(Group::ApiVersion, None))]);

/// The metadata of every object.
pub static METADATA: Fields = &[("ownerReferences", Field::List(&[("name", said(Group::ApiVersion, None))]))];

/// `PersistentVolumeClaimSpec`.
const CLAIM: Field = Field::Map(&[
    ("dataSource", TYPED_LOCAL),
    ("dataSourceRef", Field::Map(&[("name", said(Group::ApiGroup(""), Some("namespace")))])),
    ("storageClassName", STORAGE_CLASS),
    ("volumeAttributesClassName", beside(STORAGE, "VolumeAttributesClass")),
    ("volumeName", beside("", "PersistentVolume")),
]);

/// `PersistentVolumeSpec`.
const VOLUME: Field = Field::Map(&[
    ("azureFile", Field::Map(&[("secretName", in_namespace("", "Secret", "secretNamespace"))])),
    ("cephfs", Field::Map(&[("secretRef", SECRET_ANYWHERE)])),
    ("cinder", Field::Map(&[("secretRef", SECRET_ANYWHERE)])),
    ("claimRef", Field::Map(&[("name", in_namespace("", "PersistentVolumeClaim", "namespace"))])),
    (
        "csi",
        Field::Map(&[
            ("controllerExpandSecretRef", SECRET_ANYWHERE),
            ("controllerPublishSecretRef", SECRET_ANYWHERE),
            ("nodeExpandSecretRef", SECRET_ANYWHERE),
            ("nodePublishSecretRef", SECRET_ANYWHERE),
            ("nodeStageSecretRef", SECRET_ANYWHERE),
        ]),
    ),
    ("flexVolume", Field::Map(&[("secretRef", SECRET_ANYWHERE)])),
    ("iscsi", Field::Map(&[("secretRef", SECRET_ANYWHERE)])),
    ("rbd", Field::Map(&[("secretRef", SECRET_ANYWHERE)])),
    ("scaleIO", Field::Map(&[("secretRef", SECRET_ANYWHERE)])),
    ("storageClassName", STORAGE_CLASS),
    ("storageos", Field::Map(&[("secretRef", SECRET_ANYWHERE)])),
    ("volumeAttributesClassName", beside(STORAGE, "VolumeAttributesClass")),
]);

/// `Container` and `EphemeralContainer`.
const CONTAINERS: Field = Field::List(&[
    (
        "env",
        Field::List(&[(
            "valueFrom",
            Field::Map(&[
                ("configMapKeyRef", Field::Map(&[("name", CONFIG_MAP)])),
                ("secretKeyRef", LOCAL_SECRET),
            ]),
        )]),
    ),
    (
        "envFrom",
        Field::List(&[("configMapRef", Field::Map(&[("name", CONFIG_MAP)])), ("secretRef", LOCAL_SECRET)]),
    ),
]);

/// `PodResourceClaim` and `PodGroupResourceClaim`.
const RESOURCE_CLAIMS: Field = Field::List(&[
    ("resourceClaimName", beside(RESOURCE, "ResourceClaim")),
    ("resourceClaimTemplateName", beside(RESOURCE, "ResourceClaimTemplate")),
]);

/// `Volume`.
const VOLUMES: Field = Field::List(&[
    ("azureFile", Field::Map(&[("secretName", SECRET)])),
    ("cephfs", Field::Map(&[("secretRef", LOCAL_SECRET)])),
    ("cinder", Field::Map(&[("secretRef", LOCAL_SECRET)])),
    ("configMap", Field::Map(&[("name", CONFIG_MAP)])),
    ("csi", Field::Map(&[("nodePublishSecretRef", LOCAL_SECRET)])),
    ("ephemeral", Field::Map(&[("volumeClaimTemplate", Field::Map(&[("spec", CLAIM)]))])),
    ("flexVolume", Field::Map(&[("secretRef", LOCAL_SECRET)])),
    ("iscsi", Field::Map(&[("secretRef", LOCAL_SECRET)])),
    ("persistentVolumeClaim", Field::Map(&[("claimName", beside("", "PersistentVolumeClaim"))])),
    (
        "projected",
        Field::Map(&[(
            "sources",
            Field::List(&[
                (
                    "clusterTrustBundle",
                    Field::Map(&[("name", beside("certificates.k8s.io", "ClusterTrustBundle"))]),
                ),
                ("configMap", Field::Map(&[("name", CONFIG_MAP)])),
                ("secret", LOCAL_SECRET),
            ]),
        )]),
    ),
    ("rbd", Field::Map(&[("secretRef", LOCAL_SECRET)])),
    ("scaleIO", Field::Map(&[("secretRef", LOCAL_SECRET)])),
    ("secret", Field::Map(&[("secretName", SECRET)])),
    ("storageos", Field::Map(&[("secretRef", LOCAL_SECRET)])),
]);

/// `PodSpec`. `serviceAccount` is its old name for `serviceAccountName`.
const POD: Field = Field::Map(&[
    ("containers", CONTAINERS),
    ("ephemeralContainers", CONTAINERS),
    ("imagePullSecrets", Field::List(&[("name", SECRET)])),
    ("initContainers", CONTAINERS),
    ("priorityClassName", PRIORITY_CLASS),
    ("resourceClaims", RESOURCE_CLAIMS),
    ("runtimeClassName", beside("node.k8s.io", "RuntimeClass")),
    ("schedulingGroup", Field::Map(&[("podGroupName", beside(SCHEDULING, "PodGroup"))])),
    ("serviceAccount", SERVICE_ACCOUNT),
    ("serviceAccountName", SERVICE_ACCOUNT),
    ("volumes", VOLUMES),
]);

/// `PodTemplateSpec`.
const POD_TEMPLATE: Field = Field::Map(&[("spec", POD)]);
/// The specs of what makes pods.
const WORKLOAD: Field = Field::Map(&[("template", POD_TEMPLATE)]);

/// `DeviceClaim`, as `resource.k8s.io/v1` and `v1beta1` write it.
const DEVICE_CLAIM: Field = Field::Map(&[(
    "devices",
    Field::Map(&[(
        "requests",
        Field::List(&[
            ("deviceClassName", beside(RESOURCE, "DeviceClass")),
            ("exactly", Field::Map(&[("deviceClassName", beside(RESOURCE, "DeviceClass"))])),
            ("firstAvailable", Field::List(&[("deviceClassName", beside(RESOURCE, "DeviceClass"))])),
        ]),
    )]),
)]);

/// `IngressBackend`.
const INGRESS_BACKEND: Field =
    Field::Map(&[("resource", TYPED_LOCAL), ("service", Field::Map(&[("name", SERVICE)]))]);

/// `PolicyRule`, and `NamedRuleWithOperations` of admission policies.
const RULES: Field = Field::List(&[("resourceNames", Field::Names(Named::Resources))]);
const MATCH: Field = Field::Map(&[("excludeResourceRules", RULES), ("resourceRules", RULES)]);

const ROLE: Fields = &[("rules", RULES)];

/// `roleRef.apiGroup` has this default: `SetDefaults_RoleBinding` in `pkg/apis/rbac/v1/defaults.go`.
const ROLE_BINDING: Fields = &[
    ("roleRef", Field::Map(&[("name", said(Group::ApiGroup(RBAC), None))])),
    ("subjects", Field::List(&[("name", Field::Name(Named::Subject))])),
];

const WEBHOOKS: Fields =
    &[("webhooks", Field::List(&[("clientConfig", Field::Map(&[("service", SERVICE_ANYWHERE)]))]))];

/// `EndpointAddress` and `Endpoint`.
const ADDRESSES: Field = Field::List(&[("targetRef", OBJECT)]);

/// `BackendRef` of routes. The types of the Gateway API are on <https://gateway-api.sigs.k8s.io/reference/spec/>.
const BACKEND: Field = Field::Map(&[("name", said_or("Service", ""))]);
/// `HTTPRouteFilter` and `GRPCRouteFilter`.
const FILTERS: Field = Field::List(&[
    ("extensionRef", Field::Map(&[("name", said(Group::Group(""), None))])),
    ("requestMirror", Field::Map(&[("backendRef", BACKEND)])),
]);
const ROUTE: Fields = &[(
    "spec",
    Field::Map(&[
        ("parentRefs", Field::List(&[("name", said_or("Gateway", GATEWAY))])),
        (
            "rules",
            Field::List(&[
                ("backendRefs", Field::List(&[("filters", FILTERS), ("name", said_or("Service", ""))])),
                ("filters", FILTERS),
            ]),
        ),
    ]),
)];

/// `Gateway`.
const GATEWAY_SPEC: Field = Field::Map(&[
    ("gatewayClassName", beside(GATEWAY, "GatewayClass")),
    (
        "infrastructure",
        Field::Map(&[("parametersRef", Field::Map(&[("name", said(Group::Group(""), None))]))]),
    ),
    (
        "listeners",
        Field::List(&[(
            "tls",
            Field::Map(&[("certificateRefs", Field::List(&[("name", said_or("Secret", ""))]))]),
        )]),
    ),
]);

/// Secrets that the parameters of classes name, each with the parameter of its namespace.
///
/// From <https://kubernetes-csi.github.io/docs/secrets-and-credentials-storage-class.html> and `pkg/controller` of
/// kubernetes-csi/external-provisioner; those without a prefix from "Storage Classes" in the documentation of Kubernetes.
#[rustfmt::skip]
const CLASS_PARAMETERS: Field = Field::Map(&[
    ("adminSecretName", in_namespace("", "Secret", "adminSecretNamespace")),
    ("csi.storage.k8s.io/controller-expand-secret-name", in_namespace("", "Secret", "csi.storage.k8s.io/controller-expand-secret-namespace")),
    ("csi.storage.k8s.io/controller-modify-secret-name", in_namespace("", "Secret", "csi.storage.k8s.io/controller-modify-secret-namespace")),
    ("csi.storage.k8s.io/controller-publish-secret-name", in_namespace("", "Secret", "csi.storage.k8s.io/controller-publish-secret-namespace")),
    ("csi.storage.k8s.io/node-expand-secret-name", in_namespace("", "Secret", "csi.storage.k8s.io/node-expand-secret-namespace")),
    ("csi.storage.k8s.io/node-publish-secret-name", in_namespace("", "Secret", "csi.storage.k8s.io/node-publish-secret-namespace")),
    ("csi.storage.k8s.io/node-stage-secret-name", in_namespace("", "Secret", "csi.storage.k8s.io/node-stage-secret-namespace")),
    ("csi.storage.k8s.io/provisioner-secret-name", in_namespace("", "Secret", "csi.storage.k8s.io/provisioner-secret-namespace")),
    ("csi.storage.k8s.io/snapshotter-list-secret-name", in_namespace("", "Secret", "csi.storage.k8s.io/snapshotter-list-secret-namespace")),
    ("csi.storage.k8s.io/snapshotter-secret-name", in_namespace("", "Secret", "csi.storage.k8s.io/snapshotter-secret-namespace")),
    ("secretName", in_namespace("", "Secret", "secretNamespace")),
    ("userSecretName", in_namespace("", "Secret", "userSecretNamespace")),
]);

const MUTATING_BINDING: Field = Field::Map(&[
    ("matchResources", MATCH),
    ("paramRef", Field::Map(&[("name", Field::Name(Named::Parameter("MutatingAdmissionPolicy")))])),
    ("policyName", beside(ADMISSION, "MutatingAdmissionPolicy")),
]);
const VALIDATING_BINDING: Field = Field::Map(&[
    ("matchResources", MATCH),
    ("paramRef", Field::Map(&[("name", Field::Name(Named::Parameter("ValidatingAdmissionPolicy")))])),
    ("policyName", beside(ADMISSION, "ValidatingAdmissionPolicy")),
]);

/// The label of a pod of a `StatefulSet`: `StatefulSetPodNameLabel` in `k8s.io/api/apps/v1`.
const POD_NAME_LABEL: &str = "statefulset.kubernetes.io/pod-name";
/// `LabelServiceName` in `k8s.io/api/discovery/v1`.
const SERVICE_NAME_LABEL: &str = "kubernetes.io/service-name";
/// `ServiceAccountNameKey` in `k8s.io/api/core/v1`, an annotation of Secrets of the type for tokens.
const SERVICE_ACCOUNT_ANNOTATION: &str = "kubernetes.io/service-account.name";

/// The kinds that name others, sorted by group and kind.
#[rustfmt::skip]
static KINDS: &[(&str, &str, Fields)] = &[
    ("", "Endpoints", &[("subsets", Field::List(&[("addresses", ADDRESSES), ("notReadyAddresses", ADDRESSES)]))]),
    ("", "PersistentVolume", &[("spec", VOLUME)]),
    ("", "PersistentVolumeClaim", &[("spec", CLAIM)]),
    ("", "Pod", &[("spec", POD)]),
    ("", "PodTemplate", &[("template", POD_TEMPLATE)]),
    ("", "ReplicationController", &[("spec", WORKLOAD)]),
    ("", "Secret", &[("metadata", Field::Map(&[("annotations", Field::Map(&[(SERVICE_ACCOUNT_ANNOTATION, SERVICE_ACCOUNT)]))]))]),
    ("", "Service", &[("spec", Field::Map(&[("selector", Field::Map(&[(POD_NAME_LABEL, beside("", "Pod"))]))]))]),
    ("", "ServiceAccount", &[("imagePullSecrets", Field::List(&[("name", SECRET)])), ("secrets", Field::List(&[("name", SECRET)]))]),
    (ADMISSION, "MutatingAdmissionPolicy", &[("spec", Field::Map(&[("matchConstraints", MATCH)]))]),
    (ADMISSION, "MutatingAdmissionPolicyBinding", &[("spec", MUTATING_BINDING)]),
    (ADMISSION, "MutatingWebhookConfiguration", WEBHOOKS),
    (ADMISSION, "ValidatingAdmissionPolicy", &[("spec", Field::Map(&[("matchConstraints", MATCH)]))]),
    (ADMISSION, "ValidatingAdmissionPolicyBinding", &[("spec", VALIDATING_BINDING)]),
    (ADMISSION, "ValidatingWebhookConfiguration", WEBHOOKS),
    ("apiextensions.k8s.io", "CustomResourceDefinition", &[("spec", Field::Map(&[("conversion", Field::Map(&[("webhook", Field::Map(&[("clientConfig", Field::Map(&[("service", SERVICE_ANYWHERE)]))]))]))]))]),
    ("apiregistration.k8s.io", "APIService", &[("spec", Field::Map(&[("service", SERVICE_ANYWHERE)]))]),
    ("apps", "DaemonSet", &[("spec", WORKLOAD)]),
    ("apps", "Deployment", &[("spec", WORKLOAD)]),
    ("apps", "ReplicaSet", &[("spec", WORKLOAD)]),
    ("apps", "StatefulSet", &[("spec", Field::Map(&[("serviceName", SERVICE), ("template", POD_TEMPLATE), ("volumeClaimTemplates", Field::List(&[("spec", CLAIM)]))]))]),
    ("autoscaling", "HorizontalPodAutoscaler", &[("spec", Field::Map(&[("metrics", Field::List(&[("object", Field::Map(&[("describedObject", CROSS_VERSION)]))])), ("scaleTargetRef", CROSS_VERSION)]))]),
    ("batch", "CronJob", &[("spec", Field::Map(&[("jobTemplate", Field::Map(&[("spec", WORKLOAD)]))]))]),
    ("batch", "Job", &[("spec", WORKLOAD)]),
    ("certificates.k8s.io", "PodCertificateRequest", &[("spec", Field::Map(&[("podName", beside("", "Pod")), ("serviceAccountName", SERVICE_ACCOUNT)]))]),
    ("coordination.k8s.io", "LeaseCandidate", &[("spec", Field::Map(&[("leaseName", beside("coordination.k8s.io", "Lease"))]))]),
    ("discovery.k8s.io", "EndpointSlice", &[("endpoints", ADDRESSES), ("metadata", Field::Map(&[("labels", Field::Map(&[(SERVICE_NAME_LABEL, SERVICE)]))]))]),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema", &[("spec", Field::Map(&[("priorityLevelConfiguration", Field::Map(&[("name", beside("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"))])), ("rules", Field::List(&[("subjects", Field::List(&[("serviceAccount", Field::Map(&[("name", in_namespace("", "ServiceAccount", "namespace"))]))]))]))]))]),
    (GATEWAY, "GRPCRoute", ROUTE),
    (GATEWAY, "Gateway", &[("spec", GATEWAY_SPEC)]),
    (GATEWAY, "GatewayClass", &[("spec", Field::Map(&[("parametersRef", Field::Map(&[("name", said(Group::Group(""), Some("namespace")))]))]))]),
    (GATEWAY, "HTTPRoute", ROUTE),
    (GATEWAY, "ReferenceGrant", &[("spec", Field::Map(&[("to", Field::List(&[("name", said(Group::Group(""), None))]))]))]),
    (GATEWAY, "TCPRoute", ROUTE),
    (GATEWAY, "TLSRoute", ROUTE),
    (GATEWAY, "UDPRoute", ROUTE),
    ("networking.k8s.io", "IPAddress", &[("spec", Field::Map(&[("parentRef", Field::Map(&[("name", Field::Name(Named::Resource))]))]))]),
    ("networking.k8s.io", "Ingress", &[("spec", Field::Map(&[
        ("defaultBackend", INGRESS_BACKEND),
        ("ingressClassName", beside("networking.k8s.io", "IngressClass")),
        ("rules", Field::List(&[("http", Field::Map(&[("paths", Field::List(&[("backend", INGRESS_BACKEND)]))]))])),
        ("tls", Field::List(&[("secretName", SECRET)])),
    ]))]),
    ("networking.k8s.io", "IngressClass", &[("spec", Field::Map(&[("parameters", Field::Map(&[("name", said(Group::ApiGroup(""), Some("namespace")))]))]))]),
    (RBAC, "ClusterRole", ROLE),
    (RBAC, "ClusterRoleBinding", ROLE_BINDING),
    (RBAC, "Role", ROLE),
    (RBAC, "RoleBinding", ROLE_BINDING),
    (RESOURCE, "ResourceClaim", &[("spec", DEVICE_CLAIM)]),
    (RESOURCE, "ResourceClaimTemplate", &[("spec", Field::Map(&[("spec", DEVICE_CLAIM)]))]),
    (SCHEDULING, "PodGroup", &[("spec", Field::Map(&[
        ("podGroupTemplateRef", Field::Map(&[("workload", Field::Map(&[("workloadName", beside(SCHEDULING, "Workload"))]))])),
        ("priorityClassName", PRIORITY_CLASS),
        ("resourceClaims", RESOURCE_CLAIMS),
    ]))]),
    (SCHEDULING, "Workload", &[("spec", Field::Map(&[
        ("controllerRef", TYPED_LOCAL),
        ("podGroupTemplates", Field::List(&[("priorityClassName", PRIORITY_CLASS), ("resourceClaims", RESOURCE_CLAIMS)])),
    ]))]),
    ("snapshot.storage.k8s.io", "VolumeSnapshotClass", &[("parameters", CLASS_PARAMETERS)]),
    (STORAGE, "CSIStorageCapacity", &[("storageClassName", STORAGE_CLASS)]),
    (STORAGE, "StorageClass", &[("parameters", CLASS_PARAMETERS)]),
    (STORAGE, "VolumeAttachment", &[("spec", Field::Map(&[("source", Field::Map(&[("inlineVolumeSpec", VOLUME), ("persistentVolumeName", beside("", "PersistentVolume"))]))]))]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::kinds;

    fn check_sorted(fields: Fields) {
        assert!(fields.is_sorted_by(|one, two| one.0 < two.0), "{fields:?}");
        for (_, field) in fields {
            if let Field::Map(fields) | Field::List(fields) = field {
                check_sorted(fields);
            }
        }
    }

    #[test]
    fn every_table_is_sorted_and_names_kinds_that_exist() {
        assert!(KINDS.is_sorted_by(|one, two| (one.0, one.1) < (two.0, two.1)));
        for (group, kind, fields) in KINDS {
            let is_of_others = [GATEWAY, "snapshot.storage.k8s.io"].contains(group);
            assert!(is_of_others || kinds::scope(group, kind).is_some(), "{group}/{kind}");
            check_sorted(fields);
        }
        check_sorted(METADATA);
        assert!(fields("apps", "Deploymen").is_empty());
    }
}
