//! Endpoints, and what the addresses and ports of them and of slices have in common.
//!
//! From `ValidateEndpoints` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{EndpointAddress, EndpointPort, EndpointSubset, Endpoints};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::numbers;
use super::written;
use crate::kubernetes::{address, formats};

/// The protocols that ports have.
pub(super) const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];

/// `validateEndpointSubsets`.
pub(super) fn endpoints(it: &Endpoints, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("subsets");
    for (index, it) in it.subsets.iter().flatten().enumerate() {
        subset(it, all.item(index), out);
    }
}

fn subset(it: &EndpointSubset, at: At<'_>, out: &mut Findings<'_>) {
    let ready = it.addresses.as_deref().unwrap_or_default();
    let others = it.not_ready_addresses.as_deref().unwrap_or_default();
    if ready.is_empty() && others.is_empty() {
        out.required(at.field("addresses")).help("write `addresses` or `notReadyAddresses`");
    }
    for (all, field) in [(ready, "addresses"), (others, "notReadyAddresses")] {
        let at = at.field(field);
        for (index, it) in all.iter().enumerate() {
            endpoint(it, at.item(index), out);
        }
    }
    let ports = it.ports.as_deref().unwrap_or_default();
    let at = at.field("ports");
    for (index, it) in ports.iter().enumerate() {
        port(it, ports.len() > 1, at.item(index), out);
    }
}

/// `validateEndpointAddress`.
fn endpoint(it: &EndpointAddress, at: At<'_>, out: &mut Findings<'_>) {
    target(&it.ip, at.field("ip"), out);
    written(it.node_name.as_deref(), formats::dns_subdomain, at.field("nodeName"), out);
}

/// `validateEndpointPort`.
fn port(it: &EndpointPort, one_of_many: bool, at: At<'_>, out: &mut Findings<'_>) {
    match it.name.as_deref().unwrap_or_default() {
        "" if one_of_many => {
            out.required(at.field("name")).help("of several ports, each must have a name");
        }
        "" => {}
        name => written(Some(name), formats::dns_label, at.field("name"), out),
    }
    numbers::within(Some(it.port), 1, 65535, at.field("port"), out);
    let protocol = it.protocol.as_deref().filter(|protocol| !protocol.is_empty());
    if protocol.is_some_and(|protocol| !PROTOCOLS.contains(&protocol)) {
        out.unsupported(at.field("protocol"), PROTOCOLS);
    }
    written(it.app_protocol.as_deref(), formats::qualified_name, at.field("appProtocol"), out);
}

/// An address to which traffic is sent (`ValidateEndpointIP`). Says whether it is one.
pub(super) fn target(text: &str, at: At<'_>, out: &mut Findings<'_>) -> bool {
    let fault = address::ip(text).or_else(|| address::parse(text).and_then(address::special));
    if let Some(fault) = fault {
        out.invalid(at, fault);
    }
    fault.is_none()
}
