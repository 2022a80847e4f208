//! Ranges of addresses for Services, and the addresses that are taken from them.
//!
//! From `pkg/apis/networking/validation/validation.go` in Kubernetes 1.36.

use k8s_openapi::api::networking::v1::{IPAddress, ServiceCIDR};

use super::super::at::At;
use super::super::findings::Findings;
use super::format;
use crate::kubernetes::address::{Range, cidr, ip};
use crate::kubernetes::formats;

/// `ValidateServiceCIDR`: one range, or one of each version of the protocol.
pub(super) fn service_cidr(it: &ServiceCIDR, at: At<'_>, out: &mut Findings<'_>) {
    let all = at.field("spec.cidrs");
    let ranges = it.spec.as_ref().and_then(|it| it.cidrs.as_deref()).unwrap_or_default();
    if ranges.is_empty() {
        out.required(all);
        return;
    }
    if ranges.len() > 2 {
        out.invalid(all, "can have two ranges at most, one of each version of the protocol");
    }
    for (index, range) in ranges.iter().enumerate() {
        format(Some(range), cidr, all.item(index), out);
    }
    let is_ipv4 = |range: &String| Range::parse(range).map(Range::is_ipv4);
    if let [first, second] = ranges
        && let (Some(first), Some(second)) = (is_ipv4(first), is_ipv4(second))
        && first == second
    {
        out.invalid(all, "cannot have two ranges of one version of the protocol");
    }
}

/// `ValidateIPAddress`.
pub(super) fn ip_address(it: &IPAddress, at: At<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = it.metadata.name.as_deref().filter(|name| !name.is_empty()).and_then(ip) {
        out.invalid(at.field("metadata.name"), fault);
    }
    let parent = at.field("spec.parentRef");
    let it = &it.spec.parent_ref;
    for (text, field) in [(&it.resource, "resource"), (&it.name, "name")] {
        if text.is_empty() {
            out.required(parent.field(field));
        } else {
            format(Some(text), formats::path_segment, parent.field(field), out);
        }
    }
    let group = it.group.as_deref().filter(|group| !group.is_empty());
    format(group, formats::dns_subdomain, parent.field("group"), out);
    let namespace = it.namespace.as_deref().filter(|namespace| !namespace.is_empty());
    format(namespace, formats::path_segment, parent.field("namespace"), out);
}
