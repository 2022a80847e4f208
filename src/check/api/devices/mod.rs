//! Devices that pods ask for: claims and what they are made of, classes, and what there is on the nodes.
//!
//! From `pkg/apis/resource/validation/validation.go` in Kubernetes 1.36. What its feature gates leave out by default, the
//! server drops before it validates; so does it with the status of what is created.

mod capacity;
mod claims;
mod config;
mod device;
mod slices;

use k8s_openapi::api::resource::v1::DeviceClassSpec;
use k8s_openapi::api::resource::v1beta2::DeviceTaintSelector;

use super::at::At;
use super::findings::Findings;
use super::{labels, with};
use crate::kubernetes::{device_names, formats};
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::DeviceClass(it) => class(&it.spec, spec, out),
        Object::DeviceTaintRule(it) => {
            with(it.spec.device_selector.as_ref(), |it| selector(it, spec.field("deviceSelector"), out));
        }
        Object::ResourceClaim(it) => claims::spec(&it.spec, spec, out),
        Object::ResourceClaimTemplate(it) => {
            // `ValidateTemplateObjectMeta`.
            with(it.spec.metadata.as_ref(), |it| {
                let at = spec.field("metadata");
                labels::labels(&it.labels, at.field("labels"), out);
                labels::annotations(&it.annotations, at.field("annotations"), out);
            });
            claims::spec(&it.spec.spec, spec.field("spec"), out);
        }
        Object::ResourcePoolStatusRequest(it) if it.spec.pool_name.as_deref() == Some("") => {
            out.invalid(spec.field("poolName"), "must not be empty").help("leave it out for all pools");
        }
        Object::ResourceSlice(it) => slices::spec(&it.spec, spec, out),
        _ => {}
    }
}

/// `validateDeviceClassSpec`.
fn class(it: &DeviceClassSpec, at: At<'_>, out: &mut Findings<'_>) {
    config::selectors(it.selectors.as_deref(), at.field("selectors"), out);
    if it.extended_resource_name.as_deref() == Some("") {
        out.invalid(at.field("extendedResourceName"), "must not be empty");
    }
    let configs = it.config.iter().flatten().map(|it| it.opaque.as_ref());
    config::opaque(configs, at.field("config"), out);
}

/// `validateDeviceTaintSelector`: what is set must be right, also where it is empty.
fn selector(it: &DeviceTaintSelector, at: At<'_>, out: &mut Findings<'_>) {
    let faults = [
        ("driver", it.driver.as_deref().and_then(formats::csi_driver_name)),
        ("pool", it.pool.as_deref().and_then(device_names::pool)),
        ("device", it.device.as_deref().and_then(formats::dns_label)),
    ];
    for (field, fault) in faults {
        if let Some(fault) = fault {
            out.invalid(at.field(field), fault);
        }
    }
}
