//! The kinds that the API server serves without any extension, as one list.

use super::release::{Release, first};

/// Hands the list of kinds to the macro `$then`: the name of each in this program, and its Rust type.
///
/// Sorted by kind, group and version as the API server compares them: by bytes. The newest stable version of a
/// kind has the kind's name, the others add their version. Left out is what has metadata but cannot be applied;
/// see [`refused`].
macro_rules! kinds {
    ($then:ident) => {
        $then! {
            APIService                             kube_aggregator::pkg::apis::apiregistration::v1::APIService,
            CSIDriver                              api::storage::v1::CSIDriver,
            CSINode                                api::storage::v1::CSINode,
            CSIStorageCapacity                     api::storage::v1::CSIStorageCapacity,
            CertificateSigningRequest              api::certificates::v1::CertificateSigningRequest,
            ClusterRole                            api::rbac::v1::ClusterRole,
            ClusterRoleBinding                     api::rbac::v1::ClusterRoleBinding,
            ClusterTrustBundleV1alpha1             api::certificates::v1alpha1::ClusterTrustBundle,
            ClusterTrustBundle                     api::certificates::v1beta1::ClusterTrustBundle,
            ConfigMap                              api::core::v1::ConfigMap,
            ControllerRevision                     api::apps::v1::ControllerRevision,
            CronJob                                api::batch::v1::CronJob,
            CustomResourceDefinition               apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition,
            DaemonSet                              api::apps::v1::DaemonSet,
            Deployment                             api::apps::v1::Deployment,
            DeviceClass                            api::resource::v1::DeviceClass,
            DeviceClassV1beta1                     api::resource::v1beta1::DeviceClass,
            DeviceClassV1beta2                     api::resource::v1beta2::DeviceClass,
            DeviceTaintRuleV1alpha3                api::resource::v1alpha3::DeviceTaintRule,
            DeviceTaintRule                        api::resource::v1beta2::DeviceTaintRule,
            EndpointSlice                          api::discovery::v1::EndpointSlice,
            Endpoints                              api::core::v1::Endpoints,
            Event                                  api::core::v1::Event,
            EventsEvent                            api::events::v1::Event,
            FlowSchema                             api::flowcontrol::v1::FlowSchema,
            HorizontalPodAutoscalerV1              api::autoscaling::v1::HorizontalPodAutoscaler,
            HorizontalPodAutoscaler                api::autoscaling::v2::HorizontalPodAutoscaler,
            IPAddress                              api::networking::v1::IPAddress,
            IPAddressV1beta1                       api::networking::v1beta1::IPAddress,
            Ingress                                api::networking::v1::Ingress,
            IngressClass                           api::networking::v1::IngressClass,
            Job                                    api::batch::v1::Job,
            Lease                                  api::coordination::v1::Lease,
            LeaseCandidateV1alpha2                 api::coordination::v1alpha2::LeaseCandidate,
            LeaseCandidate                         api::coordination::v1beta1::LeaseCandidate,
            LimitRange                             api::core::v1::LimitRange,
            MutatingAdmissionPolicy                api::admissionregistration::v1::MutatingAdmissionPolicy,
            MutatingAdmissionPolicyV1alpha1        api::admissionregistration::v1alpha1::MutatingAdmissionPolicy,
            MutatingAdmissionPolicyV1beta1         api::admissionregistration::v1beta1::MutatingAdmissionPolicy,
            MutatingAdmissionPolicyBinding         api::admissionregistration::v1::MutatingAdmissionPolicyBinding,
            MutatingAdmissionPolicyBindingV1alpha1 api::admissionregistration::v1alpha1::MutatingAdmissionPolicyBinding,
            MutatingAdmissionPolicyBindingV1beta1  api::admissionregistration::v1beta1::MutatingAdmissionPolicyBinding,
            MutatingWebhookConfiguration           api::admissionregistration::v1::MutatingWebhookConfiguration,
            Namespace                              api::core::v1::Namespace,
            NetworkPolicy                          api::networking::v1::NetworkPolicy,
            Node                                   api::core::v1::Node,
            PersistentVolume                       api::core::v1::PersistentVolume,
            PersistentVolumeClaim                  api::core::v1::PersistentVolumeClaim,
            Pod                                    api::core::v1::Pod,
            PodCertificateRequest                  api::certificates::v1beta1::PodCertificateRequest,
            PodDisruptionBudget                    api::policy::v1::PodDisruptionBudget,
            PodGroup                               api::scheduling::v1alpha2::PodGroup,
            PodTemplate                            api::core::v1::PodTemplate,
            PriorityClass                          api::scheduling::v1::PriorityClass,
            PriorityLevelConfiguration             api::flowcontrol::v1::PriorityLevelConfiguration,
            ReplicaSet                             api::apps::v1::ReplicaSet,
            ReplicationController                  api::core::v1::ReplicationController,
            ResourceClaim                          api::resource::v1::ResourceClaim,
            ResourceClaimV1beta1                   api::resource::v1beta1::ResourceClaim,
            ResourceClaimV1beta2                   api::resource::v1beta2::ResourceClaim,
            ResourceClaimTemplate                  api::resource::v1::ResourceClaimTemplate,
            ResourceClaimTemplateV1beta1           api::resource::v1beta1::ResourceClaimTemplate,
            ResourceClaimTemplateV1beta2           api::resource::v1beta2::ResourceClaimTemplate,
            ResourcePoolStatusRequest              api::resource::v1alpha3::ResourcePoolStatusRequest,
            ResourceQuota                          api::core::v1::ResourceQuota,
            ResourceSlice                          api::resource::v1::ResourceSlice,
            ResourceSliceV1beta1                   api::resource::v1beta1::ResourceSlice,
            ResourceSliceV1beta2                   api::resource::v1beta2::ResourceSlice,
            Role                                   api::rbac::v1::Role,
            RoleBinding                            api::rbac::v1::RoleBinding,
            RuntimeClass                           api::node::v1::RuntimeClass,
            Secret                                 api::core::v1::Secret,
            Service                                api::core::v1::Service,
            ServiceAccount                         api::core::v1::ServiceAccount,
            ServiceCIDR                            api::networking::v1::ServiceCIDR,
            ServiceCIDRV1beta1                     api::networking::v1beta1::ServiceCIDR,
            StatefulSet                            api::apps::v1::StatefulSet,
            StorageClass                           api::storage::v1::StorageClass,
            StorageVersion                         api::apiserverinternal::v1alpha1::StorageVersion,
            StorageVersionMigration                api::storagemigration::v1beta1::StorageVersionMigration,
            ValidatingAdmissionPolicy              api::admissionregistration::v1::ValidatingAdmissionPolicy,
            ValidatingAdmissionPolicyBinding       api::admissionregistration::v1::ValidatingAdmissionPolicyBinding,
            ValidatingWebhookConfiguration         api::admissionregistration::v1::ValidatingWebhookConfiguration,
            VolumeAttachment                       api::storage::v1::VolumeAttachment,
            VolumeAttributesClass                  api::storage::v1::VolumeAttributesClass,
            VolumeAttributesClassV1beta1           api::storage::v1beta1::VolumeAttributesClass,
            Workload                               api::scheduling::v1alpha2::Workload,
        }
    };
}

