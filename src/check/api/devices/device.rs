//! One device: what is told of it, where it is, and what taking it asks for.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::NodeSelector;
use k8s_openapi::api::resource::v1::{Device, DeviceAttribute, DeviceCounterConsumption};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::pods::node_selector;
use super::super::{lists, with};
use super::{capacity, slices};
use crate::diagnostic::{Code, quoted_list};
use crate::kubernetes::{device_names, formats};

/// `ResourceSliceMaxAttributesAndCapacitiesPerDevice`.
const TOLD: usize = 32;
/// `DeviceAttributeMaxValueLength`.
const LONGEST: usize = 64;
/// `DeviceTaintsMaxLength`.
const TAINTS: usize = 16;
/// `ResourceSliceMaxDeviceCounterConsumptionsPerDevice`.
const CONSUMED: usize = 2;
/// `BindingConditionsMaxSize`.
const CONDITIONS: usize = 4;

/// `validateDevice`; `places` says whether each device of the slice says where it is.
pub(super) fn device(it: &Device, places: bool, at: At<'_>, out: &mut Findings<'_>) {
    let told =
        it.attributes.as_ref().map_or(0, BTreeMap::len) + it.capacity.as_ref().map_or(0, BTreeMap::len);
    if told > TOLD {
        out.invalid(at, "can have 32 attributes and capacities at most");
    }
    let attributes = at.field("attributes");
    for (name, it) in it.attributes.iter().flatten() {
        if let Some(fault) = device_names::attribute(name) {
            out.invalid(attributes.key(name), &format!("is no name of an attribute: it {fault}"));
        }
        attribute(it, attributes.key(name), out);
    }
    capacity::capacities(it, at.field("capacity"), out);
    lists::at_most(it.taints.as_ref().map_or(0, Vec::len), TAINTS, at.field("taints"), out);
    consumed(it.consumes_counters.as_deref().unwrap_or_default(), at.field("consumesCounters"), out);
    place(it, places, at, out);
    conditions(it, at, out);
}

/// `validateDeviceAttribute`. Its lists are behind a feature gate that is off.
fn attribute(it: &DeviceAttribute, at: At<'_>, out: &mut Findings<'_>) {
    let values = [
        ("bool", it.bool.is_some()),
        ("int", it.int.is_some()),
        ("string", it.string.is_some()),
        ("version", it.version.is_some()),
    ];
    let set: Vec<&'static str> = values.iter().filter(|(_, is_set)| *is_set).map(|(name, _)| *name).collect();
    one_of(&set, &values.map(|(name, _)| name), at, out);
    for (text, field) in [(&it.string, "string"), (&it.version, "version")] {
        if text.as_ref().is_some_and(|text| text.len() > LONGEST) {
            out.invalid(at.field(field), "must have 64 characters at most");
        }
    }
    if it.version.as_deref().is_some_and(|text| !device_names::is_version(text)) {
        out.invalid(at.field("version"), "must be a version as semver.org has it, as `1.2.3`");
    }
}

/// `validateDeviceCounterConsumption`, of each.
fn consumed(consumed: &[DeviceCounterConsumption], at: At<'_>, out: &mut Findings<'_>) {
    if !lists::at_most(consumed.len(), CONSUMED, at, out) {
        return;
    }
    for (index, it) in consumed.iter().enumerate() {
        slices::counters(&it.counters, at.item(index).field("counters"), out);
    }
    lists::unique(consumed.iter().map(|it| it.counter_set.as_str()), "counterSet", at, out);
}

/// Where the device is.
fn place(it: &Device, places: bool, at: At<'_>, out: &mut Findings<'_>) {
    const WAYS: [&str; 3] = ["nodeName", "nodeSelector", "allNodes"];
    let named = (&it.node_name, &it.node_selector, it.all_nodes);
    if places {
        let set = nodes(named, at, out);
        one_of(&set, &WAYS, at, out);
        return;
    }
    let is_set = [it.node_name.is_some(), it.node_selector.is_some(), it.all_nodes.is_some()];
    for (field, _) in WAYS.into_iter().zip(is_set).filter(|(_, is_set)| *is_set) {
        out.forbidden(
            at.field(field),
            "cannot be set of a device unless `spec.perDeviceNodeSelection` is `true`",
        );
    }
}

/// Checks what says on which nodes something is, and gives the fields that do.
pub(super) fn nodes(
    (name, selector, all): (&Option<String>, &Option<NodeSelector>, Option<bool>),
    at: At<'_>,
    out: &mut Findings<'_>,
) -> Vec<&'static str> {
    let place = at.field("nodeName");
    match name.as_deref() {
        Some("") => {
            out.invalid(place, "must not be empty");
        }
        Some(name) => {
            if let Some(fault) = formats::dns_subdomain(name) {
                out.invalid(place, fault);
            }
        }
        None => {}
    }
    with(selector.as_ref(), |it| node_selector(it, at.field("nodeSelector"), out));
    if all == Some(false) {
        out.invalid(at.field("allNodes"), "must be `true`, or left out");
    }
    let set = [
        ("nodeName", name.as_ref().is_some_and(|name| !name.is_empty())),
        ("nodeSelector", selector.is_some()),
        ("allNodes", all == Some(true)),
    ];
    set.into_iter().filter(|(_, is_set)| *is_set).map(|(field, _)| field).collect()
}

/// Exactly one of some fields is to be set.
pub(super) fn one_of(set: &[&'static str], all: &[&'static str], at: At<'_>, out: &mut Findings<'_>) {
    match set {
        [] => {
            out.add(Code::MissingField, at, &format!("must have {}", quoted_list(all, "or")));
        }
        [_] => {}
        [first, others @ ..] => {
            for other in others {
                out.forbidden(at.field(other), &format!("cannot be set beside `{first}`"))
                    .see(at.field(first), "set here");
            }
        }
    }
}

/// `validateDeviceBindingParameters`.
fn conditions(it: &Device, at: At<'_>, out: &mut Findings<'_>) {
    let to_bind = it.binding_conditions.as_deref().unwrap_or_default();
    let to_fail = it.binding_failure_conditions.as_deref().unwrap_or_default();
    let (at_bind, at_fail) = (at.field("bindingConditions"), at.field("bindingFailureConditions"));
    for (list, at) in [(to_bind, at_bind), (to_fail, at_fail)] {
        if !lists::at_most(list.len(), CONDITIONS, at, out) {
            continue;
        }
        for (index, name) in list.iter().enumerate() {
            if let Some(fault) = formats::qualified_name(name) {
                out.invalid(at.item(index), fault);
            }
        }
        lists::distinct(list, at, out);
    }
    let both = to_bind.iter().chain(to_fail).enumerate();
    for (index, first) in lists::repeated(both) {
        if let (Some(index), true) = (index.checked_sub(to_bind.len()), first < to_bind.len()) {
            out.invalid(at_fail.item(index), "cannot be a condition to bind as well")
                .see(at_bind.item(first), "said here");
        }
    }
    let lacking = match (to_bind, to_fail) {
        ([], [_, ..]) => at_bind,
        ([_, ..], []) => at_fail,
        _ => return,
    };
    out.required(lacking).help("conditions to bind and conditions to fail go together");
}
