//! Where the OpenAPI document and the API server differ in what must be there.

/// Whether the API server takes an object of that type without a field that the document calls required.
///
/// It does where the validation takes the zero value: nothing, 0, false or the empty text.
pub(super) fn lenient(type_name: &str, field: &str) -> bool {
    LENIENT.binary_search(&(type_name, field)).is_ok()
}

/// The field that the document calls optional, and without which an object of that type is always refused.
pub(super) fn needed(type_name: &str) -> Option<&'static str> {
    NEED_SPEC.binary_search(&type_name).ok().map(|_| "spec")
}

/// Type and field, sorted. From the validation of each type in Kubernetes 1.36; `LocalObjectReference.name` is
/// not required in the document, but k8s-openapi writes it, as it has a default there.
#[rustfmt::skip]
static LENIENT: &[(&str, &str)] = &[
    ("CSINodeSpec", "drivers"),
    ("CapacityRequestPolicyRange", "min"),
    ("ControllerRevision", "revision"),
    ("Counter", "value"),
    ("CustomResourceDefinitionVersion", "served"),
    ("CustomResourceDefinitionVersion", "storage"),
    ("DeviceCapacity", "value"),
    ("DeviceClass", "spec"),
    ("HTTPHeader", "value"),
    ("ISCSIPersistentVolumeSource", "lun"),
    ("ISCSIVolumeSource", "lun"),
    ("LimitRangeSpec", "limits"),
    ("LocalObjectReference", "name"),
    ("PersistentVolumeClaim", "apiVersion"),
    ("PersistentVolumeClaim", "kind"),
    ("PodFailurePolicy", "rules"),
    ("PreferredSchedulingTerm", "preference"),
    ("ResourceClaim", "spec"),
    ("ResourceClaimTemplate", "spec"),
    ("ResourceClaimTemplateSpec", "spec"),
    ("ResourcePool", "generation"),
    ("SleepAction", "seconds"),
    ("Sysctl", "value"),
    ("TokenRequest", "audience"),
    ("TypedLocalObjectReference", "kind"),
    ("TypedLocalObjectReference", "name"),
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
}
