//! Network policies.
//!
//! From `pkg/apis/networking/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::networking::v1::{IPBlock, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, numbers, with};
use super::port;
use crate::kubernetes::address::{Range, cidr};

/// `ValidateNetworkPolicySpec`.
pub(super) fn spec(it: &NetworkPolicySpec, at: At<'_>, out: &mut Findings<'_>) {
    with(it.pod_selector.as_ref(), |it| labels::selector(it, at.field("podSelector"), out));
    let (all_in, all_out) = (at.field("ingress"), at.field("egress"));
    for (index, rule) in it.ingress.iter().flatten().enumerate() {
        let at = all_in.item(index);
        ports(rule.ports.as_deref(), at.field("ports"), out);
        peers(rule.from.as_deref(), at.field("from"), out);
    }
    for (index, rule) in it.egress.iter().flatten().enumerate() {
        let at = all_out.item(index);
        ports(rule.ports.as_deref(), at.field("ports"), out);
        peers(rule.to.as_deref(), at.field("to"), out);
    }
    if it.policy_types.as_ref().is_some_and(|types| types.len() > 2) {
        out.invalid(at.field("policyTypes"), "can have two items at most");
    }
}

/// `ValidateNetworkPolicyPort`.
fn ports(ports: Option<&[NetworkPolicyPort]>, at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in ports.unwrap_or_default().iter().enumerate() {
        let at = at.item(index);
        with(it.port.as_ref(), |it| port(it, at.field("port"), out));
        let Some(last) = it.end_port else { continue };
        let end = at.field("endPort");
        match &it.port {
            None => {
                out.invalid(end, "cannot be set when there is no `port` to begin with");
            }
            Some(IntOrString::String(_)) => {
                out.invalid(end, "cannot be set when `port` is a name").see(at.field("port"), "a name");
            }
            Some(IntOrString::Int(first)) if last < *first => {
                out.invalid(end, "cannot be less than `port`").see(at.field("port"), "the first one");
            }
            Some(IntOrString::Int(_)) => numbers::within(Some(last), 1, 65535, end, out),
        }
    }
}

/// `ValidateNetworkPolicyPeer`.
fn peers(peers: Option<&[NetworkPolicyPeer]>, at: At<'_>, out: &mut Findings<'_>) {
    for (index, it) in peers.unwrap_or_default().iter().enumerate() {
        let at = at.item(index);
        with(it.pod_selector.as_ref(), |it| labels::selector(it, at.field("podSelector"), out));
        with(it.namespace_selector.as_ref(), |it| labels::selector(it, at.field("namespaceSelector"), out));
        with(it.ip_block.as_ref(), |it| ip_block(it, at.field("ipBlock"), out));
        let selects = it.pod_selector.is_some() || it.namespace_selector.is_some();
        match it.ip_block.is_some() {
            false if !selects => {
                out.required(at).help("write `podSelector: {}` for all pods, or `ipBlock`");
            }
            true if selects => {
                out.forbidden(at.field("ipBlock"), "cannot be set beside a selector")
                    .help("give it an item of the list of its own");
            }
            _ => {}
        }
    }
}

/// `ValidateIPBlock`.
fn ip_block(it: &IPBlock, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = cidr(&it.cidr).filter(|_| !it.cidr.is_empty()) {
        out.invalid(at.field("cidr"), fault);
    }
    let all = at.field("except");
    for (index, except) in it.except.iter().flatten().enumerate() {
        if let Some(fault) = cidr(except) {
            out.invalid(all.item(index), fault);
        }
        if let (Some(range), Some(part)) = (Range::parse(&it.cidr), Range::parse(except))
            && !range.is_larger_than(part)
        {
            out.invalid(all.item(index), "must be a part of `cidr`, and not all of it")
                .see(at.field("cidr"), "this range");
        }
    }
}
