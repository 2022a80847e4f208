//! Services.
//!
//! From `ValidateService` in `pkg/apis/core/validation/validation.go`, and from `initIPFamilyFields` in
//! `pkg/registry/core/service/storage/alloc.go`, in Kubernetes 1.36.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{labels, lists, numbers};
use super::{clusters, format, port};
use crate::kubernetes::{address, formats};

/// What the ranges of addresses were said by before there was a field.
const SOURCES: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";
/// Two annotations that say the same; the first is the older.
const TOPOLOGY: [&str; 2] =
    ["service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode"];
/// The port of the kubelet, which no load balancer may open.
const KUBELET: i32 = 10250;

/// What hangs on the type of a Service. Absent, that is `ClusterIP`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    ClusterIp,
    NodePort,
    LoadBalancer,
    ExternalName,
    Unknown,
}

impl Type {
    fn of(it: &ServiceSpec) -> Type {
        match it.type_.as_deref().unwrap_or_default() {
            "" | "ClusterIP" => Type::ClusterIp,
            "NodePort" => Type::NodePort,
            "LoadBalancer" => Type::LoadBalancer,
            "ExternalName" => Type::ExternalName,
            _ => Type::Unknown,
        }
    }
}

/// `ValidateService`. An absent `spec` is an empty one to the server.
pub(super) fn service(it: &Service, at: At<'_>, out: &mut Findings<'_>) {
    let none = ServiceSpec::default();
    let given = it.metadata.annotations.as_ref();
    let (spec, of_type) = match &it.spec {
        Some(spec) => (spec, Type::of(spec)),
        None => (&none, Type::ClusterIp),
    };
    topology(given, at.field("metadata.annotations"), out);
    sources(spec, given, of_type, at, out);
    let at = at.field("spec");
    let listed = spec.ports.as_deref().unwrap_or_default();
    if listed.is_empty() && !clusters::is_headless(spec) && of_type != Type::ExternalName {
        out.required(at.field("ports")).help("write a port, as `- port: 80`; a headless Service needs none");
    }
    ports(listed, of_type, at.field("ports"), out);
    labels::labels(&spec.selector, at.field("selector"), out);
    affinity(spec, at, out);
    match of_type {
        Type::ExternalName => external_name(spec, at, out),
        _ => clusters::addresses(spec, at, out),
    }
    if matches!(of_type, Type::NodePort | Type::LoadBalancer) && clusters::is_headless(spec) {
        out.invalid(
            at.field("clusterIP"),
            "cannot be `None` when nodes or a load balancer send traffic to it",
        )
        .see(at.field("type"), "asked for here");
    }
    external_addresses(spec, at.field("externalIPs"), out);
    load_balancer(spec, of_type, at, out);
    traffic(spec, of_type, at, out);
}

/// Both annotations that say how traffic stays near say the same.
fn topology(given: Option<&BTreeMap<String, String>>, at: At<'_>, out: &mut Findings<'_>) {
    let [hints, mode] = TOPOLOGY.map(|name| given.and_then(|all| all.get(name)));
    if hints.is_some() && mode.is_some() && hints != mode {
        out.invalid(at.key(TOPOLOGY[1]), "must say the same as the older annotation")
            .see(at.key(TOPOLOGY[0]), "the older one")
            .help("take the older one away");
    }
}

/// `validateServicePort`, and what holds between ports.
fn ports(ports: &[ServicePort], of_type: Type, at: At<'_>, out: &mut Findings<'_>) {
    let mut numbers: FxHashMap<(&str, i32), usize> = FxHashMap::default();
    let mut of_nodes: FxHashMap<(&str, i32), usize> = FxHashMap::default();
    for (index, it) in ports.iter().enumerate() {
        let at_port = at.item(index);
        if ports.len() > 1 && it.name.as_deref().unwrap_or_default().is_empty() {
            out.required(at_port.field("name")).help("of several ports, each must have a name");
        }
        match &it.target_port {
            // Both stand for the same as `port`.
            None | Some(IntOrString::Int(0)) => {}
            Some(IntOrString::String(name)) if name.is_empty() => {}
            Some(target) => port(target, at_port.field("targetPort"), out),
        }
        format(it.app_protocol.as_deref(), formats::qualified_name, at_port.field("appProtocol"), out);
        if of_type == Type::LoadBalancer && it.port == KUBELET {
            out.invalid(at_port.field("port"), "cannot be the port of the kubelet, open to the world");
        }
        let protocol = it.protocol.as_deref().filter(|protocol| !protocol.is_empty()).unwrap_or("TCP");
        let first = *numbers.entry((protocol, it.port)).or_insert(index);
        if first != index {
            out.duplicate(at_port.field("port"), at.item(first).field("port"))
                .help("two ports of one protocol must differ in their number");
        }
        let Some(node) = it.node_port.filter(|node| *node != 0) else { continue };
        if of_type == Type::ClusterIp {
            out.forbidden(at_port.field("nodePort"), "cannot be set when `type` is `ClusterIP`")
                .help("take it away, or write `type: NodePort`");
        }
        let first = *of_nodes.entry((protocol, node)).or_insert(index);
        if first != index {
            out.duplicate(at_port.field("nodePort"), at.item(first).field("nodePort"));
        }
    }
    lists::unique(ports.iter().map(|port| port.name.as_deref().unwrap_or_default()), "name", at, out);
}

