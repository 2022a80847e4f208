//! What an autoscaler looks at.

use k8s_openapi::api::autoscaling::v2::{MetricIdentifier, MetricSpec, MetricTarget};

use super::{At, Findings, path_segment, reference, with};
use crate::kubernetes::formats;
use crate::kubernetes::quantity::Amount;
use crate::kubernetes::resource_names;

/// The types of metrics, in the order in which the server looks at them, and the field that each asks for.
const TYPES: [(&str, &str); 5] = [
    ("Object", "object"),
    ("External", "external"),
    ("Pods", "pods"),
    ("Resource", "resource"),
    ("ContainerResource", "containerResource"),
];

/// `validateMetricSpec`.
pub(super) fn metric(it: &MetricSpec, at: At<'_>, out: &mut Findings<'_>) {
    if it.type_.is_empty() {
        out.required(at.field("type"));
    }
    let is_set = [
        it.object.is_some(),
        it.external.is_some(),
        it.pods.is_some(),
        it.resource.is_some(),
        it.container_resource.is_some(),
    ];
    let several = is_set.iter().filter(|is_set| **is_set).count() > 1;
    for ((type_name, field), is_set) in TYPES.into_iter().zip(is_set) {
        if it.type_ == type_name && !is_set {
            out.required(at.field(field)).help(&format!("`type: {type_name}` asks for it"));
        } else if it.type_ != type_name && is_set && several {
            out.forbidden(at.field(field), &format!("cannot be set when `type` is `{}`", it.type_))
                .see(at.field("type"), "set here");
        }
    }
    sources(it, at, out);
}

fn sources(it: &MetricSpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.object.as_ref(), |it| {
        let at = at.field("object");
        reference(&it.described_object, at.field("describedObject"), out);
        identifier(&it.metric, at.field("metric"), out);
        target(&it.target, Target::Object, at.field("target"), out);
    });
    with(it.external.as_ref(), |it| {
        let at = at.field("external");
        identifier(&it.metric, at.field("metric"), out);
        target(&it.target, Target::External, at.field("target"), out);
    });
    with(it.pods.as_ref(), |it| {
        let at = at.field("pods");
        identifier(&it.metric, at.field("metric"), out);
        target(&it.target, Target::Pods, at.field("target"), out);
    });
    with(it.resource.as_ref(), |it| {
        let at = at.field("resource");
        resource(&it.name, at, out);
        target(&it.target, Target::Resource, at.field("target"), out);
    });
    with(it.container_resource.as_ref(), |it| {
        let at = at.field("containerResource");
        resource(&it.name, at, out);
        if let Some(fault) = resource_names::of_container(&it.name).filter(|_| !it.name.is_empty()) {
            out.invalid(at.field("name"), &fault);
        }
        if it.container.is_empty() {
            out.required(at.field("container"));
        } else if let Some(fault) = formats::dns_label(&it.container) {
            out.invalid(at.field("container"), fault);
        }
        target(&it.target, Target::Resource, at.field("target"), out);
    });
}

fn resource(name: &str, at: At<'_>, out: &mut Findings<'_>) {
    if name.is_empty() {
        out.required(at.field("name")).help("name a resource of containers: `cpu` or `memory`");
    }
}

/// `validateMetricIdentifier`.
fn identifier(it: &MetricIdentifier, at: At<'_>, out: &mut Findings<'_>) {
    path_segment(&it.name, at.field("name"), out);
}

/// What a target is of.
#[derive(Clone, Copy)]
enum Target {
    Object,
    External,
    Pods,
    Resource,
}

/// `validateMetricTarget`, and what each type of metric asks of its target.
fn target(it: &MetricTarget, of: Target, at: At<'_>, out: &mut Findings<'_>) {
    let (value, average) = (it.value.as_ref(), it.average_value.as_ref());
    for (quantity, name) in [(value, "value"), (average, "averageValue")] {
        if quantity.and_then(|it| Amount::read(&it.0)).is_some_and(|amount| amount <= Amount::ZERO) {
            out.invalid(at.field(name), "must be greater than 0");
        }
    }
    if it.average_utilization.is_some_and(|percent| percent < 1) {
        out.invalid(at.field("averageUtilization"), "must be greater than 0");
    }
    match of {
        Target::Object | Target::External if value.is_none() && average.is_none() => {
            out.required(at.field("averageValue")).help("write `value` or `averageValue`");
        }
        Target::External if value.is_some() && average.is_some() => {
            out.forbidden(at.field("value"), "cannot be set together with `averageValue`")
                .see(at.field("averageValue"), "set here");
        }
        Target::Pods if average.is_none() => {
            out.required(at.field("averageValue"));
        }
        Target::Resource if average.is_none() && it.average_utilization.is_none() => {
            out.required(at.field("averageUtilization")).help("write `averageUtilization` or `averageValue`");
        }
        Target::Resource if average.is_some() && it.average_utilization.is_some() => {
            out.forbidden(at.field("averageValue"), "cannot be set together with `averageUtilization`")
                .see(at.field("averageUtilization"), "set here");
        }
        _ => {}
    }
}
