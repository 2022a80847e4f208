//! Services, Ingresses, network policies, endpoints and addresses.

mod clusters;
mod endpoints;
mod ingresses;
mod policies;
mod ranges;
mod services;

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::at::At;
use super::findings::Findings;
use super::{numbers, with};
use crate::kubernetes::formats;
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::EndpointSlice(it) => endpoints::slice(it, at, out),
        Object::Endpoints(it) => endpoints::endpoints(it, at, out),
        Object::Ingress(it) => {
            with(it.spec.as_ref(), |spec| {
                ingresses::class_of(it.metadata.annotations.as_ref(), spec, at, out);
            });
            // The server takes an absent one for an empty one.
            ingresses::spec(it.spec.as_ref(), spec, out);
        }
        Object::IngressClass(it) => with(it.spec.as_ref(), |it| ingresses::class(it, spec, out)),
        Object::NetworkPolicy(it) => with(it.spec.as_ref(), |it| policies::spec(it, spec, out)),
        Object::Service(it) => services::service(it, at, out),
        Object::ServiceCIDR(it) => ranges::service_cidr(it, at, out),
        Object::IPAddress(it) => ranges::ip_address(it, at, out),
        _ => {}
    }
}

/// `ValidatePortNumOrName`.
fn port(it: &IntOrString, at: At<'_>, out: &mut Findings<'_>) {
    match it {
        IntOrString::Int(number) => numbers::within(Some(*number), 1, 65535, at, out),
        IntOrString::String(name) => format(Some(name), formats::port_name, at, out),
    }
}

/// A text in a format; absent it is right.
fn format(text: Option<&str>, format: fn(&str) -> formats::Fault, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = text.and_then(format) {
        out.invalid(at, fault);
    }
}
