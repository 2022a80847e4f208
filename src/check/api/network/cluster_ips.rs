//! The addresses of Services within the cluster, and their families.
//!
//! From `ValidateServiceClusterIPsRelatedFields` in `pkg/apis/core/validation/validation.go`, and `normalizeClusterIPs` and
//! `initIPFamilyFields` in `pkg/registry/core/service/storage`, of Kubernetes 1.36. Which families and ranges a cluster has,
//! only the cluster knows.

use k8s_openapi::api::core::v1::ServiceSpec;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::lists;
use crate::kubernetes::address;

const FAMILIES: &[&str] = &["IPv4", "IPv6"];
const POLICIES: &[&str] = &["PreferDualStack", "RequireDualStack", "SingleStack"];

/// `clusterIPs`, or `clusterIP` alone if they are absent: so the server fills them in.
fn all(it: &ServiceSpec) -> Vec<&str> {
    match it.cluster_ips.as_deref() {
        Some(all @ [_, ..]) => all.iter().map(String::as_str).collect(),
        _ => it.cluster_ip.as_deref().filter(|it| !it.is_empty()).into_iter().collect(),
    }
}

/// Whether a Service has no address of its own.
pub(super) fn is_headless(it: &ServiceSpec) -> bool {
    all(it) == ["None"]
}

/// The field that the first address was written in.
pub(super) fn first_place(it: &ServiceSpec) -> &'static str {
    if has_list(it) { "clusterIPs" } else { "clusterIP" }
}

fn has_list(it: &ServiceSpec) -> bool {
    it.cluster_ips.as_ref().is_some_and(|all| !all.is_empty())
}

/// The addresses of any but an `ExternalName`.
pub(super) fn addresses(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    same(it, at, out);
    families(it, at, out);
    let all = all(it);
    if well_formed(it, &all, at, out) {
        of_their_families(it, &all, at, out);
        two_need_a_policy(it, &all, at, out);
    }
}

/// `clusterIP` is the first of `clusterIPs`.
fn same(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    let Some([first, ..]) = it.cluster_ips.as_deref() else { return };
    let list = at.field("clusterIPs");
    let alone = at.field("clusterIP");
    match it.cluster_ip.as_deref().unwrap_or_default() {
        "" => {
            out.invalid(list, "cannot be set without `clusterIP`")
                .help(&format!("write `clusterIP: {first}` beside it"));
        }
        one if one != first => {
            out.invalid(list, "must begin with what `clusterIP` says").see(alone, "said here");
        }
        _ => {}
    }
}

/// The words of `ipFamilies`, each once, and of `ipFamilyPolicy`.
fn families(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    let families = it.ip_families.as_deref().unwrap_or_default();
    let list = at.field("ipFamilies");
    for (index, _) in families.iter().enumerate().filter(|(_, word)| !FAMILIES.contains(&word.as_str())) {
        out.unsupported(list.item(index), FAMILIES);
    }
    lists::distinct(families, list, out);
    if it.ip_family_policy.as_deref().is_some_and(|word| !POLICIES.contains(&word)) {
        out.unsupported(at.field("ipFamilyPolicy"), POLICIES);
    }
}

/// Each is an address, or the only one is `None`.
fn well_formed(it: &ServiceSpec, all: &[&str], at: At<'_>, out: &mut Findings<'_>) -> bool {
    let list = at.field("clusterIPs");
    let alone = at.field("clusterIP");
    let mut right = true;
    for (index, text) in all.iter().enumerate() {
        if index == 0 && *text == "None" {
            if all.len() > 1 {
                out.invalid(list, "cannot have an address beside `None`");
                right = false;
            }
        } else if let Some(fault) = address::ip(text) {
            let finding = out.invalid(if has_list(it) { list.item(index) } else { alone }, fault);
            if text.eq_ignore_ascii_case("none") {
                finding.help("write `None`");
            }
            right = false;
        }
    }
    lists::at_most(all.len(), 2, list, out) && right
}

/// Two addresses are of two families, and of those that `ipFamilies` says.
fn of_their_families(it: &ServiceSpec, all: &[&str], at: At<'_>, out: &mut Findings<'_>) {
    let list = at.field("clusterIPs");
    let alone = at.field("clusterIP");
    let is_v4: Vec<bool> =
        all.iter().filter_map(|text| address::parse(text)).map(|ip| ip.is_ipv4()).collect();
    if matches!(is_v4[..], [first, second] if first == second) {
        out.invalid(list, "can have one address of each family, IPv4 and IPv6");
    }
    let families = it.ip_families.as_deref().unwrap_or_default();
    for (index, (is_v4, family)) in is_v4.iter().zip(families).enumerate() {
        let right = if *is_v4 { family != "IPv6" } else { family != "IPv4" };
        if !right {
            let place = if has_list(it) { list.item(index) } else { alone };
            out.invalid(place, &format!("must be an {family} address, as `ipFamilies` says"))
                .see(at.field("ipFamilies").item(index), "said here");
        }
    }
}

/// What has two addresses or families says so. Without a policy there is one, or, if nothing is selected and there is no
/// address, there are two.
fn two_need_a_policy(it: &ServiceSpec, all: &[&str], at: At<'_>, out: &mut Findings<'_>) {
    let families = it.ip_families.as_ref().map_or(0, Vec::len);
    let selects = it.selector.as_ref().is_some_and(|all| !all.is_empty());
    let single = match it.ip_family_policy.as_deref() {
        None => selects || !is_headless(it),
        Some(policy) => policy == "SingleStack",
    };
    if !single || (all.len() != 2 && families != 2) {
        return;
    }
    let (what, field) = if families == 2 { ("families", "ipFamilies") } else { ("addresses", "clusterIPs") };
    let policy = at.field("ipFamilyPolicy");
    let finding = if it.ip_family_policy.is_some() {
        out.invalid(policy, &format!("cannot be `SingleStack` when there are two {what}"))
    } else {
        out.required(policy)
    };
    finding.see(at.field(field), "two").help("write `PreferDualStack` or `RequireDualStack`");
}
