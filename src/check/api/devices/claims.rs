//! What is asked for: requests for devices, what their devices must have in common, and how they are set up.

use k8s_openapi::api::resource::v1::{
    DeviceClaim, DeviceConstraint, DeviceRequest, DeviceSubRequest, DeviceToleration, ExactDeviceRequest,
    ResourceClaimSpec,
};
use rustc_hash::FxHashSet;

use super::super::at::At;
use super::super::findings::{Finding, Findings};
use super::super::{lists, with};
use super::config::{self, MOST};
use crate::diagnostic::{Code, nearest, quoted_list};
use crate::kubernetes::{device_names, formats};

/// `FirstAvailableDeviceRequestMaxSize`.
const ALTERNATIVES: usize = 8;

/// `validateResourceClaimSpec`.
pub(super) fn spec(it: &ResourceClaimSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.devices.as_ref(), |it| claim(it, at.field("devices"), out));
}

/// `validateDeviceClaim`.
fn claim(it: &DeviceClaim, at: At<'_>, out: &mut Findings<'_>) {
    let requests = it.requests.as_deref().unwrap_or_default();
    let names = Names::of(requests);
    let place = at.field("requests");
    if lists::at_most(requests.len(), MOST, place, out) {
        for (index, it) in requests.iter().enumerate() {
            request(it, place.item(index), out);
        }
        lists::unique(requests.iter().map(|it| it.name.as_str()), "name", place, out);
    }
    let constraints = it.constraints.as_deref().unwrap_or_default();
    let place = at.field("constraints");
    if lists::at_most(constraints.len(), MOST, place, out) {
        for (index, it) in constraints.iter().enumerate() {
            constraint(it, &names, place.item(index), out);
        }
    }
    let configs = it.config.as_deref().unwrap_or_default();
    let place = at.field("config");
    for (index, it) in configs.iter().enumerate().take(MOST) {
        names.check(it.requests.as_deref(), place.item(index).field("requests"), out);
    }
    config::opaque(configs.iter().map(|it| it.opaque.as_ref()), place, out);
}

/// `validateDeviceRequest`.
fn request(it: &DeviceRequest, at: At<'_>, out: &mut Findings<'_>) {
    let alternatives = it.first_available.as_deref().unwrap_or_default();
    let place = at.field("firstAvailable");
    match &it.exactly {
        None if alternatives.is_empty() => {
            out.add(Code::MissingField, at, "asks for no devices").help(
                "write `exactly: {deviceClassName: …}`, or a list of alternatives below `firstAvailable`",
            );
        }
        Some(_) if !alternatives.is_empty() => {
            out.forbidden(place, "cannot be set where one kind of devices is asked for")
                .see(at.field("exactly"), "asked for here");
        }
        Some(it) => exactly(it, at.field("exactly"), out),
        None => {
            if lists::at_most(alternatives.len(), ALTERNATIVES, place, out) {
                for (index, it) in alternatives.iter().enumerate() {
                    alternative(it, place.item(index), out);
                }
                lists::unique(alternatives.iter().map(|it| it.name.as_str()), "name", place, out);
            }
        }
    }
}

/// `validateExactDeviceRequest`.
fn exactly(it: &ExactDeviceRequest, at: At<'_>, out: &mut Findings<'_>) {
    if it.device_class_name.is_empty() {
        out.required(at.field("deviceClassName"));
    }
    config::selectors(it.selectors.as_deref(), at.field("selectors"), out);
    count(it.allocation_mode.as_deref(), it.count, at, out);
    tolerations(it.tolerations.as_deref(), at.field("tolerations"), out);
}

/// `validateDeviceSubRequest`.
fn alternative(it: &DeviceSubRequest, at: At<'_>, out: &mut Findings<'_>) {
    config::selectors(it.selectors.as_deref(), at.field("selectors"), out);
    count(it.allocation_mode.as_deref(), it.count, at, out);
    tolerations(it.tolerations.as_deref(), at.field("tolerations"), out);
}

