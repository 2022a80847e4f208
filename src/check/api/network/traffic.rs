//! The ways by which traffic comes to Services from outside of the cluster.
//!
//! From `ValidateService`, `validateLoadBalancerClassField` and `validateServiceExternalTrafficPolicy` in
//! `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::ServiceSpec;

use super::super::at::At;
use super::super::findings::Findings;
use super::endpoints::target;
use super::{service_type, written};
use crate::kubernetes::{address, formats};

/// Addresses of the nodes, or of what is before them.
pub(super) fn external_ips(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    for (index, text) in it.external_ips.iter().flatten().enumerate() {
        target(text, at.item(index), out);
    }
}

/// The annotation that said `loadBalancerSourceRanges` before there was a field for it.
const RANGES: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";

/// From where a balancer takes traffic. The annotation counts if the field is empty. Blanks around a range are taken.
pub(super) fn source_ranges(
    it: &ServiceSpec,
    annotations: Option<&BTreeMap<String, String>>,
    at: At<'_>,
    metadata: At<'_>,
    out: &mut Findings<'_>,
) {
    let list = at.field("loadBalancerSourceRanges");
    let ranges = it.load_balancer_source_ranges.as_deref().unwrap_or_default();
    if !ranges.is_empty() {
        only_of_balancers(it, list, at, out);
        for (index, range) in ranges.iter().enumerate() {
            written(Some(range.trim()), address::cidr, list.item(index), out);
        }
    } else if let Some(text) = annotations.and_then(|all| all.get(RANGES)) {
        let all = metadata.field("annotations");
        let place = all.key(RANGES);
        only_of_balancers(it, place, at, out);
        let fault = text.split(',').find_map(|range| address::cidr(range.trim()));
        if let Some(fault) = fault.filter(|_| !text.trim().is_empty()) {
            out.invalid(place, &format!("must be ranges with commas between them, and one {fault}"));
        }
    }
}

/// Fields that only Services with a balancer have.
pub(super) fn load_balancer(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    if it.allocate_load_balancer_node_ports.is_some() {
        only_of_balancers(it, at.field("allocateLoadBalancerNodePorts"), at, out);
    }
    let class = at.field("loadBalancerClass");
    match it.load_balancer_class.as_deref() {
        None => {}
        Some(name) if service_type(it) == "LoadBalancer" => {
            written(Some(name), formats::qualified_name, class, out);
        }
        Some(_) => only_of_balancers(it, class, at, out),
    }
}

fn only_of_balancers(it: &ServiceSpec, place: At<'_>, at: At<'_>, out: &mut Findings<'_>) {
    if service_type(it) == "LoadBalancer" {
        return;
    }
    let finding = out.forbidden(place, "can be set only when `type` is `LoadBalancer`");
    match &it.type_ {
        Some(_) => finding.see(at.field("type"), "this type"),
        None => finding.help("without a `type`, it is `ClusterIP`"),
    };
}

/// `validateServiceExternalTrafficPolicy`. What it says of `healthCheckNodePort` is beside the ports of nodes.
pub(super) fn external_policy(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    const POLICIES: &[&str] = &["Cluster", "Local"];
    let Some(policy) = it.external_traffic_policy.as_deref().filter(|policy| !policy.is_empty()) else {
        return;
    };
    let has_external_ips = it.external_ips.as_ref().is_some_and(|all| !all.is_empty());
    let is_reached = match service_type(it) {
        "LoadBalancer" | "NodePort" => true,
        word => word == "ClusterIP" && has_external_ips,
    };
    let at = at.field("externalTrafficPolicy");
    if !is_reached {
        out.forbidden(at, "cannot be set of a Service that is not reached from outside of the cluster")
            .help("write `type: NodePort` or `type: LoadBalancer`, or leave it out");
    } else if !POLICIES.contains(&policy) {
        out.unsupported(at, POLICIES);
    }
}