pub(crate) use kinds;

/// Whether objects of a kind live in a namespace.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scope {
    /// They have a namespace.
    Namespaced,
    /// They have none.
    Cluster,
}

/// A kind in one of its versions.
#[derive(PartialEq, Eq, Debug)]
pub struct Kind {
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// The version without the group, as `v1`.
    pub version: &'static str,
    /// The kind, as `Deployment`.
    pub kind: &'static str,
    /// Where its objects live.
    pub scope: Scope,
}

impl Kind {
    /// As `apiVersion` is written: `apps/v1`, `v1`.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_owned()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    const fn of<T: k8s_openapi::Resource<Scope: HasScope>>() -> Kind {
        Kind { group: T::GROUP, version: T::VERSION, kind: T::KIND, scope: T::Scope::SCOPE }
    }
}

trait HasScope {
    const SCOPE: Scope;
}

impl HasScope for k8s_openapi::NamespaceResourceScope {
    const SCOPE: Scope = Scope::Namespaced;
}

impl HasScope for k8s_openapi::ClusterResourceScope {
    const SCOPE: Scope = Scope::Cluster;
}

macro_rules! table {
    ($($name:ident $($part:ident)::+,)*) => {
        /// Every kind in every version, sorted by kind, group and version.
        pub static ALL: &[Kind] = &[$(Kind::of::<k8s_openapi::$($part)::+>()),*];
    };
}