/// `validateDeviceAllocationMode`, of which the default is one device.
fn count(mode: Option<&str>, count: Option<i64>, at: At<'_>, out: &mut Findings<'_>) {
    let count = count.unwrap_or_default();
    let place = at.field("count");
    match mode.unwrap_or_default() {
        "All" if count != 0 => {
            out.forbidden(place, "cannot be set when `allocationMode` is `All`")
                .see(at.field("allocationMode"), "all devices that fit");
        }
        "" | "ExactCount" if count < 0 => {
            out.invalid(place, "must be at least 1");
        }
        _ => {}
    }
}

/// `validateDeviceToleration`, of each.
fn tolerations(tolerations: Option<&[DeviceToleration]>, at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in tolerations.unwrap_or_default().iter().enumerate() {
        let at = at.item(index);
        let value = it.value.as_deref().unwrap_or_default();
        match it.operator.as_deref().unwrap_or_default() {
            "Exists" if !value.is_empty() => {
                out.invalid(at.field("value"), "cannot be set when `operator` is `Exists`")
                    .see(at.field("operator"), "set here")
                    .help("write `operator: Equal`, or leave `value` out");
            }
            "" | "Equal" => {
                if let Some(fault) = formats::label_value(value) {
                    out.invalid(at.field("value"), fault);
                }
            }
            _ => {}
        }
    }
}

/// `validateDeviceConstraint`.
fn constraint(it: &DeviceConstraint, names: &Names<'_>, at: At<'_>, out: &mut Findings<'_>) {
    names.check(it.requests.as_deref(), at.field("requests"), out);
    let attributes = [(&it.match_attribute, "matchAttribute"), (&it.distinct_attribute, "distinctAttribute")];
    // The server looks at the second one only if the first is not set.
    let set = attributes.into_iter().find_map(|(name, field)| Some((name.as_deref()?, field)));
    match set {
        None => {
            out.add(Code::MissingField, at, "names no attribute")
                .help("write `matchAttribute`, which all devices must have alike, or `distinctAttribute`");
        }
        Some((name, field)) => {
            if let Some(fault) = device_names::full_attribute(name) {
                out.invalid(at.field(field), fault);
            }
        }
    }
}

/// The names of a claim's requests, and of the alternatives in each.
struct Names<'c>(FxHashSet<(&'c str, Option<&'c str>)>);

impl<'c> Names<'c> {
    /// `gatherRequestNames`.
    fn of(requests: &'c [DeviceRequest]) -> Names<'c> {
        let mut names = FxHashSet::default();
        for request in requests {
            let alternatives = request.first_available.iter().flatten();
            names.insert((request.name.as_str(), None));
            names.extend(alternatives.map(|it| (request.name.as_str(), Some(it.name.as_str()))));
        }
        Names(names)
    }

    /// A list of names, each of a request or of an alternative: `validateRequestNameRef`.
    fn check(&self, listed: Option<&[String]>, at: At<'_>, out: &mut Findings<'_>) {
        let listed = listed.unwrap_or_default();
        if !lists::at_most(listed.len(), MOST, at, out) {
            return;
        }
        for (index, name) in listed.iter().enumerate() {
            let parts = name.split_once('/').map_or((name.as_str(), None), |(name, rest)| (name, Some(rest)));
            if !self.0.contains(&parts) {
                let finding = out.invalid(at.item(index), "is the name of no request of this claim");
                self.suggest(name, finding);
            }
        }
        lists::distinct(listed, at, out);
    }

    fn suggest(&self, name: &str, finding: Finding<'_>) {
        let written = |(name, rest): &(&str, Option<&str>)| match rest {
            Some(rest) => format!("{name}/{rest}"),
            None => (*name).to_owned(),
        };
        let mut all: Vec<String> = self.0.iter().map(written).collect();
        all.sort();
        let near = nearest(name, all.iter().map(String::as_str));
        if !near.is_empty() {
            finding.help(&format!("did you mean {}?", quoted_list(&near, "or")));
        }
    }
}
