//! Network policies.
//!
//! From `ValidateNetworkPolicySpec` in `pkg/apis/networking/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::networking::v1::{IPBlock, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, lists, numbers, with};
use crate::kubernetes::address::{self, Range};
use crate::kubernetes::formats;

/// The words of `policyTypes`.
const TYPES: &[&str] = &["Egress", "Ingress"];

/// `ValidateNetworkPolicySpec`.
pub(super) fn policy(it: &NetworkPolicySpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.pod_selector.as_ref(), |it| labels::selector(it, at.field("podSelector"), out));
    let rules = at.field("ingress");
    for (index, it) in it.ingress.iter().flatten().enumerate() {
        let at = rules.item(index);
        ports(it.ports.as_deref(), at.field("ports"), out);
        peers(it.from.as_deref(), at.field("from"), out);
    }
    let rules = at.field("egress");
    for (index, it) in it.egress.iter().flatten().enumerate() {
        let at = rules.item(index);
        ports(it.ports.as_deref(), at.field("ports"), out);
        peers(it.to.as_deref(), at.field("to"), out);
    }
    let types = it.policy_types.as_deref().unwrap_or_default();
    let at = at.field("policyTypes");
    if lists::at_most(types.len(), TYPES.len(), at, out) {
        for (index, _) in types.iter().enumerate().filter(|(_, word)| !TYPES.contains(&word.as_str())) {
            out.unsupported(at.item(index), TYPES);
        }
    }
}

fn ports(all: Option<&[NetworkPolicyPort]>, at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in all.unwrap_or_default().iter().enumerate() {
        port(it, at.item(index), out);
    }
}

/// `ValidateNetworkPolicyPort`.
fn port(it: &NetworkPolicyPort, at: At<'_>, out: &mut Findings<'_>) {
    let end = at.field("endPort");
    let at = at.field("port");
    match &it.port {
        Some(IntOrString::Int(number)) => {
            numbers::within(Some(*number), 1, 65535, at, out);
            let low = i64::from(*number).max(1);
            if let Some(last) = it.end_port.map(i64::from).filter(|last| *last < low) {
                let predicate = if last < 1 { "must be at least 1" } else { "must not be less than `port`" };
                out.invalid(end, predicate).see(at, "the first one");
            } else {
                numbers::within(it.end_port, 1, 65535, end, out);
            }
        }
        Some(IntOrString::String(name)) => {
            if let Some(fault) = formats::port_name(name) {
                out.invalid(at, fault);
            }
            if it.end_port.is_some() {
                out.invalid(end, "cannot be set when `port` is a name").see(at, "a name");
            }
        }
        None if it.end_port.is_some() => {
            out.invalid(end, "cannot be set without `port`").help("say the first port as `port`");
        }
        None => {}
    }
}

fn peers(all: Option<&[NetworkPolicyPeer]>, at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in all.unwrap_or_default().iter().enumerate() {
        peer(it, at.item(index), out);
    }
}

/// `ValidateNetworkPolicyPeer`.
fn peer(it: &NetworkPolicyPeer, at: At<'_>, out: &mut Findings<'_>) {
    with(it.pod_selector.as_ref(), |it| labels::selector(it, at.field("podSelector"), out));
    with(it.namespace_selector.as_ref(), |it| labels::selector(it, at.field("namespaceSelector"), out));
    with(it.ip_block.as_ref(), |it| block(it, at.field("ipBlock"), out));
    let selects = it.pod_selector.is_some() || it.namespace_selector.is_some();
    if selects && it.ip_block.is_some() {
        out.forbidden(at.field("ipBlock"), "cannot be set beside a selector")
            .help("make two peers of it, one with `ipBlock` alone");
    } else if !selects && it.ip_block.is_none() {
        out.required(at).help("write `podSelector: {}` for all pods, `namespaceSelector` or `ipBlock`");
    }
}

/// `ValidateIPBlock`: what is left out must be in the block, and less than all of it. How `cidr` is written is said by the
/// tables.
fn block(it: &IPBlock, at: At<'_>, out: &mut Findings<'_>) {
    let block = Range::parse(&it.cidr);
    let all = at.field("except");
    for (index, text) in it.except.iter().flatten().enumerate() {
        if let Some(fault) = address::cidr(text) {
            out.invalid(all.item(index), fault);
        } else if let (Some(block), Some(left_out)) = (block, Range::parse(text))
            && !block.is_larger_than(left_out)
        {
            out.invalid(all.item(index), "must be a part of `cidr`, and not all of it")
                .see(at.field("cidr"), "the whole");
        }
    }
}
