//! Deployments and all else that keeps pods running.
//!
//! From `pkg/apis/apps/validation/validation.go` in Kubernetes 1.36.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::{
    ControllerRevision, DaemonSetSpec, DeploymentSpec, DeploymentStrategy, ReplicaSetSpec,
    RollingUpdateDaemonSet, RollingUpdateDeployment, StatefulSetSpec,
};
use k8s_openapi::api::core::v1::{PodTemplateSpec, ReplicationControllerSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::runtime::RawExtension;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::at::At;
use super::findings::Findings;
use super::pods::{self, Template};
use super::{labels, numbers, storage, with};
use crate::kubernetes::formats;
use crate::typed::Object;

/// Pods that are made again whenever they end.
const ALWAYS: Template = Template { restart: &["Always"] };

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::ControllerRevision(it) => revision(it, at, out),
        Object::DaemonSet(it) => with(it.spec.as_ref(), |it| daemon_set(it, spec, out)),
        Object::Deployment(it) => with(it.spec.as_ref(), |it| deployment(it, spec, out)),
        Object::ReplicaSet(it) => with(it.spec.as_ref(), |it| replica_set(it, spec, out)),
        Object::ReplicationController(it) => {
            with(it.spec.as_ref(), |it| replication_controller(it, spec, out));
        }
        Object::StatefulSet(it) => with(it.spec.as_ref(), |it| stateful_set(it, spec, out)),
        _ => {}
    }
}

/// `ValidateDaemonSetSpec`.
fn daemon_set(it: &DaemonSetSpec, at: At<'_>, out: &mut Findings<'_>) {
    selector(&it.selector, at.field("selector"), out);
    template(&it.template, at.field("template"), out);
    let Some(strategy) = &it.update_strategy else { return };
    if strategy.type_.as_deref() != Some("OnDelete") {
        let at = at.field("updateStrategy");
        with(strategy.rolling_update.as_ref(), |it| rolling_daemon_set(it, at.field("rollingUpdate"), out));
    }
}

/// `ValidateRollingUpdateDaemonSet`: absent, the one is 1 and the other 0.
fn rolling_daemon_set(it: &RollingUpdateDaemonSet, at: At<'_>, out: &mut Findings<'_>) {
    let (unavailable, surge) = (it.max_unavailable.as_ref(), it.max_surge.as_ref());
    for (value, name) in [(unavailable, "maxUnavailable"), (surge, "maxSurge")] {
        numbers::count_or_percent(value, at.field(name), out);
        numbers::percent_at_most_100(value, at.field(name), out);
    }
    match (unavailable.map_or(1, numbers::worth), surge.map_or(0, numbers::worth)) {
        (0, 0) => {
            out.invalid(at.field("maxUnavailable"), "cannot be 0 when `maxSurge` is 0");
        }
        (0, _) | (_, 0) => {}
        _ => {
            out.invalid(at.field("maxSurge"), "cannot be set when `maxUnavailable` is not 0")
                .help("write `maxUnavailable: 0`, which is 1 when it is not set");
        }
    }
}

/// `ValidateReplicaSetSpec`.
fn replica_set(it: &ReplicaSetSpec, at: At<'_>, out: &mut Findings<'_>) {
    selector(&it.selector, at.field("selector"), out);
    match &it.template {
        Some(it_template) => template(it_template, at.field("template"), out),
        None => {
            out.required(at.field("template"));
        }
    }
}

/// `ValidateReplicationControllerSpec`. A selector that is absent is the labels of the template.
fn replication_controller(it: &ReplicationControllerSpec, at: At<'_>, out: &mut Findings<'_>) {
    let labels = it.template.as_ref().and_then(|it| it.metadata.as_ref()?.labels.as_ref());
    if [it.selector.as_ref(), labels].into_iter().flatten().all(BTreeMap::is_empty) {
        out.required(at.field("selector")).help("name a label of the pods here, or below `template`");
    }
    match &it.template {
        Some(it_template) => template(it_template, at.field("template"), out),
        None => {
            out.required(at.field("template"));
        }
    }
}

/// `ValidateStatefulSetSpec`.
fn stateful_set(it: &StatefulSetSpec, at: At<'_>, out: &mut Findings<'_>) {
    selector(&it.selector, at.field("selector"), out);
    if let Some(strategy) = &it.update_strategy
        && strategy.type_.as_deref() == Some("OnDelete")
        && strategy.rolling_update.is_some()
    {
        let at = at.field("updateStrategy");
        out.forbidden(at.field("rollingUpdate"), "cannot be set when `type` is `OnDelete`")
            .see(at.field("type"), "set here");
    }
    template(&it.template, at.field("template"), out);
    let claims = at.field("volumeClaimTemplates");
    for (index, claim) in it.volume_claim_templates.iter().flatten().enumerate() {
        let at = claims.item(index);
        // A volume of the pods has the name of the claim.
        match claim.metadata.name.as_deref().unwrap_or_default() {
            "" => {
                out.required(at.field("metadata.name"));
            }
            name => {
                if let Some(fault) = formats::dns_label(name) {
                    out.invalid(at.field("metadata.name"), fault);
                }
            }
        }
        match &claim.spec {
            Some(it) => storage::claim(it, at.field("spec"), out),
            None => {
                out.required(at.field("spec"));
            }
        }
    }
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
    template(&it.template, at.field("template"), out);
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
    let is_zero = |value: Option<&IntOrString>| value.is_some_and(|value| numbers::worth(value) == 0);
    if is_zero(unavailable) && is_zero(surge) {
        out.invalid(at.field("maxUnavailable"), "cannot be 0 when `maxSurge` is 0")
            .see(at.field("maxSurge"), "also 0");
    }
    numbers::percent_at_most_100(unavailable, at.field("maxUnavailable"), out);
}

/// `ValidatePodTemplateSpecForReplicaSet` and its like: pods that are made again whenever they end.
fn template(it: &PodTemplateSpec, at: At<'_>, out: &mut Findings<'_>) {
    pods::template(it, ALWAYS, at, out);
    let Some(pod) = &it.spec else { return };
    if pod.active_deadline_seconds.is_some() {
        out.forbidden(at.field("spec.activeDeadlineSeconds"), "can be set for pods of a Job only");
    }
}

/// `ValidateControllerRevision`: what was there before is an object.
fn revision(it: &ControllerRevision, at: At<'_>, out: &mut Findings<'_>) {
    match &it.data {
        None => {
            out.required(at.field("data"));
        }
        Some(RawExtension(data)) if !data.is_object() => {
            out.invalid(at.field("data"), "must be a map: what the object was");
        }
        Some(_) => {}
    }
}

/// The selector of a workload, which must not take everything.
fn selector(it: &LabelSelector, at: At<'_>, out: &mut Findings<'_>) {
    labels::selector(it, at, out);
    if labels::is_empty(it) {
        out.invalid(at, "must name at least one label: an empty one would take every pod");
    }
}
