//! How pods are spread over parts of a cluster.
//!
//! From `validateTopologySpreadConstraints` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::TopologySpreadConstraint;
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, with};
use super::label_keys;

/// The constraints of a pod, of which each pair of a key and what to do is there once.
pub(super) fn constraints(constraints: &[TopologySpreadConstraint], at: At<'_>, out: &mut Findings<'_>) {
    let mut pairs = FxHashMap::default();
    for (index, it) in constraints.iter().enumerate() {
        constraint(it, at.item(index), out);
        let first = *pairs.entry((&it.topology_key, &it.when_unsatisfiable)).or_insert(index);
        if first != index && !it.topology_key.is_empty() {
            out.duplicate(at.item(index).field("topologyKey"), at.item(first).field("topologyKey"))
                .help("a key can stand there once for each word of `whenUnsatisfiable`");
        }
    }
}

fn constraint(it: &TopologySpreadConstraint, at: At<'_>, out: &mut Findings<'_>) {
    if it.min_domains.is_some() && it.when_unsatisfiable == "ScheduleAnyway" {
        out.invalid(at.field("minDomains"), "can only be set when `whenUnsatisfiable` is `DoNotSchedule`")
            .see(at.field("whenUnsatisfiable"), "set here");
    }
    let selector = it.label_selector.as_ref();
    with(selector, |it| labels::selector(it, at.field("labelSelector"), out));
    let keys = it.match_label_keys.as_deref().unwrap_or_default();
    label_keys::names(keys, selector, at, "matchLabelKeys", out);
    label_keys::once(keys, selector, at, out);
}
