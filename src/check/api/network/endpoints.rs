//! Endpoints, and slices of them.
//!
//! From `pkg/apis/discovery/validation/validation.go`, and `ValidateEndpointsCreate` in
//! `pkg/apis/core/validation/validation.go`, in Kubernetes 1.36.

use k8s_openapi::api::core::v1::{EndpointAddress, EndpointSubset, Endpoints};
use k8s_openapi::api::discovery::v1::{Endpoint, EndpointPort, EndpointSlice};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, lists, numbers};
use super::format;
use crate::kubernetes::{address, formats};

const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];

/// `ValidateEndpointSlice`.
pub(super) fn slice(it: &EndpointSlice, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("endpoints");
    let endpoints = it.endpoints.as_deref().unwrap_or_default();
    if endpoints.len() > 1000 {
        out.invalid(all, "can have 1000 items at most");
        return;
    }
    for (index, endpoint) in endpoints.iter().enumerate() {
        one(endpoint, &it.address_type, all.item(index), out);
    }
    ports(it.ports.as_deref().unwrap_or_default(), at.field("ports"), out);
}

/// `validateEndpoints`, of one.
fn one(it: &Endpoint, of_type: &str, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("addresses");
    if it.addresses.is_empty() {
        out.required(all);
    } else if it.addresses.len() > 100 {
        out.invalid(all, "can have 100 items at most");
    }
    for (index, text) in it.addresses.iter().enumerate() {
        let at = all.item(index);
        match of_type {
            "FQDN" if text.is_empty() => {
                out.required(at);
            }
            "FQDN" => format(Some(text), formats::domain_name, at, out),
            "IPv4" | "IPv6" => ip(text, Some(of_type), at, out),
            _ => {}
        }
    }
    labels::labels(&it.deprecated_topology, at.field("deprecatedTopology"), out);
    let Some(hints) = &it.hints else { return };
    let zones = hints.for_zones.as_deref().unwrap_or_default();
    let nodes = hints.for_nodes.as_deref().unwrap_or_default();
    let (at_zones, at_nodes) = (at.field("hints.forZones"), at.field("hints.forNodes"));
    for (length, at) in [(zones.len(), at_zones), (nodes.len(), at_nodes)] {
        if length > 8 {
            out.invalid(at, "can have 8 items at most");
        }
    }
    lists::unique(zones.iter().map(|it| it.name.as_str()), "name", at_zones, out);
    lists::unique(nodes.iter().map(|it| it.name.as_str()), "name", at_nodes, out);
}

/// An address to which traffic can be sent, maybe of one version of the protocol.
fn ip(text: &str, wanted: Option<&str>, at: At<'_>, out: &mut Findings<'_>) {
    let Some(address) = address::parse(text) else {
        format(Some(text), address::ip, at, out);
        return;
    };
    let family = if address.is_ipv4() { "IPv4" } else { "IPv6" };
    if let Some(wanted) = wanted.filter(|wanted| *wanted != family) {
        out.invalid(at, &format!("must be an address of `{wanted}`, as `addressType` says"));
    }
    if let Some(fault) = address::special(address) {
        out.invalid(at, fault);
    }
}

/// `validatePorts`. One port may go without a name.
fn ports(ports: &[EndpointPort], at: At<'_>, out: &mut Findings<'_>) {
    if ports.len() > 20_000 {
        out.invalid(at, "can have 20000 items at most");
        return;
    }
    let mut nameless = None;
    for (index, it) in ports.iter().enumerate() {
        let at_port = at.item(index);
        if it.name.as_deref().unwrap_or_default().is_empty() {
            match nameless {
                None => nameless = Some(index),
                Some(first) => {
                    out.duplicate(at_port.field("name"), at.item(first))
                        .help("one port at most can go without a name");
                }
            }
        }
        if it.protocol.as_deref() == Some("") {
            out.unsupported(at_port.field("protocol"), &PROTOCOLS);
        }
    }
    lists::unique(ports.iter().map(|it| it.name.as_deref().unwrap_or_default()), "name", at, out);
}

/// `ValidateEndpointsCreate`.
pub(super) fn endpoints(it: &Endpoints, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("subsets");
    for (index, it) in it.subsets.iter().flatten().enumerate() {
        subset(it, all.item(index), out);
    }
}

/// `validateEndpointSubsets`, of one.
fn subset(it: &EndpointSubset, at: At<'_>, out: &mut Findings<'_>) {
    let ready = it.addresses.as_deref().unwrap_or_default();
    let other = it.not_ready_addresses.as_deref().unwrap_or_default();
    if ready.is_empty() && other.is_empty() {
        out.required(at).help("write `addresses` or `notReadyAddresses`");
    }
    for (addresses, at) in [(ready, at.field("addresses")), (other, at.field("notReadyAddresses"))] {
        for (index, it) in addresses.iter().enumerate() {
            endpoint_address(it, at.item(index), out);
        }
    }
    let ports = it.ports.as_deref().unwrap_or_default();
    let all = at.field("ports");
    for (index, it) in ports.iter().enumerate() {
        let at = all.item(index);
        if ports.len() > 1 && it.name.as_deref().unwrap_or_default().is_empty() {
            out.required(at.field("name")).help("of several ports, each must have a name");
        }
        numbers::within(Some(it.port), 1, 65535, at.field("port"), out);
    }
}

/// `validateEndpointAddress`.
fn endpoint_address(it: &EndpointAddress, at: At<'_>, out: &mut Findings<'_>) {
    if !it.ip.is_empty() {
        ip(&it.ip, None, at.field("ip"), out);
    }
    format(it.node_name.as_deref(), formats::dns_subdomain, at.field("nodeName"), out);
}