/// What an `ExternalName` must have, and what it cannot.
fn external_name(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    let name = it.external_name.as_deref().unwrap_or_default();
    match name.strip_suffix('.').unwrap_or(name) {
        "" => {
            out.required(at.field("externalName")).see(at.field("type"), "asked for by this");
        }
        name => format(Some(name), formats::dns_subdomain, at.field("externalName"), out),
    }
    let set = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let filled = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    for (is_set, field) in [
        (set(&it.cluster_ip), "clusterIP"),
        (filled(&it.cluster_ips), "clusterIPs"),
        (filled(&it.ip_families), "ipFamilies"),
        (it.ip_family_policy.is_some(), "ipFamilyPolicy"),
    ] {
        if is_set {
            out.forbidden(at.field(field), "cannot be set when `type` is `ExternalName`")
                .see(at.field("type"), "set here");
        }
    }
}

/// `validateClientIPAffinityConfig`. For any other affinity the server drops it.
fn affinity(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    if it.session_affinity.as_deref() == Some("ClientIP") {
        let client = it.session_affinity_config.as_ref().and_then(|it| it.client_ip.as_ref());
        let at = at.field("sessionAffinityConfig.clientIP.timeoutSeconds");
        numbers::within(client.and_then(|it| it.timeout_seconds), 1, 86400, at, out);
    }
}

fn external_addresses(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    for (index, text) in it.external_ips.iter().flatten().enumerate() {
        format(Some(text), address::ip, at.item(index), out);
        if let Some(fault) = address::parse(text).and_then(address::special) {
            out.invalid(at.item(index), fault);
        }
    }
}

/// From which addresses a load balancer takes traffic: by the field, or else by the annotation.
fn sources(
    it: &ServiceSpec,
    given: Option<&BTreeMap<String, String>>,
    of_type: Type,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    const MISPLACED: &str = "can be set only when `type` is `LoadBalancer`";
    let ranges = it.load_balancer_source_ranges.as_deref().unwrap_or_default();
    if !ranges.is_empty() {
        let at = at.field("spec.loadBalancerSourceRanges");
        if of_type != Type::LoadBalancer {
            out.forbidden(at, MISPLACED);
        }
        for (index, range) in ranges.iter().enumerate() {
            // Blanks around it were taken in the annotation, and so are here.
            format(Some(range.trim()), address::cidr, at.item(index), out);
        }
        return;
    }
    let Some(text) = given.and_then(|all| all.get(SOURCES)) else { return };
    let all = at.field("metadata.annotations");
    if of_type != Type::LoadBalancer {
        out.forbidden(all.key(SOURCES), MISPLACED);
    }
    let mut ranges = text.split(',').map(str::trim).filter(|_| !text.trim().is_empty());
    if let Some(fault) = ranges.find_map(address::cidr) {
        out.invalid(all.key(SOURCES), &format!("is a list of ranges, each of which {fault}"));
    }
}

/// What only a load balancer has.
fn load_balancer(it: &ServiceSpec, of_type: Type, at: At<'_>, out: &mut Findings<'_>) {
    let is_balanced = of_type == Type::LoadBalancer;
    for (is_set, field) in [
        (it.allocate_load_balancer_node_ports.is_some(), "allocateLoadBalancerNodePorts"),
        (it.load_balancer_class.is_some(), "loadBalancerClass"),
    ] {
        if is_set && !is_balanced {
            out.forbidden(at.field(field), "can be set only when `type` is `LoadBalancer`");
        }
    }
    let class = it.load_balancer_class.as_deref().filter(|_| is_balanced);
    format(class, formats::qualified_name, at.field("loadBalancerClass"), out);
}

/// `validateServiceExternalTrafficPolicy`.
fn traffic(it: &ServiceSpec, of_type: Type, at: At<'_>, out: &mut Findings<'_>) {
    let policy = it.external_traffic_policy.as_deref().unwrap_or_default();
    let has_address = it.external_ips.as_ref().is_some_and(|all| !all.is_empty());
    let is_outside = match of_type {
        Type::NodePort | Type::LoadBalancer => true,
        Type::ClusterIp => has_address,
        Type::ExternalName | Type::Unknown => false,
    };
    if !policy.is_empty() && !is_outside {
        out.forbidden(
            at.field("externalTrafficPolicy"),
            "can be set only when traffic comes from outside: `type` is `NodePort` or `LoadBalancer`, or there are `externalIPs`",
        );
    }
    let Some(number) = it.health_check_node_port.filter(|number| *number != 0) else { return };
    if of_type == Type::LoadBalancer && policy == "Local" {
        numbers::within(Some(number), 1, 65535, at.field("healthCheckNodePort"), out);
    } else {
        out.forbidden(
            at.field("healthCheckNodePort"),
            "can be set only when `type` is `LoadBalancer` and `externalTrafficPolicy` is `Local`",
        );
    }
}
