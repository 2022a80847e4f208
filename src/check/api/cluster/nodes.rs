//! Nodes, and what runs containers on them.

use std::net::IpAddr;

use k8s_openapi::api::core::v1::{Node, Taint, Toleration};
use k8s_openapi::api::node::v1::RuntimeClass;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::super::{lists, pods};
use super::{At, Findings, labels, with};
use crate::kubernetes::formats;
use crate::kubernetes::quantity::Amount;

/// `ValidateNode`.
pub(super) fn node(it: &Node, at: At<'_>, out: &mut Findings<'_>) {
    let Some(spec) = &it.spec else { return };
    let at = at.field("spec");
    taints(spec.taints.as_deref().unwrap_or_default(), at.field("taints"), out);
    // Of the two fields the one with the older name counts, if they do not say the same.
    let older = spec.pod_cidr.as_deref().unwrap_or_default();
    let all = spec.pod_cidrs.as_deref().unwrap_or_default();
    if !older.is_empty() && all.first().is_none_or(|first| first != older) {
        if family(older).is_none() {
            no_range(at.field("podCIDR"), out);
        }
        return;
    }
    let ranges = at.field("podCIDRs");
    let families: Vec<_> = all.iter().map(|range| family(range)).collect();
    for (index, _) in families.iter().enumerate().filter(|(_, family)| family.is_none()) {
        no_range(ranges.item(index), out);
    }
    if families.len() > 2 || (families.len() == 2 && families[0] == families[1]) {
        out.invalid(ranges, "can have one range of IPv4 and one of IPv6 only");
    }
}

fn no_range(at: At<'_>, out: &mut Findings<'_>) {
    out.invalid(at, "is no range of addresses").help("write it as `10.244.0.0/24` or `fd00:1::/64`");
}

/// Whether a range of addresses is of IPv6, if it is one.
fn family(range: &str) -> Option<bool> {
    let (address, bits) = range.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv6() { 128 } else { 32 };
    let digits = bits.bytes().all(|byte| byte.is_ascii_digit());
    (digits && bits.parse::<u8>().ok()? <= most).then_some(address.is_ipv6())
}

/// `validateNodeTaints`. Keys and effects are judged wherever a taint stands.
fn taints(all: &[Taint], at: At<'_>, out: &mut Findings<'_>) {
    for (index, taint) in all.iter().enumerate() {
        let at_taint = at.item(index);
        if let Some(fault) = taint.value.as_deref().and_then(formats::label_value) {
            out.invalid(at_taint.field("value"), fault);
        }
    }
    lists::distinct(all.iter().map(|taint| (&taint.key, &taint.effect)), at, out);
}

/// `ValidateRuntimeClass`.
pub(super) fn runtime_class(it: &RuntimeClass, at: At<'_>, out: &mut Findings<'_>) {
    with(it.overhead.as_ref().and_then(|it| it.pod_fixed.as_ref()), |fixed| {
        let at = at.field("overhead.podFixed");
        for (name, Quantity(amount)) in fixed {
            if Amount::read(amount).is_some_and(Amount::is_negative) {
                out.invalid(at.key(name), "must be at least 0");
            }
        }
    });
    let Some(it) = &it.scheduling else { return };
    let at = at.field("scheduling");
    labels::labels(&it.node_selector, at.field("nodeSelector"), out);
    let tolerations = it.tolerations.as_deref().unwrap_or_default();
    let all = at.field("tolerations");
    for (index, toleration) in tolerations.iter().enumerate() {
        pods::toleration(toleration, all.item(index), out);
    }
    let whole = |it: &Toleration| {
        let Toleration { effect, key, operator, toleration_seconds, value } = it.clone();
        (effect, key, operator, toleration_seconds, value)
    };
    lists::distinct(tolerations.iter().map(whole), all, out);
}
