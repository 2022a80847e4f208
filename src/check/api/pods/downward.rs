//! What a pod is told of itself: its fields, and the resources of its containers.
//!
//! From `validateObjectFieldSelector` and `validateContainerResourceFieldSelector` in
//! `pkg/apis/core/validation/validation.go`, and `ConvertDownwardAPIFieldLabel` in `pkg/apis/core/pods`, in Kubernetes 1.36.

use k8s_openapi::api::core::v1::{ObjectFieldSelector, ResourceFieldSelector};

use super::super::at::At;
use super::super::findings::Findings;
use crate::kubernetes::formats;
use crate::kubernetes::quantity::{Amount, Scale};

/// The fields that a variable can be set from.
pub(super) const IN_ENV: &[&str] = &[
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// The resources that can be told.
const RESOURCES: &[&str] = &[
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// A field of the pod: one of `known`, or an entry of its labels or annotations.
pub(super) fn field_ref(it: &ObjectFieldSelector, known: &[&str], at: At<'_>, out: &mut Findings<'_>) {
    if it.api_version.as_deref().is_some_and(|version| !version.is_empty() && version != "v1") {
        out.invalid(at.field("apiVersion"), "must be `v1`, the version of pods");
    }
    if it.field_path.is_empty() {
        out.required(at.field("fieldPath")).help("name a field, as `fieldPath: metadata.name`");
        return;
    }
    // An old name, which the server still takes.
    let path = if it.field_path == "spec.host" { "spec.nodeName" } else { it.field_path.as_str() };
    match path.strip_suffix("']").and_then(|path| path.split_once("['")) {
        Some(("metadata.annotations", key)) => subscript(&key.to_ascii_lowercase(), at, out),
        Some(("metadata.labels", key)) => subscript(key, at, out),
        _ if known.contains(&path) => {}
        _ => {
            out.unsupported(at.field("fieldPath"), known)
                .help("or name a label or annotation, as `metadata.labels['app']`");
        }
    }
}

fn subscript(key: &str, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = formats::qualified_name(key) {
        out.invalid(at.field("fieldPath"), &format!("names no key that there can be: it {fault}"));
    }
}

/// A resource of a container. Which one must be said `in_volume`; a variable is of its own.
pub(super) fn resource_field_ref(
    it: &ResourceFieldSelector,
    in_volume: bool,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    let pages = ["limits.hugepages-", "requests.hugepages-"].iter().any(|name| it.resource.starts_with(name));
    if in_volume && it.container_name.as_deref().unwrap_or_default().is_empty() {
        out.required(at.field("containerName")).help("name the container whose resource it is");
    } else if it.resource.is_empty() {
        out.required(at.field("resource"));
    } else if !pages && !RESOURCES.contains(&it.resource.as_str()) {
        out.unsupported(at.field("resource"), RESOURCES);
    }
    let Some((divisor, scale)) = it.divisor.as_ref().and_then(|it| Amount::read_scaled(&it.0)) else {
        return;
    };
    let is_one = divisor == Amount::whole(1);
    if divisor == Amount::ZERO || is_one {
        return;
    }
    let of_cpu = matches!(it.resource.as_str(), "limits.cpu" | "requests.cpu");
    let right = match scale {
        Scale::Exponent => false,
        _ if of_cpu => Amount::read("1m") == Some(divisor),
        Scale::Decimal => divisor.is_power(1000, 1..=6),
        Scale::Binary => divisor.is_power(1024, 1..=6),
    };
    if right {
        return;
    }
    if of_cpu {
        out.invalid(at.field("divisor"), "must be `1` or `1m` for cpu");
    } else if pages || RESOURCES.contains(&it.resource.as_str()) {
        out.invalid(at.field("divisor"), "must be `1` of a unit: `1`, `1k` to `1E`, or `1Ki` to `1Ei`");
    }
}
