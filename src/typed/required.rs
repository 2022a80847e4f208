//! Where the OpenAPI document and the API server differ in what must be there.

/// Whether the API server takes an object of that type without a field that the document calls required.
///
/// It does where the validation takes the zero value: nothing, 0, false or the empty text.
///
/// `holder` is the field that the object of that type is the value of.
pub(super) fn lenient(holder: &str, type_name: &str, field: &str) -> bool {
    LENIENT.binary_search(&(type_name, field)).is_ok() || LENIENT_IN.contains(&(holder, type_name, field))
}

/// The field that the document calls optional, and without which an object of that type is always refused.
pub(super) fn needed(type_name: &str) -> Option<&'static str> {
    NEED_SPEC.binary_search(&type_name).ok().map(|_| "spec")
}

/// Type and field, sorted. From the validation of each type in Kubernetes 1.36; `LocalObjectReference.name`, and
/// `apiVersion` and `kind` of a claim template, are not required in the document, but k8s-openapi always writes them.
#[rustfmt::skip]
static LENIENT: &[(&str, &str)] = &[
    ("CSINodeSpec", "drivers"),
    ("CapacityRequestPolicyRange", "min"),
    ("ClusterTrustBundleProjection", "path"),
    ("ControllerRevision", "revision"),
    ("Counter", "value"),
    ("CustomResourceDefinitionVersion", "served"),
    ("CustomResourceDefinitionVersion", "storage"),
    ("DeviceCapacity", "value"),
    ("DeviceClass", "spec"),
    ("ForZone", "name"),
    ("HTTPHeader", "value"),
    ("ISCSIPersistentVolumeSource", "lun"),
    ("ISCSIVolumeSource", "lun"),
    ("LimitRangeSpec", "limits"),
    ("LocalObjectReference", "name"),
    ("PersistentVolumeClaim", "apiVersion"),
    ("PersistentVolumeClaim", "kind"),
    ("PodCertificateProjection", "keyType"),
    ("PodCertificateProjection", "signerName"),
    ("PodFailurePolicy", "rules"),
    ("PreferredSchedulingTerm", "preference"),
    ("ResourceClaim", "spec"),
    ("ResourceClaimTemplate", "spec"),
    ("ResourceClaimTemplateSpec", "spec"),
    ("ResourcePool", "generation"),
    ("SleepAction", "seconds"),
    ("Sysctl", "value"),
    ("TokenRequest", "audience"),
];

/// The same of the value of one field only. The API server drops a `dataSource` that it knows no kind of before it looks
/// for the name; the same type in an Ingress must be whole.
static LENIENT_IN: &[(&str, &str, &str)] = &[
    ("dataSource", "TypedLocalObjectReference", "kind"),
    ("dataSource", "TypedLocalObjectReference", "name"),
];

/// The types whose `spec` has fields that must be there. From the validation of each type in Kubernetes 1.36.
#[rustfmt::skip]
static NEED_SPEC: &[&str] = &[
    "APIService",
    "DaemonSet",
    "Deployment",
    "FlowSchema",
    "Ingress",
    "IngressClass",
    "Job",
    "MutatingAdmissionPolicy",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Pod",
    "PodTemplateSpec",
    "PriorityLevelConfiguration",
    "ReplicaSet",
    "ReplicationController",
    "Service",
    "StatefulSet",
    "ValidatingAdmissionPolicy",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(LENIENT.is_sorted());
        assert!(NEED_SPEC.is_sorted());
    }

    #[test]
    fn the_tables_say_only_what_the_document_does_not() {
        let facts = include_str!("../../tests/typed/openapi-required.txt");
        let lines = facts.lines().filter(|line| !line.starts_with('#'));
        let types: Vec<(&str, Vec<&str>)> = lines
            .map(|line| {
                let mut words = line.split(' ');
                (words.next().unwrap(), words.collect())
            })
            .collect();
        let called_required = |type_name: &str, field: &str| {
            let of_name: Vec<_> = types.iter().filter(|(name, _)| *name == type_name).collect();
            assert!(!of_name.is_empty(), "no type is called {type_name}");
            of_name.iter().any(|(_, required)| required.contains(&field))
        };
        let everywhere = LENIENT.iter().map(|(type_name, field)| (type_name, field));
        for (type_name, field) in everywhere.chain(LENIENT_IN.iter().map(|(_, name, field)| (name, field))) {
            // Not called required, but k8s-openapi always writes these.
            let written = ["LocalObjectReference", "PersistentVolumeClaim"].contains(type_name);
            assert!(called_required(type_name, field) != written, "{type_name}.{field}");
        }
        for type_name in NEED_SPEC {
            assert!(!called_required(type_name, "spec"), "{type_name}");
        }
    }
}
