//! How much a device holds, and in which portions it is given to several claims.

use std::collections::BTreeMap;

use k8s_openapi::api::resource::v1::{CapacityRequestPolicy, CapacityRequestPolicyRange, Device};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{lists, with};
use crate::kubernetes::device_names;
use crate::kubernetes::quantity::Amount;

/// `CapacityRequestPolicyDiscreteMaxOptions`.
const OPTIONS: usize = 10;

/// The capacities of a device: `validateSingleAllocatableDeviceCapacity`, `validateMultiAllocatableDeviceCapacity`.
pub(super) fn capacities(it: &Device, at: At<'_>, out: &mut Findings<'_>) {
    let is_shared = it.allow_multiple_allocations == Some(true);
    for (name, it) in it.capacity.iter().flat_map(BTreeMap::iter) {
        if let Some(fault) = device_names::attribute(name) {
            out.invalid(at.key(name), &format!("is no name of a capacity: it {fault}"));
        }
        let at = at.key(name);
        let place = at.field("requestPolicy");
        let Some(policy) = &it.request_policy else { continue };
        if is_shared {
            request_policy(policy, amount(&it.value), place, out);
        } else {
            out.forbidden(place, "cannot be set unless the device has `allowMultipleAllocations: true`");
        }
    }
}

/// An amount; one that is not said is none.
fn amount(Quantity(text): &Quantity) -> Amount {
    Amount::read(text).unwrap_or(Amount::ZERO)
}

/// `validateRequestPolicy`, of a capacity that is `whole` in all.
fn request_policy(it: &CapacityRequestPolicy, whole: Amount, at: At<'_>, out: &mut Findings<'_>) {
    let values = it.valid_values.as_deref().unwrap_or_default();
    if !values.is_empty() && it.valid_range.is_some() {
        out.forbidden(at.field("validRange"), "cannot be set beside `validValues`")
            .see(at.field("validValues"), "set here");
        return;
    }
    if values.is_empty() && it.valid_range.is_none() {
        return;
    }
    let Some(default) = it.default.as_ref().map(amount) else {
        out.required(at.field("default"));
        return;
    };
    if values.is_empty() {
        with(it.valid_range.as_ref(), |it| range(it, default, whole, at, out));
    } else {
        valid_values(values, default, whole, at, out);
    }
}

/// `validateRequestPolicyValidValues`.
fn valid_values(values: &[Quantity], default: Amount, whole: Amount, policy: At<'_>, out: &mut Findings<'_>) {
    let at = policy.field("validValues");
    let amounts: Vec<Amount> = values.iter().map(amount).collect();
    for (index, pair) in amounts.windows(2).enumerate() {
        if pair[0] > pair[1] {
            out.invalid(at.item(index + 1), "is less than the one before").help("write the smallest first");
        }
    }
    if !lists::at_most(values.len(), OPTIONS, at, out) {
        return;
    }
    for (index, amount) in amounts.iter().enumerate() {
        if *amount > whole {
            out.invalid(at.item(index), "is more than the device holds");
        }
    }
    // The server compares whole units.
    lists::distinct(amounts.iter().map(|amount| amount.units()), at, out);
    if !amounts.contains(&default) {
        out.invalid(policy.field("default"), "is none of `validValues`").see(at, "set here");
    }
}

/// `validateRequestPolicyRange`.
fn range(
    it: &CapacityRequestPolicyRange,
    default: Amount,
    whole: Amount,
    policy: At<'_>,
    out: &mut Findings<'_>,
) {
    let at = policy.field("validRange");
    if it.min.0.is_empty() {
        out.required(at.field("min"));
        return;
    }
    let (min, max) = (amount(&it.min), it.max.as_ref().map(amount));
    if min > whole {
        out.invalid(at.field("min"), "is more than the device holds");
    }
    if default < min {
        out.invalid(policy.field("default"), "is less than `min`").see(at.field("min"), "set here");
    }
    if let Some(max) = max {
        let place = at.field("max");
        if min > max {
            out.invalid(place, "is less than `min`").see(at.field("min"), "set here");
        }
        if max > whole {
            out.invalid(place, "is more than the device holds");
        }
        if default > max {
            out.invalid(policy.field("default"), "is more than `max`").see(place, "set here");
        }
    }
    let Some(step) = it.step.as_ref().map(amount) else { return };
    let place = at.field("step");
    if step.is_negative() || step.units() == 0 {
        out.invalid(place, "must be more than 0");
        return;
    }
    if min.plus(step) > whole {
        out.invalid(place, "is more than the device holds beside `min`");
    }
    // The server counts in whole units.
    let fits = |amount: Amount| (amount.units() - min.units()) % step.units() == 0;
    if !fits(default) || !max.is_none_or(fits) {
        out.invalid(place, "must lead from `min` to `default` and to `max`");
    }
}
