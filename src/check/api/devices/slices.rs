//! What there is: the devices of a pool, and the counters that they share.

use std::collections::BTreeMap;

use k8s_openapi::api::resource::v1::{Counter, CounterSet, ResourceSliceSpec};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::lists;
use super::device::{self, device};
use crate::kubernetes::formats;

/// `ResourceSliceMaxDevices`.
const DEVICES: usize = 128;
/// As many if one of them has taints, or consumes counters.
const COMPLEX_DEVICES: usize = 64;
/// `ResourceSliceMaxCounterSets`.
const COUNTER_SETS: usize = 8;
/// `ResourceSliceMaxCountersPerCounterSet`.
const COUNTERS: usize = 32;

/// What can say on which nodes the devices are.
const WAYS: [&str; 4] = ["nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"];

/// `validateResourceSliceSpec`.
pub(super) fn spec(it: &ResourceSliceSpec, at: At<'_>, out: &mut Findings<'_>) {
    let named = (&it.node_name, &it.node_selector, it.all_nodes);
    let mut set = device::nodes(named, at, out);
    if let Some(selector) = &it.node_selector
        && selector.node_selector_terms.len() != 1
    {
        out.invalid(at.field("nodeSelector.nodeSelectorTerms"), "must have exactly one term");
    }
    let each = it.per_device_node_selection;
    if each == Some(false) {
        out.invalid(at.field("perDeviceNodeSelection"), "must be `true`, or left out");
    }
    set.extend((each == Some(true)).then_some("perDeviceNodeSelection"));
    device::one_of(&set, &WAYS, at, out);

    if it.shared_counters.is_some() && it.devices.is_some() {
        out.forbidden(at.field("sharedCounters"), "cannot be set beside `devices`")
            .see(at.field("devices"), "set here")
            .help("write the counters in a ResourceSlice of their own");
    }
    let devices = it.devices.as_deref().unwrap_or_default();
    let is_complex = devices.iter().any(|it| {
        let is_set = |list: Option<usize>| list.is_some_and(|items| items > 0);
        is_set(it.taints.as_ref().map(Vec::len)) || is_set(it.consumes_counters.as_ref().map(Vec::len))
    });
    let place = at.field("devices");
    if lists::at_most(devices.len(), if is_complex { COMPLEX_DEVICES } else { DEVICES }, place, out) {
        for (index, it) in devices.iter().enumerate() {
            device(it, each == Some(true), place.item(index), out);
        }
        lists::unique(devices.iter().map(|it| it.name.as_str()), "name", place, out);
    }
    let sets = it.shared_counters.as_deref().unwrap_or_default();
    counter_sets(sets, at.field("sharedCounters"), out);
}

/// `validateCounterSet`, of each.
fn counter_sets(sets: &[CounterSet], at: At<'_>, out: &mut Findings<'_>) {
    if !lists::at_most(sets.len(), COUNTER_SETS, at, out) {
        return;
    }
    for (index, it) in sets.iter().enumerate() {
        counters(&it.counters, at.item(index).field("counters"), out);
    }
    lists::unique(sets.iter().map(|it| it.name.as_str()), "name", at, out);
}

/// The counters of a set, or those of it that a device consumes.
pub(super) fn counters(counters: &BTreeMap<String, Counter>, at: At<'_>, out: &mut Findings<'_>) {
    if counters.is_empty() {
        out.required(at);
    }
    if lists::at_most(counters.len(), COUNTERS, at, out) {
        for name in counters.keys() {
            if let Some(fault) = formats::dns_label(name) {
                out.invalid(at.key(name), &format!("is no name of a counter: it {fault}"));
            }
        }
    }
}
