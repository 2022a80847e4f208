//! Services, Ingresses, network policies, endpoints and addresses.

mod addresses;
mod cluster_ips;
mod endpoints;
mod ingresses;
mod node_ports;
mod policies;
mod service_ports;
mod services;
mod slices;
mod traffic;

use k8s_openapi::api::core::v1::ServiceSpec;

use super::at::At;
use super::findings::Findings;
use super::with;
use crate::kubernetes::formats::Fault;
use crate::typed::Object;

/// The kinds of this group.
pub(super) fn object(object: &Object, out: &mut Findings<'_>) {
    let at = At::object();
    let spec = at.field("spec");
    match object {
        Object::Service(it) => services::service(it, at, out),
        Object::Endpoints(it) => endpoints::endpoints(it, at, out),
        Object::EndpointSlice(it) => slices::slice(it, at, out),
        Object::Ingress(it) => ingresses::ingress(it, at, out),
        Object::IngressClass(it) => with(it.spec.as_ref(), |it| ingresses::class(it, spec, out)),
        Object::NetworkPolicy(it) => with(it.spec.as_ref(), |it| policies::policy(it, spec, out)),
        Object::IPAddress(it) => addresses::address(it, at, out),
        Object::ServiceCIDR(it) => addresses::ranges(it.spec.as_ref(), spec, out),
        _ => {}
    }
}

/// The type of a Service, which is `ClusterIP` if nothing is said.
fn service_type(it: &ServiceSpec) -> &str {
    it.type_.as_deref().filter(|word| !word.is_empty()).unwrap_or("ClusterIP")
}

/// A text that is judged whenever it is there, an empty one too.
fn written(text: Option<&str>, format: fn(&str) -> Fault, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = text.and_then(format) {
        out.invalid(at, fault);
    }
}
