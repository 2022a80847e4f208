//! The ports of the nodes at which Services are reached.
//!
//! From `ValidateService` in `pkg/apis/core/validation/validation.go`, and `initNodePorts` and `allocHealthCheckNodePort` in
//! `pkg/registry/core/service/storage/alloc.go`, of Kubernetes 1.36. Which ports a cluster gives out, and which others have
//! taken, only the cluster knows.

use k8s_openapi::api::core::v1::{ServicePort, ServiceSpec};
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{lists, numbers};
use super::service_ports::protocol;
use super::service_type;

/// The ports of nodes that a Service asks for.
pub(super) fn ports(it: &ServiceSpec, at: At<'_>, out: &mut Findings<'_>) {
    let ports = it.ports.as_deref().unwrap_or_default();
    let places = at.field("ports");
    let asked = || ports.iter().enumerate().filter_map(|(index, it)| Some((index, it, asked(it)?)));
    match service_type(it) {
        "ClusterIP" => {
            for (index, _, _) in asked() {
                out.forbidden(
                    places.item(index).field("nodePort"),
                    "cannot be set when `type` is `ClusterIP`",
                )
                .help("write `type: NodePort`");
            }
        }
        "LoadBalancer" | "NodePort" => {
            for (index, _, number) in asked() {
                numbers::within(Some(number), 1, 65535, places.item(index).field("nodePort"), out);
            }
            let taken = Taken::by(ports, places, out);
            health_check(it, &taken, at, out);
        }
        _ => {
            for (index, first) in
                lists::repeated(asked().map(|(index, it, port)| (index, (protocol(it), port))))
            {
                out.duplicate(places.item(index).field("nodePort"), places.item(first).field("nodePort"));
            }
        }
    }
    if !needs_health_check(it) && it.health_check_node_port.is_some_and(|port| port != 0) {
        out.forbidden(
            at.field("healthCheckNodePort"),
            "can be set only when `type` is `LoadBalancer` and `externalTrafficPolicy` is `Local`",
        );
    }
}

/// The port of the nodes that is asked for; 0 is none.
fn asked(it: &ServicePort) -> Option<i32> {
    it.node_port.filter(|port| *port != 0)
}

/// Which port of a Service took a port of the nodes first.
struct Taken(FxHashMap<i32, usize>);

impl Taken {
    /// Gives the ports out as the server does, and reports those that are gone. Ports with the same number and different
    /// protocols share one; all others need their own, whatever the protocol.
    fn by(ports: &[ServicePort], at: At<'_>, out: &mut Findings<'_>) -> Taken {
        let mut taken = FxHashMap::default();
        let mut of_number: FxHashMap<i32, i32> = FxHashMap::default();
        let mut of_protocol = FxHashMap::default();
        for (index, it) in ports.iter().enumerate() {
            let Some(number) = asked(it) else { continue };
            let shares = of_number.get(&it.port) == Some(&number);
            of_number.entry(it.port).or_insert(number);
            let first = *of_protocol.entry((protocol(it), number)).or_insert(index);
            let first = if shares { first } else { *taken.entry(number).or_insert(first) };
            if first != index {
                out.duplicate(at.item(index).field("nodePort"), at.item(first).field("nodePort"));
            }
        }
        Taken(taken)
    }
}

/// Whether balancers ask the nodes if they have a pod of the Service.
fn needs_health_check(it: &ServiceSpec) -> bool {
    service_type(it) == "LoadBalancer" && it.external_traffic_policy.as_deref() == Some("Local")
}

/// The port at which they ask: one more that no other takes.
fn health_check(it: &ServiceSpec, taken: &Taken, at: At<'_>, out: &mut Findings<'_>) {
    let Some(port) = it.health_check_node_port.filter(|port| *port != 0 && needs_health_check(it)) else {
        return;
    };
    let place = at.field("healthCheckNodePort");
    numbers::within(Some(port), 1, 65535, place, out);
    if let Some(first) = taken.0.get(&port) {
        out.invalid(place, "cannot be the `nodePort` of a port")
            .see(at.field("ports").item(*first).field("nodePort"), "taken here");
    }
}