kinds!(table);

/// The index in [`ALL`] of a kind in one version.
pub fn index(group: &str, version: &str, kind: &str) -> Option<usize> {
    ALL.binary_search_by(|row| (row.kind, row.group, row.version).cmp(&(kind, group, version))).ok()
}

/// A kind of that name in every version of every group; empty if there is none.
pub fn named(kind: &str) -> &'static [Kind] {
    let start = ALL.partition_point(|row| row.kind < kind);
    let length = ALL[start..].partition_point(|row| row.kind == kind);
    &ALL[start..start + length]
}

/// The name by which the API serves objects of a kind, as `networkpolicies`; of a custom kind it is a guess, which a
/// definition may say otherwise.
///
/// From `UnsafeGuessKindToResource` of apimachinery, which is right for each kind in [`ALL`].
pub fn plural(kind: &str) -> String {
    let singular = kind.to_ascii_lowercase();
    if singular.ends_with("endpoints") {
        return singular;
    }
    match singular.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if singular.ends_with('s') => singular + "es",
        None => singular + "s",
    }
}

/// The kind that kubectl knows by a short name, in any group that has one of that kind.
pub fn of_short_name(name: &str) -> Option<&'static str> {
    SHORT_NAMES.iter().find(|(short, _)| *short == name).map(|(_, kind)| *kind)
}

/// From `shortNames` in `api/discovery` of Kubernetes 1.36.
#[rustfmt::skip]
static SHORT_NAMES: &[(&str, &str)] = &[
    ("cj", "CronJob"), ("cm", "ConfigMap"), ("crd", "CustomResourceDefinition"), ("crds", "CustomResourceDefinition"),
    ("csr", "CertificateSigningRequest"), ("deploy", "Deployment"), ("ds", "DaemonSet"), ("ep", "Endpoints"),
    ("ev", "Event"), ("hpa", "HorizontalPodAutoscaler"), ("ing", "Ingress"), ("ip", "IPAddress"),
    ("limits", "LimitRange"), ("netpol", "NetworkPolicy"), ("no", "Node"), ("ns", "Namespace"), ("pc", "PriorityClass"),
    ("pdb", "PodDisruptionBudget"), ("po", "Pod"), ("pv", "PersistentVolume"), ("pvc", "PersistentVolumeClaim"),
    ("quota", "ResourceQuota"), ("rc", "ReplicationController"), ("rs", "ReplicaSet"), ("sa", "ServiceAccount"),
    ("sc", "StorageClass"), ("sts", "StatefulSet"), ("svc", "Service"), ("vac", "VolumeAttributesClass"),
];

/// Where objects of a kind live, whatever the version.
pub fn scope(group: &str, kind: &str) -> Option<Scope> {
    named(kind).iter().find(|row| row.group == group).map(|row| row.scope)
}

/// Why nobody can apply an object of that kind, for those with metadata that are not in [`ALL`].
///
/// From the verbs and subresources of the API reference: `kubectl apply` needs get, create and patch.
pub fn refused(group: &str, kind: &str) -> Option<&'static str> {
    Some(match (group, kind) {
        ("", "Binding") => "a `Binding` is a request of the scheduler",
        ("", "ComponentStatus") => "a `ComponentStatus` can only be read",
        ("authentication.k8s.io", "TokenRequest") => "a `TokenRequest` is a request about a ServiceAccount",
        ("authentication.k8s.io", "TokenReview" | "SelfSubjectReview")
        | (
            "authorization.k8s.io",
            "LocalSubjectAccessReview"
            | "SelfSubjectAccessReview"
            | "SelfSubjectRulesReview"
            | "SubjectAccessReview",
        ) => "it is a question to the API server, which stores no such object",
        ("autoscaling", "Scale") => "a `Scale` is a part of another object",
        ("policy", "Eviction") => "an `Eviction` is a request about a Pod",
        _ => return None,
    })
}

