//! What is in containers, and what they ask of each other.
//!
//! From `validateContainers`, `validateInitContainers` and `validateContainerCommon` in
//! `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{Container, PodSpec};
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::lists;
use super::named::Named;
use super::{env, mounts, ports, probes, resources, security};

/// The most rules for restarts that a container may have.
const MOST_RULES: usize = 20;
/// The most exit codes that a rule may name.
const MOST_CODES: usize = 255;

/// The containers of a pod; of a `bare` one, alone in its object, some things are filled in that are not in a template.
pub(super) fn pod(it: &PodSpec, bare: bool, at: At<'_>, out: &mut Findings<'_>) {
    if it.containers.is_empty() {
        out.required(at.field("containers")).help("write at least one container");
    }
    names(it, at, out);
    let named = &Named::of(it, out);
    let (init, main) = (at.field("initContainers"), at.field("containers"));
    for (index, container) in it.init_containers.iter().flatten().enumerate() {
        let at = init.item(index);
        common(container, it, named, at, out);
        if container.restart_policy.as_deref() == Some("Always") {
            probes::container(container, it, at, out);
        } else {
            probes::none(container, at, out);
        }
    }
    for (index, container) in it.containers.iter().enumerate() {
        common(container, it, named, main.item(index), out);
        probes::container(container, it, main.item(index), out);
    }
    ports::pod(it, bare, at, out);
}

/// No two containers have a name in common, whether they run before the others or with them.
fn names(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let (init, main) = (at.field("initContainers"), at.field("containers"));
    lists::unique(it.containers.iter().map(|it| it.name.as_str()), "name", main, out);
    let before = it.init_containers.as_deref().unwrap_or_default();
    if before.is_empty() {
        return;
    }
    lists::unique(before.iter().map(|it| it.name.as_str()), "name", init, out);
    let places: FxHashMap<&str, usize> =
        it.containers.iter().enumerate().map(|(index, it)| (it.name.as_str(), index)).collect();
    for (index, container) in before.iter().enumerate().filter(|(_, it)| !it.name.is_empty()) {
        if let Some(other) = places.get(container.name.as_str()) {
            out.duplicate(init.item(index).field("name"), main.item(*other).field("name"));
        }
    }
}

/// `validateContainerCommon`: what holds of every container, whether it runs before the others or with them.
fn common(it: &Container, pod: &PodSpec, named: &Named<'_>, at: At<'_>, out: &mut Findings<'_>) {
    ports::container(it, at, out);
    env::container(it, pod, at, out);
    mounts::container(it, named, at, out);
    resources::container(it, named, at, out);
    resize_policy(it, pod, at.field("resizePolicy"), out);
    restart_rules(it, at, out);
    security::container(it, pod, at, out);
}

/// `validateResizePolicy`.
fn resize_policy(it: &Container, pod: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let policies = it.resize_policy.as_deref().unwrap_or_default();
    lists::unique(policies.iter().map(|it| it.resource_name.as_str()), "resourceName", at, out);
    if pod.restart_policy.as_deref() != Some("Never") {
        return;
    }
    for (index, policy) in policies.iter().enumerate() {
        if policy.restart_policy == "RestartContainer" {
            out.invalid(
                at.item(index).field("restartPolicy"),
                "must be `NotRequired` in a pod that never restarts",
            )
            .help("the pod's `restartPolicy` is `Never`");
        }
    }
}

/// `validateContainerRestartPolicy`.
fn restart_rules(it: &Container, at: At<'_>, out: &mut Findings<'_>) {
    // An empty one is as wrong as any other word, for it is set.
    if it.restart_policy.as_deref() == Some("") {
        out.unsupported(at.field("restartPolicy"), &["Always", "Never", "OnFailure"]);
    }
    let rules = it.restart_policy_rules.as_deref().unwrap_or_default();
    if rules.is_empty() {
        return;
    }
    if it.restart_policy.is_none() {
        out.required(at.field("restartPolicy")).help("rules need it, also where it is that of the pod");
    }
    let all = at.field("restartPolicyRules");
    if rules.len() > MOST_RULES {
        out.invalid(all, &format!("must have {MOST_RULES} rules at most"));
    }
    for (index, rule) in rules.iter().enumerate() {
        let at = all.item(index);
        let Some(codes) = &rule.exit_codes else {
            out.required(at.field("exitCodes")).help("say which exit codes the rule is for");
            continue;
        };
        let at = at.field("exitCodes.values");
        // None is right, if of no use.
        if codes.values.as_ref().is_some_and(|values| values.len() > MOST_CODES) {
            out.invalid(at, &format!("must have {MOST_CODES} codes at most"));
        }
    }
}
