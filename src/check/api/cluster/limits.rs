//! Limits of what pods, containers and claims may take.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{LimitRangeItem, LimitRangeSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::super::lists;
use super::{At, Findings};
use crate::kubernetes::formats;
use crate::kubernetes::quantity::Amount;
use crate::kubernetes::resource_names as names;

type List = Option<BTreeMap<String, Quantity>>;

/// `ValidateLimitRange`.
pub(super) fn range(it: &LimitRangeSpec, at: At<'_>, out: &mut Findings<'_>) {
    let limits = at.field("limits");
    lists::unique(it.limits.iter().map(|it| it.type_.as_str()), "type", limits, out);
    for (index, it) in it.limits.iter().enumerate() {
        item(it, limits.item(index), out);
    }
}

fn item(it: &LimitRangeItem, at: At<'_>, out: &mut Findings<'_>) {
    type_name(&it.type_, at.field("type"), out);
    let of_container = matches!(it.type_.as_str(), "Container" | "Pod");
    let lists = [
        (&it.max, "max"),
        (&it.min, "min"),
        (&it.default, "default"),
        (&it.default_request, "defaultRequest"),
        (&it.max_limit_request_ratio, "maxLimitRequestRatio"),
    ];
    for (list, field) in lists {
        if it.type_ == "Pod"
            && field.starts_with("default")
            && list.as_ref().is_some_and(|list| !list.is_empty())
        {
            out.forbidden(at.field(field), "cannot be set when `type` is `Pod`")
                .see(at.field("type"), "set here");
            continue;
        }
        let at = at.field(field);
        for name in list.iter().flatten().map(|(name, _)| name) {
            let fault = if of_container { names::of_container(name) } else { names::of_any(name) };
            if let Some(fault) = fault {
                out.invalid(at.key(name), &fault);
            }
        }
    }
    if it.type_ == "PersistentVolumeClaim"
        && amount(&it.min, "storage").or(amount(&it.max, "storage")).is_none()
    {
        out.invalid(at, "must have a `min` or a `max` of `storage`");
    }
    let resources: BTreeSet<&str> =
        lists.iter().flat_map(|(list, _)| list.iter().flatten()).map(|(name, _)| name.as_str()).collect();
    for name in resources {
        resource(it, name, at, out);
    }
}

/// `ValidateLimitRangeTypeName`.
fn type_name(name: &str, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = formats::qualified_name(name) {
        out.invalid(at, fault);
    } else if !name.contains('/') && !["Container", "PersistentVolumeClaim", "Pod"].contains(&name) {
        out.unsupported(at, &["Container", "PersistentVolumeClaim", "Pod"]);
    }
}

/// The amounts of one resource do not contradict each other.
fn resource(it: &LimitRangeItem, name: &str, at: At<'_>, out: &mut Findings<'_>) {
    let (min, max) = (amount(&it.min, name), amount(&it.max, name));
    // `SetDefaults_LimitRangeItem`: of a container the one that is not set is another.
    let is_container = it.type_ == "Container";
    let default = amount(&it.default, name).or(max.filter(|_| is_container));
    let request = amount(&it.default_request, name).or(default.or(min).filter(|_| is_container));
    // What is pointed at: what was written, of the two.
    let at_default = if has(&it.default, name) { "default" } else { "max" };
    let at_request = if has(&it.default_request, name) { "defaultRequest" } else { at_default };
    let pairs = [
        (min, max, "min", "cannot be more than `max`", "max"),
        (min, request, at_request, "cannot be less than `min`", "min"),
        (request, max, at_request, "cannot be more than `max`", "max"),
        (request, default, at_request, "cannot be more than `default`", at_default),
        (min, default, at_default, "cannot be less than `min`", "min"),
        (default, max, at_default, "cannot be more than `max`", "max"),
    ];
    let mut told: Vec<(&str, &str)> = Vec::new();
    for (less, more, field, predicate, other) in pairs {
        let is_wrong = matches!((less, more), (Some(less), Some(more)) if less > more);
        let said = field == other || told.contains(&(field, predicate));
        if is_wrong && !said {
            let (place, second) = (at.field(field), at.field(other));
            out.invalid(place.key(name), predicate).see(second.key(name), "set here");
            told.push((field, predicate));
        }
    }
    if !names::may_overcommit(name)
        && default.zip(request).is_some_and(|(default, request)| default != request)
    {
        let place = at.field(at_request);
        out.invalid(place.key(name), "must be the same as `default`: such a resource is not shared");
    }
    ratio(
        amount(&it.max_limit_request_ratio, name),
        min,
        max,
        at.field("maxLimitRequestRatio").key(name),
        out,
    );
}

/// The most that a limit may be of its request: at least 1, and no more than the bounds let it be.
fn ratio(
    ratio: Option<Amount>,
    min: Option<Amount>,
    max: Option<Amount>,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    let Some(ratio) = ratio else { return };
    if ratio < Amount::whole(1) {
        out.invalid(at, "must be at least 1");
    }
    if let (Some(min), Some(max)) = (min, max)
        && ratio.exceeds_ratio(max, min)
    {
        out.invalid(at, "cannot be more than `max` is of `min`");
    }
}

fn has(list: &List, name: &str) -> bool {
    list.as_ref().is_some_and(|list| list.contains_key(name))
}

fn amount(list: &List, name: &str) -> Option<Amount> {
    Amount::read(&list.as_ref()?.get(name)?.0)
}
