//! Autoscalers and disruption budgets. From `pkg/apis/autoscaling/validation` and `pkg/apis/policy/validation` in
//! Kubernetes 1.36.

use k8s_openapi::api::policy::v1::PodDisruptionBudgetSpec;

use super::at::At;
use super::findings::Findings;
use super::{labels, numbers, with};
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::HorizontalPodAutoscaler(it) => bounds(it.spec.min_replicas, it.spec.max_replicas, spec, out),
        Object::HorizontalPodAutoscalerV1(it) => {
            bounds(it.spec.min_replicas, it.spec.max_replicas, spec, out);
        }
        Object::PodDisruptionBudget(it) => with(it.spec.as_ref(), |it| budget(it, spec, out)),
        _ => {}
    }
}

/// `validateHorizontalPodAutoscalerSpec`: absent, the least number is 1.
fn bounds(least: Option<i32>, most: i32, at: At<'_>, out: &mut Findings<'_>) {
    if most >= 1 && least.unwrap_or(1) > most {
        out.invalid(at.field("maxReplicas"), "must not be less than `minReplicas`")
            .see(at.field("minReplicas"), "set here");
    }
}

/// `ValidatePodDisruptionBudgetSpec`.
fn budget(it: &PodDisruptionBudgetSpec, at: At<'_>, out: &mut Findings<'_>) {
    for (value, name) in [(&it.min_available, "minAvailable"), (&it.max_unavailable, "maxUnavailable")] {
        numbers::count_or_percent(value.as_ref(), at.field(name), out);
        numbers::percent_at_most_100(value.as_ref(), at.field(name), out);
    }
    with(it.selector.as_ref(), |it| labels::selector(it, at.field("selector"), out));
}
