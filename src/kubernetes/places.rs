//! Where objects hold what the steps write, as tables.

/// A place in the objects of a kind.
pub struct Place {
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// The keys that lead there; [`EACH`] stands for every item of a list.
    pub path: &'static [&'static str],
}

/// Every item of a list, in the path of a [`Place`].
pub const EACH: &str = "[]";

const fn place(group: &'static str, kind: &'static str, path: &'static [&'static str]) -> Place {
    Place { group, kind, path }
}

/// The templates that hold the metadata of objects made from them.
///
/// From the fields of type `PodTemplateSpec` and `JobTemplateSpec` in the OpenAPI document of Kubernetes 1.36.
/// `volumeClaimTemplates` of a `StatefulSet` is left out: it cannot be changed after the object was created.
#[rustfmt::skip]
pub static TEMPLATES: &[Place] = &[
    place("",      "PodTemplate",           &["template"]),
    place("",      "ReplicationController", &["spec", "template"]),
    place("apps",  "DaemonSet",             &["spec", "template"]),
    place("apps",  "Deployment",            &["spec", "template"]),
    place("apps",  "ReplicaSet",            &["spec", "template"]),
    place("apps",  "StatefulSet",           &["spec", "template"]),
    place("batch", "CronJob",               &["spec", "jobTemplate"]),
    place("batch", "CronJob",               &["spec", "jobTemplate", "spec", "template"]),
    place("batch", "Job",                   &["spec", "template"]),
];

/// The kinds with a number of pods in `spec.replicas`, by group and kind.
///
/// From the field `replicas` of the types in the OpenAPI document of Kubernetes 1.36 that have a `scale`.
pub static REPLICAS: &[(&str, &str)] =
    &[("", "ReplicationController"), ("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "StatefulSet")];

/// The specs of pods.
///
/// From the fields of type `PodSpec` in the OpenAPI document of Kubernetes 1.36, by way of [`TEMPLATES`].
#[rustfmt::skip]
pub static POD_SPECS: &[Place] = &[
    place("",      "Pod",                   &["spec"]),
    place("",      "PodTemplate",           &["template", "spec"]),
    place("",      "ReplicationController", &["spec", "template", "spec"]),
    place("apps",  "DaemonSet",             &["spec", "template", "spec"]),
    place("apps",  "Deployment",            &["spec", "template", "spec"]),
    place("apps",  "ReplicaSet",            &["spec", "template", "spec"]),
    place("apps",  "StatefulSet",           &["spec", "template", "spec"]),
    place("batch", "CronJob",               &["spec", "jobTemplate", "spec", "template", "spec"]),
    place("batch", "Job",                   &["spec", "template", "spec"]),
];

/// Where the spec of a pod holds the references of images.
///
/// From the types `Container`, `EphemeralContainer` and `ImageVolumeSource` in the OpenAPI document of Kubernetes 1.36.
#[rustfmt::skip]
pub static IMAGES: &[&[&str]] = &[
    &["containers",          EACH, "image"],
    &["ephemeralContainers", EACH, "image"],
    &["initContainers",      EACH, "image"],
    &["volumes",             EACH, "image", "reference"],
];

/// The selectors of workloads, which select their own pods.
///
/// From the fields `selector` of the types that have a `PodTemplateSpec` in the OpenAPI document of Kubernetes 1.36.
#[rustfmt::skip]
pub static OWN_SELECTORS: &[Place] = &[
    place("",      "ReplicationController", &["spec", "selector"]),
    place("apps",  "DaemonSet",             &["spec", "selector"]),
    place("apps",  "Deployment",            &["spec", "selector"]),
    place("apps",  "ReplicaSet",            &["spec", "selector"]),
    place("apps",  "StatefulSet",           &["spec", "selector"]),
    place("batch", "Job",                   &["spec", "selector"]),
];

/// The selectors of pods in objects that make none.
///
/// From the fields of type `LabelSelector` that the OpenAPI document of Kubernetes 1.36 describes as one of pods, and
/// the `selector` of a Service.
#[rustfmt::skip]
pub static POD_SELECTORS: &[Place] = &[
    place("",                  "Service",             &["spec", "selector"]),
    place("networking.k8s.io", "NetworkPolicy",       &["spec", "egress", EACH, "to", EACH, "podSelector"]),
    place("networking.k8s.io", "NetworkPolicy",       &["spec", "ingress", EACH, "from", EACH, "podSelector"]),
    place("networking.k8s.io", "NetworkPolicy",       &["spec", "podSelector"]),
    place("policy",            "PodDisruptionBudget", &["spec", "selector"]),
];

/// Where the spec of a pod selects other pods.
///
/// From the types `PodAffinityTerm` and `TopologySpreadConstraint` in the OpenAPI document of Kubernetes 1.36.
#[rustfmt::skip]
pub static SELECTORS_OF_A_POD: &[&[&str]] = &[
    &["affinity", "podAffinity",     "preferredDuringSchedulingIgnoredDuringExecution", EACH, "podAffinityTerm", "labelSelector"],
    &["affinity", "podAffinity",     "requiredDuringSchedulingIgnoredDuringExecution",  EACH, "labelSelector"],
    &["affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution", EACH, "podAffinityTerm", "labelSelector"],
    &["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution",  EACH, "labelSelector"],
    &["topologySpreadConstraints", EACH, "labelSelector"],
];

/// The fields, other than `metadata.namespace`, selectors and those beside a name that is a reference, that name a
/// namespace.
///
/// From the API references of Kubernetes 1.36 and of the Gateway API.
#[rustfmt::skip]
pub static NAMESPACES: &[Place] = &[
    place("",                             "Namespace",                      &["metadata", "labels", NAME_LABEL]),
    place("",                             "Namespace",                      &["metadata", "name"]),
    place("gateway.networking.k8s.io",    "ReferenceGrant",                 &["spec", "from", EACH, "namespace"]),
];

/// The label with its own name that the API server puts on every Namespace.
pub const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// The places in the objects of a kind that a table has.
pub fn places<'t>(
    table: &'t [Place],
    group: &'t str,
    kind: &'t str,
) -> impl Iterator<Item = &'static [&'static str]> + use<'t> {
    let first = table.partition_point(|place| (place.group, place.kind) < (group, kind));
    let of_kind = table[first..].iter().take_while(move |place| (place.group, place.kind) == (group, kind));
    of_kind.map(|place| place.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::kinds;

    #[test]
    fn tables_are_sorted_and_name_kinds_that_exist() {
        for table in [TEMPLATES, POD_SPECS, OWN_SELECTORS, POD_SELECTORS, NAMESPACES] {
            assert!(table.is_sorted_by_key(|place| (place.group, place.kind, place.path)));
            for place in table {
                let is_of_others = place.group == "gateway.networking.k8s.io";
                let is_known = kinds::scope(place.group, place.kind).is_some();
                assert!(is_known || is_of_others, "{}/{}", place.group, place.kind);
            }
        }
        assert_eq!(places(TEMPLATES, "batch", "CronJob").count(), 2);
        assert_eq!(places(TEMPLATES, "apps", "CronJob").count(), 0);
    }
}
