//! Slices of endpoints.
//!
//! From `ValidateEndpointSlice` in `pkg/apis/discovery/validation/validation.go` of Kubernetes 1.36. Labels of the topology
//! that is deprecated are dropped before.

use k8s_openapi::api::discovery::v1::{Endpoint, EndpointHints, EndpointPort, EndpointSlice};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{lists, with};
use super::endpoints::{PROTOCOLS, target};
use super::written;
use crate::kubernetes::{address, formats};

/// `ValidateEndpointSlice`.
pub(super) fn slice(it: &EndpointSlice, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("endpoints");
    let endpoints = it.endpoints.as_deref().unwrap_or_default();
    if lists::at_most(endpoints.len(), 1000, all, out) {
        for (index, endpoint) in endpoints.iter().enumerate() {
            self::endpoint(endpoint, &it.address_type, all.item(index), out);
        }
    }
    ports(it.ports.as_deref().unwrap_or_default(), at.field("ports"), out);
}

/// `validateEndpoints`. That there is an address is said by the tables.
fn endpoint(it: &Endpoint, address_type: &str, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("addresses");
    lists::at_most(it.addresses.len(), 100, all, out);
    for (index, text) in it.addresses.iter().enumerate() {
        address(text, address_type, all.item(index), out);
    }
    written(it.node_name.as_deref(), formats::dns_subdomain, at.field("nodeName"), out);
    written(it.hostname.as_deref(), formats::dns_label, at.field("hostname"), out);
    with(it.hints.as_ref(), |it| hints(it, at.field("hints"), out));
}

/// An address of the type that all of a slice have; of an unknown type, any.
fn address(text: &str, address_type: &str, at: At<'_>, out: &mut Findings<'_>) {
    match address_type {
        "IPv4" | "IPv6" => {
            let wants_v4 = address_type == "IPv4";
            if target(text, at, out) && address::parse(text).is_some_and(|ip| ip.is_ipv4() != wants_v4) {
                out.invalid(at, &format!("must be an {address_type} address, as `addressType` says"));
            }
        }
        "FQDN" if text.is_empty() => {
            out.required(at);
        }
        "FQDN" => written(Some(text), formats::domain_name, at, out),
        _ => {}
    }
}

/// `validateHints`. How the names are written is said by the tables.
fn hints(it: &EndpointHints, at: At<'_>, out: &mut Findings<'_>) {
    let zones = it.for_zones.iter().flatten().map(|zone| zone.name.as_str()).collect();
    names(zones, at.field("forZones"), out);
    let nodes = it.for_nodes.iter().flatten().map(|node| node.name.as_str()).collect();
    names(nodes, at.field("forNodes"), out);
}

/// At most eight names that differ.
fn names(names: Vec<&str>, at: At<'_>, out: &mut Findings<'_>) {
    if lists::at_most(names.len(), 8, at, out) {
        for (index, first) in lists::repeated(names.into_iter().enumerate()) {
            out.duplicate(at.item(index).field("name"), at.item(first).field("name"));
        }
    }
}

/// `validatePorts`. The server looks at no number here. One port may have no name.
fn ports(all: &[EndpointPort], at: At<'_>, out: &mut Findings<'_>) {
    if !lists::at_most(all.len(), 20_000, at, out) {
        return;
    }
    for (index, it) in all.iter().enumerate() {
        let at = at.item(index);
        let name = it.name.as_deref().filter(|name| !name.is_empty());
        written(name, formats::dns_label, at.field("name"), out);
        if it.protocol.as_ref().is_some_and(|protocol| !PROTOCOLS.contains(&protocol.as_str())) {
            out.unsupported(at.field("protocol"), PROTOCOLS);
        }
        written(it.app_protocol.as_deref(), formats::qualified_name, at.field("appProtocol"), out);
    }
    let names = all.iter().map(|it| it.name.as_deref().unwrap_or_default());
    for (index, first) in lists::repeated(names.enumerate()) {
        out.duplicate(at.item(index).field("name"), at.item(first).field("name"))
            .help("one port of a slice may have no name; the names of the others must differ");
    }
}
