//! The addresses that a Service has within the cluster.
//!
//! From `ValidateServiceClusterIPsRelatedFields` in `pkg/apis/core/validation/validation.go`, and from `initIPFamilyFields`
//! in `pkg/registry/core/service/storage/alloc.go`, in Kubernetes 1.36.

use k8s_openapi::api::core::v1::ServiceSpec;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::lists;
use super::format;
use crate::kubernetes::address;

const FAMILIES: [&str; 2] = ["IPv4", "IPv6"];
const POLICIES: [&str; 3] = ["PreferDualStack", "RequireDualStack", "SingleStack"];

/// Whether it has no address of its own.
pub(super) fn is_headless(it: &ServiceSpec) -> bool {
    it.cluster_ip.as_deref() == Some("None")
}

/// Its addresses and their families, for all Services but those that stand for a name.
pub(super) fn addresses(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    let first = it.cluster_ip.as_deref().unwrap_or_default();
    let listed = it.cluster_ips.as_deref().unwrap_or_default();
    let all = at.field("clusterIPs");
    families(it, at, out);
    if listed.is_empty() {
        // The list is filled in from this one.
        if !matches!(first, "" | "None") {
            format(Some(first), address::ip, at.field("clusterIP"), out);
        }
        return;
    }
    if first.is_empty() {
        out.invalid(all, "cannot be set when `clusterIP` is not")
            .help("write `clusterIP`: the list is made from it");
    } else if listed[0] != first {
        out.invalid(all, "must begin with what `clusterIP` says").see(at.field("clusterIP"), "this one");
    }
    let mut wrong = false;
    for (index, text) in listed.iter().enumerate() {
        if index == 0 && text == "None" {
            if listed.len() > 1 {
                out.invalid(all, "cannot have another address beside `None`");
                wrong = true;
            }
        } else if let Some(fault) = address::ip(text) {
            out.invalid(all.item(index), fault);
            wrong = true;
        }
    }
    if listed.len() > 2 {
        out.invalid(all, "can have two addresses at most, one of each version of the protocol");
    } else if !wrong
        && let [one, other] = listed
        && family(one) == family(other)
    {
        out.invalid(all, "cannot have two addresses of one version of the protocol");
    }
    if wrong || is_headless(it) {
        return;
    }
    let wanted = it.ip_families.as_deref().unwrap_or_default();
    for (index, (text, wanted)) in listed.iter().zip(wanted).enumerate() {
        if FAMILIES.contains(&wanted.as_str()) && family(text) != wanted {
            out.invalid(all.item(index), &format!("must be an address of `{wanted}`"))
                .see(at.field("ipFamilies").item(index), "asked for here");
        }
    }
}

/// The families of its addresses, and how many it has.
fn families(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    let listed = it.ip_families.as_deref().unwrap_or_default();
    let all = at.field("ipFamilies");
    for (index, family) in listed.iter().enumerate() {
        if !FAMILIES.contains(&family.as_str()) {
            out.unsupported(all.item(index), &FAMILIES);
        }
    }
    lists::distinct(listed, all, out);
    let Some(policy) = it.ip_family_policy.as_deref() else { return };
    let place = at.field("ipFamilyPolicy");
    if !POLICIES.contains(&policy) {
        out.unsupported(place, &POLICIES);
    } else if policy == "SingleStack" {
        let addresses = it.cluster_ips.as_ref().map_or(0, Vec::len);
        if addresses == 2 {
            out.invalid(place, "cannot be `SingleStack` when there are two addresses")
                .see(at.field("clusterIPs"), "two here");
        } else if listed.len() == 2 {
            out.invalid(place, "cannot be `SingleStack` when there are two families").see(all, "two here");
        }
    }
}

/// The family of an address that is right.
fn family(text: &str) -> &'static str {
    if text.contains(':') { FAMILIES[1] } else { FAMILIES[0] }
}