/// A version that the API server served once, and what took its place.
#[derive(Debug)]
pub struct Removed {
    /// The group and version, as `extensions/v1beta1`.
    pub api_version: &'static str,
    /// The kinds that it had.
    pub kinds: &'static [&'static str],
    /// The release that no longer served it.
    pub release: &'static str,
    /// The `apiVersion` to write; empty if there is none.
    pub instead: &'static str,
}

/// The version that an object is written for, if the API server once served it.
pub fn removed(api_version: &str, kind: &str) -> Option<&'static Removed> {
    REMOVED.iter().find(|row| row.api_version == api_version && row.kinds.contains(&kind))
}

/// The `apiVersion` whose place another one took, if a release served it still; the newest of them.
pub fn served_before(instead: &str, kind: &str, release: Release) -> Option<&'static str> {
    let served = REMOVED.iter().filter(|row| {
        row.instead == instead
            && row.kinds.contains(&kind)
            && Release::parse(row.release).is_some_and(|gone| gone > release)
            && first(row.api_version, kind).is_none_or(|from| from <= release)
    });
    served.max_by_key(|row| Release::parse(row.release)).map(|row| row.api_version)
}

/// From Kubernetes' "Deprecated API Migration Guide".
#[rustfmt::skip]
static REMOVED: &[Removed] = &[
    Removed { api_version: "admissionregistration.k8s.io/v1beta1", kinds: &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], release: "1.22", instead: "admissionregistration.k8s.io/v1" },
    Removed { api_version: "apiextensions.k8s.io/v1beta1", kinds: &["CustomResourceDefinition"], release: "1.22", instead: "apiextensions.k8s.io/v1" },
    Removed { api_version: "apiregistration.k8s.io/v1beta1", kinds: &["APIService"], release: "1.22", instead: "apiregistration.k8s.io/v1" },
    Removed { api_version: "apps/v1beta1", kinds: &["ControllerRevision", "Deployment", "StatefulSet"], release: "1.16", instead: "apps/v1" },
    Removed { api_version: "apps/v1beta2", kinds: &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"], release: "1.16", instead: "apps/v1" },
    Removed { api_version: "autoscaling/v2beta1", kinds: &["HorizontalPodAutoscaler"], release: "1.25", instead: "autoscaling/v2" },
    Removed { api_version: "autoscaling/v2beta2", kinds: &["HorizontalPodAutoscaler"], release: "1.26", instead: "autoscaling/v2" },
    Removed { api_version: "batch/v1beta1", kinds: &["CronJob"], release: "1.25", instead: "batch/v1" },
    Removed { api_version: "certificates.k8s.io/v1beta1", kinds: &["CertificateSigningRequest"], release: "1.22", instead: "certificates.k8s.io/v1" },
    Removed { api_version: "coordination.k8s.io/v1beta1", kinds: &["Lease"], release: "1.22", instead: "coordination.k8s.io/v1" },
    Removed { api_version: "discovery.k8s.io/v1beta1", kinds: &["EndpointSlice"], release: "1.25", instead: "discovery.k8s.io/v1" },
    Removed { api_version: "events.k8s.io/v1beta1", kinds: &["Event"], release: "1.25", instead: "events.k8s.io/v1" },
    Removed { api_version: "extensions/v1beta1", kinds: &["DaemonSet", "Deployment", "ReplicaSet"], release: "1.16", instead: "apps/v1" },
    Removed { api_version: "extensions/v1beta1", kinds: &["Ingress"], release: "1.22", instead: "networking.k8s.io/v1" },
    Removed { api_version: "extensions/v1beta1", kinds: &["NetworkPolicy"], release: "1.16", instead: "networking.k8s.io/v1" },
    Removed { api_version: "extensions/v1beta1", kinds: &["PodSecurityPolicy"], release: "1.16", instead: "" },
    Removed { api_version: "flowcontrol.apiserver.k8s.io/v1beta1", kinds: &["FlowSchema", "PriorityLevelConfiguration"], release: "1.26", instead: "flowcontrol.apiserver.k8s.io/v1" },
    Removed { api_version: "flowcontrol.apiserver.k8s.io/v1beta2", kinds: &["FlowSchema", "PriorityLevelConfiguration"], release: "1.29", instead: "flowcontrol.apiserver.k8s.io/v1" },
    Removed { api_version: "flowcontrol.apiserver.k8s.io/v1beta3", kinds: &["FlowSchema", "PriorityLevelConfiguration"], release: "1.32", instead: "flowcontrol.apiserver.k8s.io/v1" },
    Removed { api_version: "networking.k8s.io/v1beta1", kinds: &["Ingress", "IngressClass"], release: "1.22", instead: "networking.k8s.io/v1" },
    Removed { api_version: "node.k8s.io/v1beta1", kinds: &["RuntimeClass"], release: "1.25", instead: "node.k8s.io/v1" },
    Removed { api_version: "policy/v1beta1", kinds: &["PodDisruptionBudget"], release: "1.25", instead: "policy/v1" },
    Removed { api_version: "policy/v1beta1", kinds: &["PodSecurityPolicy"], release: "1.25", instead: "" },
    Removed { api_version: "rbac.authorization.k8s.io/v1alpha1", kinds: &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"], release: "1.22", instead: "rbac.authorization.k8s.io/v1" },
    Removed { api_version: "rbac.authorization.k8s.io/v1beta1", kinds: &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"], release: "1.22", instead: "rbac.authorization.k8s.io/v1" },
    Removed { api_version: "scheduling.k8s.io/v1beta1", kinds: &["PriorityClass"], release: "1.22", instead: "scheduling.k8s.io/v1" },
    Removed { api_version: "storage.k8s.io/v1beta1", kinds: &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"], release: "1.22", instead: "storage.k8s.io/v1" },
    Removed { api_version: "storage.k8s.io/v1beta1", kinds: &["CSIStorageCapacity"], release: "1.27", instead: "storage.k8s.io/v1" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_every_kind_is_found() {
        assert!(ALL.is_sorted_by_key(|row| (row.kind, row.group, row.version)));
        for (at, row) in ALL.iter().enumerate() {
            assert_eq!(index(row.group, row.version, row.kind), Some(at));
            assert!(named(row.kind).contains(row));
        }
        assert_eq!(index("apps", "v1", "Deploymen"), None);
        assert_eq!(named("Zebra"), []);
    }

    #[test]
    fn plurals_are_those_of_the_api() {
        let plurals = ["ConfigMap", "Ingress", "NetworkPolicy", "Endpoints", "StorageClass"].map(plural);
        assert_eq!(plurals, ["configmaps", "ingresses", "networkpolicies", "endpoints", "storageclasses"]);
    }

    #[test]
    fn short_names_are_of_known_kinds() {
        for (short, kind) in SHORT_NAMES {
            assert!(!named(kind).is_empty(), "{short}");
        }
    }

    #[test]
    fn scopes_come_from_the_types() {
        assert_eq!(scope("apps", "Deployment"), Some(Scope::Namespaced));
        assert_eq!(scope("", "Namespace"), Some(Scope::Cluster));
        assert_eq!(scope("rbac.authorization.k8s.io", "ClusterRole"), Some(Scope::Cluster));
        assert_eq!(scope("", "Deployment"), None);
    }

    #[test]
    fn what_took_the_place_of_a_removed_version_is_there() {
        for row in REMOVED {
            for kind in row.kinds {
                let (group, version) = row.api_version.rsplit_once('/').expect("a group");
                assert_eq!(index(group, version, kind), None, "{} {kind} is still served", row.api_version);
                let stands = row.instead.is_empty()
                    || named(kind).iter().any(|served| served.api_version() == row.instead);
                assert!(stands, "{} {kind}", row.instead);
            }
        }
    }
}
