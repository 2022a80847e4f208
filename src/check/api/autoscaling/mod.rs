//! Autoscalers and disruption budgets. From `pkg/apis/autoscaling/validation` and `pkg/apis/policy/validation` in
//! Kubernetes 1.36.

mod metrics;

use k8s_openapi::api::autoscaling::v1::{
    CrossVersionObjectReference as TargetV1, HorizontalPodAutoscalerSpec as SpecV1,
};
use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HPAScalingRules, HorizontalPodAutoscalerSpec,
};
use k8s_openapi::api::policy::v1::PodDisruptionBudgetSpec;

use super::at::At;
use super::findings::Findings;
use super::{labels, numbers, with};
use crate::kubernetes::formats;
use crate::kubernetes::quantity::Amount;
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::HorizontalPodAutoscaler(it) => autoscaler(&it.spec, spec, out),
        Object::HorizontalPodAutoscalerV1(it) => autoscaler_v1(&it.spec, spec, out),
        Object::PodDisruptionBudget(it) => with(it.spec.as_ref(), |it| budget(it, spec, out)),
        _ => {}
    }
}

/// `validateHorizontalPodAutoscalerSpec`.
fn autoscaler(it: &HorizontalPodAutoscalerSpec, at: At<'_>, out: &mut Findings<'_>) {
    bounds(it.min_replicas, it.max_replicas, at, out);
    target(&it.scale_target_ref, at.field("scaleTargetRef"), out);
    let metrics = at.field("metrics");
    for (index, it) in it.metrics.iter().flatten().enumerate() {
        metrics::metric(it, metrics.item(index), out);
    }
    with(it.behavior.as_ref(), |it| {
        let at = at.field("behavior");
        with(it.scale_up.as_ref(), |it| scaling(it, at.field("scaleUp"), out));
        with(it.scale_down.as_ref(), |it| scaling(it, at.field("scaleDown"), out));
    });
}

/// The same of version 1, whose one metric is the use of CPUs.
fn autoscaler_v1(it: &SpecV1, at: At<'_>, out: &mut Findings<'_>) {
    bounds(it.min_replicas, it.max_replicas, at, out);
    let TargetV1 { api_version, kind, name } = it.scale_target_ref.clone();
    target(&CrossVersionObjectReference { api_version, kind, name }, at.field("scaleTargetRef"), out);
    let most = i64::from(i32::MAX);
    numbers::within(
        it.target_cpu_utilization_percentage,
        1,
        most,
        at.field("targetCPUUtilizationPercentage"),
        out,
    );
}

/// Absent, the least number is 1.
fn bounds(least: Option<i32>, most: i32, at: At<'_>, out: &mut Findings<'_>) {
    if most >= 1 && least.unwrap_or(1) > most {
        out.invalid(at.field("maxReplicas"), "must not be less than `minReplicas`")
            .see(at.field("minReplicas"), "set here");
    }
}

/// What is scaled: only a `ReplicationController` is of a version without a group.
fn target(it: &CrossVersionObjectReference, at: At<'_>, out: &mut Findings<'_>) {
    reference(it, at, out);
    let version = it.api_version.as_deref().unwrap_or_default();
    let at = at.field("apiVersion");
    match version.split('/').count() {
        1 if !(version == "v1" && it.kind == "ReplicationController") => {
            out.invalid(at, "must name a group and a version").help("write it as `apps/v1`");
        }
        2 if version.starts_with('/') => {
            out.invalid(at, "must name a group and a version").help("write it as `apps/v1`");
        }
        1 | 2 => {}
        _ => {
            out.invalid(at, "must be a group and a version with one `/` between them");
        }
    }
}

/// `ValidateCrossVersionObjectReference`.
fn reference(it: &CrossVersionObjectReference, at: At<'_>, out: &mut Findings<'_>) {
    for (text, name) in [(&it.kind, "kind"), (&it.name, "name")] {
        path_segment(text, at.field(name), out);
    }
}

/// A name that must be there, and may be a part of a path in the API.
fn path_segment(text: &str, at: At<'_>, out: &mut Findings<'_>) {
    if text.is_empty() {
        out.required(at);
    } else if let Some(fault) = formats::path_segment(text) {
        out.invalid(at, fault);
    }
}

/// `validateScalingRules`: policies that are absent are the server's own.
fn scaling(it: &HPAScalingRules, at: At<'_>, out: &mut Findings<'_>) {
    if it.policies.as_ref().is_some_and(Vec::is_empty) {
        out.invalid(at.field("policies"), "must have at least one policy")
            .help("leave it out for the server's own");
    }
    if it.select_policy.as_deref() == Some("") {
        out.unsupported(at.field("selectPolicy"), &["Disabled", "Max", "Min"]);
    }
    if it.tolerance.as_ref().and_then(|it| Amount::read(&it.0)).is_some_and(Amount::is_negative) {
        out.invalid(at.field("tolerance"), "must be at least 0");
    }
}

/// `ValidatePodDisruptionBudgetSpec`.
fn budget(it: &PodDisruptionBudgetSpec, at: At<'_>, out: &mut Findings<'_>) {
    for (value, name) in [(&it.min_available, "minAvailable"), (&it.max_unavailable, "maxUnavailable")] {
        numbers::count_or_percent(value.as_ref(), at.field(name), out);
        numbers::percent_at_most_100(value.as_ref(), at.field(name), out);
    }
    with(it.selector.as_ref(), |it| labels::selector(it, at.field("selector"), out));
    if it.unhealthy_pod_eviction_policy.as_deref() == Some("") {
        out.unsupported(at.field("unhealthyPodEvictionPolicy"), &["AlwaysAllow", "IfHealthyBudget"]);
    }
}
