//! Near which nodes and pods a pod may run.
//!
//! From `validateAffinity` and what it calls in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{
    Affinity, NodeAffinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodAffinityTerm,
    WeightedPodAffinityTerm,
};
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, with};
use super::label_keys;
use crate::kubernetes::formats;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// The only field of a node that can be asked for.
const NODE_FIELD: &str = "metadata.name";

/// The affinity of a pod.
pub(super) fn pod(it: &Affinity, at: At<'_>, out: &mut Findings<'_>) {
    with(it.node_affinity.as_ref(), |it| node(it, at.field("nodeAffinity"), out));
    with(it.pod_affinity.as_ref(), |it| {
        let at = at.field("podAffinity");
        terms(it.required_during_scheduling_ignored_during_execution.as_deref(), at, out);
        weighted(it.preferred_during_scheduling_ignored_during_execution.as_deref(), at, out);
    });
    with(it.pod_anti_affinity.as_ref(), |it| {
        let at = at.field("podAntiAffinity");
        terms(it.required_during_scheduling_ignored_during_execution.as_deref(), at, out);
        weighted(it.preferred_during_scheduling_ignored_during_execution.as_deref(), at, out);
    });
}

/// `validateNodeAffinity`.
fn node(it: &NodeAffinity, at: At<'_>, out: &mut Findings<'_>) {
    with(it.required_during_scheduling_ignored_during_execution.as_ref(), |it| {
        node_selector(it, at.field(REQUIRED), out);
    });
    let preferred = at.field(PREFERRED);
    let terms = it.preferred_during_scheduling_ignored_during_execution.iter().flatten();
    for (index, it) in terms.enumerate() {
        // What no label can be matches none, which is allowed of a wish.
        node_term(&it.preference, false, preferred.item(index).field("preference"), out);
    }
}

/// `ValidateNodeSelector`: also where a volume is.
pub(in super::super) fn node_selector(it: &NodeSelector, at: At<'_>, out: &mut Findings<'_>) {
    let at = at.field("nodeSelectorTerms");
    for (index, term) in it.node_selector_terms.iter().enumerate() {
        node_term(term, true, at.item(index), out);
    }
}

/// `ValidateNodeSelectorTerm`; `labels` says whether values must be those of labels.
fn node_term(it: &NodeSelectorTerm, labels: bool, at: At<'_>, out: &mut Findings<'_>) {
    let expressions = at.field("matchExpressions");
    for (index, it) in it.match_expressions.iter().flatten().enumerate() {
        requirement(it, labels, expressions.item(index), out);
    }
    let fields = at.field("matchFields");
    for (index, it) in it.match_fields.iter().flatten().enumerate() {
        field_requirement(it, fields.item(index), out);
    }
}

/// `ValidateNodeSelectorRequirement`.
fn requirement(it: &NodeSelectorRequirement, labels: bool, at: At<'_>, out: &mut Findings<'_>) {
    let values = it.values.as_deref().unwrap_or_default();
    let all = at.field("values");
    match it.operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            out.required(all).help("`In` and `NotIn` ask for at least one value");
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            out.forbidden(all, &format!("cannot be set when `operator` is `{}`", it.operator));
        }
        "Gt" | "Lt" if values.is_empty() => {
            out.required(all).help("`Gt` and `Lt` ask for one number");
        }
        "Gt" | "Lt" if values.len() > 1 => {
            out.invalid(all, &format!("must be one number when `operator` is `{}`", it.operator));
        }
        _ => {}
    }
    if labels {
        for (index, value) in values.iter().enumerate() {
            if let Some(fault) = formats::label_value(value) {
                out.invalid(all.item(index), fault);
            }
        }
    }
}

/// `ValidateNodeFieldSelectorRequirement`.
fn field_requirement(it: &NodeSelectorRequirement, at: At<'_>, out: &mut Findings<'_>) {
    let values = it.values.as_deref().unwrap_or_default();
    let all = at.field("values");
    match it.operator.as_str() {
        "In" | "NotIn" if values.len() != 1 => {
            out.invalid(all, "must be one value when a field is asked for")
                .help("write one term for each node: one of them is enough");
        }
        "Exists" | "DoesNotExist" | "Gt" | "Lt" => {
            out.unsupported(at.field("operator"), &["In", "NotIn"]);
        }
        _ => {}
    }
    if it.key == NODE_FIELD {
        for (index, value) in values.iter().enumerate() {
            if let Some(fault) = formats::dns_subdomain(value) {
                out.invalid(all.item(index), fault);
            }
        }
    } else if !it.key.is_empty() {
        out.invalid(at.field("key"), "must be `metadata.name`, the only field that can be asked for")
            .help("labels are asked for in `matchExpressions`");
    }
}

fn terms(terms: Option<&[PodAffinityTerm]>, at: At<'_>, out: &mut Findings<'_>) {
    let at = at.field(REQUIRED);
    for (index, it) in terms.into_iter().flatten().enumerate() {
        term(it, at.item(index), out);
    }
}

fn weighted(terms: Option<&[WeightedPodAffinityTerm]>, at: At<'_>, out: &mut Findings<'_>) {
    let at = at.field(PREFERRED);
    for (index, it) in terms.into_iter().flatten().enumerate() {
        term(&it.pod_affinity_term, at.item(index).field("podAffinityTerm"), out);
    }
}

/// `validatePodAffinityTerm`.
fn term(it: &PodAffinityTerm, at: At<'_>, out: &mut Findings<'_>) {
    let selector = it.label_selector.as_ref();
    with(selector, |it| labels::selector(it, at.field("labelSelector"), out));
    with(it.namespace_selector.as_ref(), |it| labels::selector(it, at.field("namespaceSelector"), out));
    let keys = it.match_label_keys.as_deref().unwrap_or_default();
    let others = it.mismatch_label_keys.as_deref().unwrap_or_default();
    label_keys::names(keys, selector, at, "matchLabelKeys", out);
    label_keys::names(others, selector, at, "mismatchLabelKeys", out);
    label_keys::once(keys, selector, at, out);
    let others: FxHashMap<&str, usize> =
        others.iter().enumerate().rev().map(|(index, key)| (key.as_str(), index)).collect();
    for (index, key) in keys.iter().enumerate() {
        if let Some(other) = others.get(key.as_str()) {
            out.invalid(at.field("matchLabelKeys").item(index), "stands in `mismatchLabelKeys` too")
                .see(at.field("mismatchLabelKeys").item(*other), "said here");
        }
    }
}
