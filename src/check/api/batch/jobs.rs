//! Jobs, alone and in a `CronJob`.

use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use super::{At, ENDING, Findings, failures, labels, numbers, pods, success, with};
use crate::kubernetes::formats;

/// The most pods of a Job that counts them at once, and the most of them that may fail.
const MOST: i64 = 100_000;
/// The same, if the Job has more than [`MOST`] pods in all and a limit for each.
const MOST_OF_MANY: i64 = 10_000;

/// The labels by which a Job that is told nothing else knows its pods: those with its name, and those with its UID.
const OWN_NAME: [&str; 2] = ["batch.kubernetes.io/job-name", "job-name"];
const OWN_UID: [&str; 2] = ["batch.kubernetes.io/controller-uid", "controller-uid"];

/// `ValidateJob`.
pub(super) fn alone(it: &Job, spec: &JobSpec, out: &mut Findings<'_>) {
    let object = At::object();
    let at = object.field("spec");
    let name = it.metadata.name.as_deref().unwrap_or_default();
    job(spec, at, out);
    if spec.manual_selector == Some(true) {
        if spec.selector.is_none() {
            out.required(at.field("selector")).help("with `manualSelector: true` you say which pods it has");
        }
    } else {
        generated_selector(spec, name, at, out);
    }
    if is_indexed(spec)
        && let Some(most) = spec.completions.filter(|count| *count > 0)
        && !name.is_empty()
        && formats::dns_subdomain(name).is_none()
        && formats::dns_label(&format!("{name}-{}", most - 1)).is_some()
    {
        out.invalid(
            object.field("metadata.name"),
            "cannot be the name of a host: the pods of an indexed Job have it, with a number behind it",
        )
        .help("take at most 63 small letters, digits and `-` in all");
    }
}

/// `validateGeneratedSelector`: the server writes the selector and labels, and what is there must not say otherwise.
fn generated_selector(it: &JobSpec, name: &str, at: At<'_>, out: &mut Findings<'_>) {
    let metadata = at.field("template.metadata");
    let at_labels = metadata.field("labels");
    let own = it.template.metadata.as_ref().and_then(|it| it.labels.as_ref());
    for (key, value) in own.into_iter().flatten() {
        if OWN_UID.contains(&key.as_str()) {
            out.forbidden(at_labels.key(key), "cannot be set: the server sets it");
        } else if OWN_NAME.contains(&key.as_str()) && value != name {
            out.invalid(at_labels.key(key), "must be the name of the Job")
                .help("leave it out: the server sets it");
        }
    }
    if it.selector.as_ref().is_some_and(|selector| !takes_own(selector, name)) {
        out.forbidden(
            at.field("selector"),
            "cannot be set: the server sets it, unless `manualSelector` is `true`",
        );
    }
}

/// Whether a selector takes the pods that have a Job's own labels.
fn takes_own(selector: &LabelSelector, name: &str) -> bool {
    let has_name = |key: &str| OWN_NAME.contains(&key);
    let has = |key: &str| has_name(key) || OWN_UID.contains(&key);
    let meets = |it: &LabelSelectorRequirement| {
        let says_name = || it.values.iter().flatten().any(|value| has_name(&it.key) && value == name);
        match it.operator.as_str() {
            "In" => says_name(),
            "NotIn" => !says_name(),
            "Exists" => has(&it.key),
            _ => !has(&it.key),
        }
    };
    selector.match_labels.iter().flatten().all(|(key, value)| has_name(key) && value == name)
        && selector.match_expressions.iter().flatten().all(meets)
}

/// `validateJobSpec`.
pub(super) fn job(it: &JobSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.selector.as_ref(), |it| labels::selector(it, at.field("selector"), out));
    if it.max_failed_indexes.is_some() && it.backoff_limit_per_index.is_none() {
        out.required(at.field("backoffLimitPerIndex")).see(at.field("maxFailedIndexes"), "this asks for it");
    }
    with(it.managed_by.as_ref(), |it| managed_by(it, at.field("managedBy"), out));
    if is_indexed(it) {
        indexed(it, at, out);
    } else {
        let asks = [
            (it.backoff_limit_per_index.is_some(), "backoffLimitPerIndex"),
            (it.max_failed_indexes.is_some(), "maxFailedIndexes"),
            (it.success_policy.is_some(), "successPolicy"),
        ];
        for (_, name) in asks.into_iter().filter(|(is_set, _)| *is_set) {
            out.forbidden(at.field(name), "can be set only when `completionMode` is `Indexed`");
        }
    }
    with(it.pod_failure_policy.as_ref(), |policy| failures::policy(policy, it, at, out));
    with(it.success_policy.as_ref().filter(|_| is_indexed(it)), |policy| {
        success::policy(policy, it.completions, at.field("successPolicy"), out);
    });
    match (it.pod_replacement_policy.as_deref(), &it.pod_failure_policy) {
        (Some(""), None) => {
            out.unsupported(at.field("podReplacementPolicy"), &["Failed", "TerminatingOrFailed"]);
        }
        (Some("" | "TerminatingOrFailed"), Some(_)) => {
            out.invalid(at.field("podReplacementPolicy"), "must be `Failed` when `podFailurePolicy` is set")
                .see(at.field("podFailurePolicy"), "set here");
        }
        _ => {}
    }
    pods::template(&it.template, ENDING, at.field("template"), out);
}

/// What holds of a Job that counts its pods.
fn indexed(it: &JobSpec, at: At<'_>, out: &mut Findings<'_>) {
    let parallelism = |most, out: &mut Findings<'_>| {
        numbers::within(it.parallelism.map(|count| count.max(0)), 0, most, at.field("parallelism"), out);
    };
    let failed = |most, out: &mut Findings<'_>| {
        let count = it.max_failed_indexes.map(|count| count.max(0));
        numbers::within(count, 0, most, at.field("maxFailedIndexes"), out);
    };
    let Some(completions) = it.completions else {
        out.required(at.field("completions")).see(at.field("completionMode"), "this asks for it");
        parallelism(MOST, out);
        return failed(MOST, out);
    };
    if i64::from(completions) > MOST && it.backoff_limit_per_index.is_some() {
        if it.max_failed_indexes.is_none() {
            out.required(at.field("maxFailedIndexes"))
                .help("with more than 100000 `completions` and `backoffLimitPerIndex` it must be set");
        }
        parallelism(MOST_OF_MANY, out);
        return failed(MOST_OF_MANY, out);
    }
    parallelism(MOST, out);
    if it.max_failed_indexes.is_some_and(|count| count > completions) {
        out.invalid(at.field("maxFailedIndexes"), "must be at most `completions`")
            .see(at.field("completions"), "set here");
    } else {
        failed(MOST, out);
    }
}

/// `IsDomainPrefixedPath`, with 63 characters at most.
fn managed_by(text: &str, at: At<'_>, out: &mut Findings<'_>) {
    if text.len() > 63 {
        out.invalid(at, "must have 63 characters at most");
    } else if let Some(fault) = formats::domain_path(text) {
        out.invalid(at, fault);
    }
}

fn is_indexed(it: &JobSpec) -> bool {
    it.completion_mode.as_deref() == Some("Indexed")
}
