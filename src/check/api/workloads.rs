//! Deployments and all else that keeps pods running.
//!
//! From `pkg/apis/apps/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::apps::v1::{
    DaemonSetSpec, DeploymentSpec, DeploymentStrategy, ReplicaSetSpec, RollingUpdateDeployment,
    StatefulSetSpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::at::At;
use super::findings::Findings;
use super::pods::{self, Template};
use super::{labels, numbers, with};
use crate::typed::Object;

/// Pods that are made again whenever they end.
const ALWAYS: Template = Template { restart: &["Always"] };

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::DaemonSet(it) => with(it.spec.as_ref(), |it| daemon_set(it, spec, out)),
        Object::Deployment(it) => with(it.spec.as_ref(), |it| deployment(it, spec, out)),
        Object::ReplicaSet(it) => with(it.spec.as_ref(), |it| replica_set(it, spec, out)),
        Object::ReplicationController(it) => with(it.spec.as_ref(), |it| {
            with(it.template.as_ref(), |it| pods::template(it, ALWAYS, spec.field("template"), out));
        }),
        Object::StatefulSet(it) => with(it.spec.as_ref(), |it| stateful_set(it, spec, out)),
        _ => {}
    }
}

/// `ValidateDaemonSetSpec`.
fn daemon_set(it: &DaemonSetSpec, at: At<'_>, out: &mut Findings<'_>) {
    selector(&it.selector, at.field("selector"), out);
    pods::template(&it.template, ALWAYS, at.field("template"), out);
}

/// `ValidateReplicaSetSpec`.
fn replica_set(it: &ReplicaSetSpec, at: At<'_>, out: &mut Findings<'_>) {
    selector(&it.selector, at.field("selector"), out);
    with(it.template.as_ref(), |it| pods::template(it, ALWAYS, at.field("template"), out));
}

/// `ValidateStatefulSetSpec`.
fn stateful_set(it: &StatefulSetSpec, at: At<'_>, out: &mut Findings<'_>) {
    selector(&it.selector, at.field("selector"), out);
    pods::template(&it.template, ALWAYS, at.field("template"), out);
}

/// `ValidateDeploymentSpec`.
fn deployment(it: &DeploymentSpec, at: At<'_>, out: &mut Findings<'_>) {
    selector(&it.selector, at.field("selector"), out);
    if let Some(strategy) = &it.strategy {
        deployment_strategy(strategy, at.field("strategy"), out);
    }
    // Absent, the one is 600 and the other 0.
    let (deadline, ready) = (it.progress_deadline_seconds.unwrap_or(600), it.min_ready_seconds.unwrap_or(0));
    if deadline <= ready {
        let (place, name) = match it.progress_deadline_seconds {
            Some(_) => ("progressDeadlineSeconds", "must be greater than `minReadySeconds`"),
            None => ("minReadySeconds", "must be less than `progressDeadlineSeconds`, which is 600"),
        };
        out.invalid(at.field(place), name);
    }
    pods::template(&it.template, ALWAYS, at.field("template"), out);
}

/// `ValidateDeploymentStrategy`.
fn deployment_strategy(it: &DeploymentStrategy, at: At<'_>, out: &mut Findings<'_>) {
    let Some(rolling) = &it.rolling_update else { return };
    match it.type_.as_deref().unwrap_or_default() {
        "Recreate" => {
            out.forbidden(at.field("rollingUpdate"), "cannot be set when `type` is `Recreate`")
                .see(at.field("type"), "set here");
        }
        _ => rolling_deployment(rolling, at.field("rollingUpdate"), out),
    }
}

/// `ValidateRollingUpdateDeployment`.
fn rolling_deployment(it: &RollingUpdateDeployment, at: At<'_>, out: &mut Findings<'_>) {
    let (unavailable, surge) = (it.max_unavailable.as_ref(), it.max_surge.as_ref());
    numbers::count_or_percent(unavailable, at.field("maxUnavailable"), out);
    numbers::count_or_percent(surge, at.field("maxSurge"), out);
    if unavailable.is_some_and(is_zero) && surge.is_some_and(is_zero) {
        out.invalid(at.field("maxUnavailable"), "cannot be 0 when `maxSurge` is 0")
            .see(at.field("maxSurge"), "also 0");
    }
    numbers::percent_at_most_100(unavailable, at.field("maxUnavailable"), out);
}

fn is_zero(value: &IntOrString) -> bool {
    numbers::percent(value) == Some(0) || *value == IntOrString::Int(0)
}

/// The selector of a workload, which must not take everything.
fn selector(it: &LabelSelector, at: At<'_>, out: &mut Findings<'_>) {
    labels::selector(it, at, out);
    if labels::is_empty(it) {
        out.invalid(at, "must name at least one label: an empty one would take every pod");
    }
}
