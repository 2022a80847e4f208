//! What a Job makes of pods that fail.

use k8s_openapi::api::batch::v1::{
    JobSpec, PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement,
    PodFailurePolicyOnPodConditionsPattern, PodFailurePolicyRule,
};

use rustc_hash::FxHashSet;

use super::super::lists;
use super::{At, Findings, with};
use crate::kubernetes::formats;

/// The most rules of a policy, and the most conditions of a rule.
const RULES: usize = 20;
/// The most exit codes of a rule.
const CODES: usize = 255;

/// `validatePodFailurePolicy`; `at` is that of the Job.
pub(super) fn policy(it: &PodFailurePolicy, job: &JobSpec, at: At<'_>, out: &mut Findings<'_>) {
    let restart = job.template.spec.as_ref().and_then(|it| it.restart_policy.as_deref());
    if restart == Some("OnFailure") {
        out.invalid(
            at.field("template.spec.restartPolicy"),
            "must be `Never` when `podFailurePolicy` is set",
        )
        .see(at.field("podFailurePolicy"), "set here");
    }
    let rules = at.field("podFailurePolicy.rules");
    if it.rules.len() > RULES {
        out.invalid(rules, "can have 20 rules at most");
    }
    let pod = job.template.spec.as_ref();
    let containers =
        pod.into_iter().flat_map(|pod| pod.containers.iter().chain(pod.init_containers.iter().flatten()));
    let names: FxHashSet<&str> = containers.map(|container| container.name.as_str()).collect();
    let names = pod.map(|_| &names);
    for (index, it) in it.rules.iter().enumerate() {
        rule(it, job, names, rules.item(index), out);
    }
}

/// The names of the containers; nothing if nobody knows the pod.
type Names<'n> = Option<&'n FxHashSet<&'n str>>;

/// `validatePodFailurePolicyRule`.
fn rule(it: &PodFailurePolicyRule, job: &JobSpec, names: Names<'_>, at: At<'_>, out: &mut Findings<'_>) {
    if it.action == "FailIndex" && job.backoff_limit_per_index.is_none() {
        out.invalid(at.field("action"), "cannot be `FailIndex` when `backoffLimitPerIndex` is not set");
    }
    with(it.on_exit_codes.as_ref(), |it| exit_codes(it, names, at.field("onExitCodes"), out));
    let conditions = it.on_pod_conditions.as_deref().unwrap_or_default();
    pod_conditions(conditions, at.field("onPodConditions"), out);
    match (it.on_exit_codes.is_some(), conditions.is_empty()) {
        (true, false) => {
            out.invalid(at, "cannot have both `onExitCodes` and `onPodConditions`")
                .help("write a rule for each");
        }
        (false, true) => {
            out.invalid(at, "must have `onExitCodes` or `onPodConditions`");
        }
        _ => {}
    }
}

/// `validatePodFailurePolicyRuleOnExitCodes`.
fn exit_codes(
    it: &PodFailurePolicyOnExitCodesRequirement,
    names: Names<'_>,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    if let (Some(name), Some(names)) = (&it.container_name, names)
        && !names.contains(name.as_str())
    {
        out.invalid(at.field("containerName"), "names none of the containers of the pods");
    }
    let values = at.field("values");
    match it.values.len() {
        0 => {
            out.invalid(values, "must have at least one exit code");
        }
        count if count > CODES => {
            out.invalid(values, "can have 255 exit codes at most");
        }
        _ => {}
    }
    for (index, code) in it.values.iter().enumerate() {
        if *code == 0 && it.operator == "In" {
            out.invalid(values.item(index), "cannot be 0: a pod that ends with 0 did not fail");
        }
    }
    lists::distinct(&it.values, values, out);
    if !it.values.is_sorted() {
        out.invalid(values, "must go from the smallest to the largest");
    }
}

/// `validatePodFailurePolicyRuleOnPodConditions`: a status that is absent is `True`.
fn pod_conditions(all: &[PodFailurePolicyOnPodConditionsPattern], at: At<'_>, out: &mut Findings<'_>) {
    if all.len() > RULES {
        out.invalid(at, "can have 20 conditions at most");
    }
    for (index, it) in all.iter().enumerate() {
        let at = at.item(index);
        if let Some(fault) = formats::qualified_name(&it.type_) {
            out.invalid(at.field("type"), fault);
        }
    }
}
