//! What holds of a pod that is an object of its own, and not of one that is made from a template.
//!
//! From `ValidatePodCreate` and `validatePodMetadataAndSpec` in `pkg/apis/core/validation/validation.go`, and from the
//! plugins that admit priorities and runtimes, `plugin/pkg/admission/priority` and `runtimeclass`, in Kubernetes 1.36.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use super::super::at::At;
use super::super::findings::Findings;

/// A pod that is created as such.
pub(super) fn pod(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    images(&it.containers, at.field("containers"), out);
    images(it.init_containers.as_deref().unwrap_or_default(), at.field("initContainers"), out);
    if it.ephemeral_containers.as_ref().is_some_and(|containers| !containers.is_empty()) {
        out.forbidden(at.field("ephemeralContainers"), "cannot be set when a pod is created")
            .help("add one to a pod that runs, as `kubectl debug` does");
    }
    let is_gated = it.scheduling_gates.as_ref().is_some_and(|gates| !gates.is_empty());
    if is_gated && it.node_name.as_ref().is_some_and(|name| !name.is_empty()) {
        out.forbidden(at.field("nodeName"), "cannot be set while there are `schedulingGates`")
            .see(at.field("schedulingGates"), "set here");
    }
    priority(it, at, out);
    let class = it.runtime_class_name.as_deref().unwrap_or_default();
    if class.is_empty() && it.overhead.as_ref().is_some_and(|all| !all.is_empty()) {
        out.forbidden(at.field("overhead"), "cannot be set: the server takes it from `runtimeClassName`")
            .help("leave it out; a RuntimeClass says it for its pods");
    }
}

/// `validateContainerOnlyForPod`.
fn images(containers: &[Container], at: At<'_>, out: &mut Findings<'_>) {
    for (index, container) in containers.iter().enumerate() {
        let image = container.image.as_deref().unwrap_or_default();
        if image.trim() != image {
            out.invalid(at.item(index).field("image"), "must not have blanks at its ends");
        }
    }
}

/// What the server gives to a pod whose class it knows, or that has none: it refuses another number.
fn priority(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let class = it.priority_class_name.as_deref().unwrap_or_default();
    let number = match class {
        "" => 0,
        "system-cluster-critical" => 2_000_000_000,
        "system-node-critical" => 2_000_001_000,
        _ => return,
    };
    if it.priority.is_some_and(|priority| priority != number) {
        out.forbidden(at.field("priority"), "cannot be set: the server takes it from `priorityClassName`")
            .help("make a PriorityClass with this value and name it");
    }
    if it.preemption_policy.as_deref().is_some_and(|policy| !matches!(policy, "" | "PreemptLowerPriority")) {
        out.forbidden(
            at.field("preemptionPolicy"),
            "cannot be set: the server takes it from `priorityClassName`",
        )
        .help("make a PriorityClass with this policy and name it");
    }
}
