//! Addresses of the cluster and the ranges that they come from.
//!
//! From `ValidateIPAddress` and `ValidateServiceCIDR` in `pkg/apis/networking/validation/validation.go` of Kubernetes
//! 1.36. What a reference to a parent takes is said by the tables.

use k8s_openapi::api::networking::v1::{IPAddress, ServiceCIDRSpec};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::lists;
use crate::kubernetes::address::{self, Range};

/// `ValidateIPAddressName`: an address is its own name.
pub(super) fn address(it: &IPAddress, at: At<'_>, out: &mut Findings<'_>) {
    let at = at.field("metadata");
    let name = it.metadata.name.as_deref().unwrap_or_default();
    let prefix = it.metadata.generate_name.as_deref().unwrap_or_default();
    if !name.is_empty() {
        canonical(address::canonical_ip(name), at.field("name"), out);
    }
    if !prefix.is_empty() {
        out.invalid(at.field("generateName"), "makes no name that is an IP address")
            .help("write the address as `name`");
    }
}

/// `validateServiceCIDRSpec`: a range, or one of each family.
pub(super) fn ranges(it: Option<&ServiceCIDRSpec>, at: At<'_>, out: &mut Findings<'_>) {
    let at = at.field("cidrs");
    let ranges = it.and_then(|it| it.cidrs.as_deref()).unwrap_or_default();
    if ranges.is_empty() {
        out.required(at).help("write at least one range, as `10.96.0.0/16`");
    }
    if !lists::at_most(ranges.len(), 2, at, out) {
        return;
    }
    for (index, range) in ranges.iter().enumerate() {
        canonical(address::canonical_cidr(range), at.item(index), out);
    }
    if let [first, second] = ranges
        && let (Some(first), Some(second)) = (Range::parse(first), Range::parse(second))
        && first.is_ipv4() == second.is_ipv4()
    {
        out.invalid(at, "can have one range of each family, IPv4 and IPv6");
    }
}

/// Says what is wrong with a text, and what to write.
fn canonical(fault: Option<(&'static str, Option<String>)>, at: At<'_>, out: &mut Findings<'_>) {
    let Some((fault, right)) = fault else { return };
    let finding = out.invalid(at, fault);
    if let Some(right) = right {
        finding.help(&format!("write `{right}`"));
    }
}
