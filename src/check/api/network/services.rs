//! Services.
//!
//! From `ValidateService` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36, and from what
//! `pkg/registry/core/service/storage` checks before it. The addresses, the ports and the ways of the traffic have files of
//! their own.

use k8s_openapi::api::core::v1::{Service, ServiceSpec};

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, numbers};
use super::{cluster_ips, node_ports, service_ports, service_type, traffic};
use crate::kubernetes::formats;

/// `ValidateService`.
pub(super) fn service(it: &Service, at: At<'_>, out: &mut Findings<'_>) {
    topology(it, at.field("metadata"), out);
    let Some(spec) = &it.spec else { return };
    let metadata = at.field("metadata");
    let at = at.field("spec");
    let headless = cluster_ips::is_headless(spec);
    match service_type(spec) {
        "ExternalName" => external_name(spec, at, out),
        word @ ("LoadBalancer" | "NodePort") => {
            if headless {
                let place = cluster_ips::first_place(spec);
                out.invalid(at.field(place), &format!("cannot be `None` when `type` is `{word}`"))
                    .see(at.field("type"), "set here");
            }
            cluster_ips::addresses(spec, at, out);
        }
        _ => cluster_ips::addresses(spec, at, out),
    }
    if spec.ports.as_ref().is_none_or(Vec::is_empty) && !headless && service_type(spec) != "ExternalName" {
        out.required(at.field("ports")).help("only a Service with `clusterIP: None` may be without ports");
    }
    service_ports::ports(spec, at.field("ports"), out);
    node_ports::ports(spec, at, out);
    labels::labels(&spec.selector, at.field("selector"), out);
    affinity(spec, at, out);
    traffic::external_ips(spec, at.field("externalIPs"), out);
    traffic::source_ranges(spec, it.metadata.annotations.as_ref(), at, metadata, out);
    traffic::load_balancer(spec, at, out);
    traffic::external_policy(spec, at, out);
}

/// The annotation for hints of zones, and the one that it had been before.
const TOPOLOGY_MODE: &str = "service.kubernetes.io/topology-mode";
const TOPOLOGY_HINTS: &str = "service.kubernetes.io/topology-aware-hints";

fn topology(it: &Service, at: At<'_>, out: &mut Findings<'_>) {
    let Some(annotations) = &it.metadata.annotations else { return };
    if let (Some(mode), Some(hints)) = (annotations.get(TOPOLOGY_MODE), annotations.get(TOPOLOGY_HINTS))
        && mode != hints
    {
        let at = at.field("annotations");
        out.invalid(at.key(TOPOLOGY_MODE), "must say the same as the annotation that it replaces")
            .see(at.key(TOPOLOGY_HINTS), "the one before")
            .help("leave the one before out");
    }
}

/// What a Service that is but a name in the DNS needs, and cannot have.
fn external_name(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    let is_some = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    let alone = it.cluster_ip.as_ref().is_some_and(|it| !it.is_empty());
    for (is_set, field) in [
        (is_some(&it.cluster_ips), "clusterIPs"),
        (alone && !is_some(&it.cluster_ips), "clusterIP"),
        (is_some(&it.ip_families), "ipFamilies"),
        (it.ip_family_policy.is_some(), "ipFamilyPolicy"),
    ] {
        if is_set {
            out.forbidden(at.field(field), "cannot be set when `type` is `ExternalName`")
                .see(at.field("type"), "set here");
        }
    }
    let name = it.external_name.as_deref().unwrap_or_default();
    match name.strip_suffix('.').unwrap_or(name) {
        "" => {
            out.required(at.field("externalName")).see(at.field("type"), "a Service of this type has one");
        }
        name => {
            if let Some(fault) = formats::dns_subdomain(name) {
                out.invalid(at.field("externalName"), fault);
            }
        }
    }
}

/// `validateClientIPAffinityConfig`. The server fills in what is absent, and drops what is of no use.
fn affinity(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    if it.session_affinity.as_deref() != Some("ClientIP") {
        return;
    }
    let config = it.session_affinity_config.as_ref().and_then(|it| it.client_ip.as_ref());
    let at = at.field("sessionAffinityConfig.clientIP.timeoutSeconds");
    numbers::within(config.and_then(|it| it.timeout_seconds), 1, 86400, at, out);
}
