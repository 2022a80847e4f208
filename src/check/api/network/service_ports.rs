//! The ports of Services.
//!
//! From `validateServicePort` and `ValidateService` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{lists, numbers};
use super::written;
use crate::kubernetes::formats;

/// All ports of a Service: each by itself, their names, and their numbers, which must differ within a protocol.
pub(super) fn ports(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    let ports = it.ports.as_deref().unwrap_or_default();
    for (index, it) in ports.iter().enumerate() {
        port(it, ports.len() > 1, at.item(index), out);
    }
    lists::unique(ports.iter().map(|it| it.name.as_deref().unwrap_or_default()), "name", at, out);
    let keys = ports.iter().map(|it| (protocol(it), it.port));
    for (index, first) in lists::repeated(keys.enumerate()) {
        out.duplicate(at.item(index).field("port"), at.item(first).field("port"))
            .help("two ports of one protocol must differ in their number");
    }
}

/// The protocol of a port, which is TCP if nothing is said.
pub(super) fn protocol(it: &ServicePort) -> &str {
    it.protocol.as_deref().filter(|protocol| !protocol.is_empty()).unwrap_or("TCP")
}

/// `validateServicePort`. A target that is 0 or empty is the port itself.
fn port(it: &ServicePort, one_of_many: bool, at: At<'_>, out: &mut Findings<'_>) {
    if one_of_many && it.name.as_ref().is_none_or(String::is_empty) {
        out.required(at.field("name")).help("of several ports, each must have a name");
    }
    let target = at.field("targetPort");
    match &it.target_port {
        None | Some(IntOrString::Int(0)) => {}
        Some(IntOrString::Int(number)) => numbers::within(Some(*number), 1, 65535, target, out),
        Some(IntOrString::String(name)) if name.is_empty() => {}
        Some(IntOrString::String(name)) => written(Some(name), formats::port_name, target, out),
    }
    written(it.app_protocol.as_deref(), formats::qualified_name, at.field("appProtocol"), out);
}
