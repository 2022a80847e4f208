//! The ports of containers, and those of the host that they take.
//!
//! From `validateContainerPorts`, `AccumulateUniqueHostPorts` and `validatePodHostNetworkDeps` in
//! `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{Container, ContainerPort, PodSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use super::super::{lists, numbers};
use crate::kubernetes::formats;

/// Ports of the host that containers took, and where: by protocol, address and number.
type Taken<'p> = FxHashMap<(&'p str, &'p str, i32), (usize, usize)>;

/// The ports of a container.
pub(super) fn container(it: &Container, at: At<'_>, out: &mut Findings<'_>) {
    let ports = it.ports.as_deref().unwrap_or_default();
    lists::unique(
        ports.iter().map(|it| it.name.as_deref().unwrap_or_default()),
        "name",
        at.field("ports"),
        out,
    );
}

/// The ports of the host that the containers of a pod take. In a `bare` one the server fills them in.
pub(super) fn pod(it: &PodSpec, bare: bool, at: At<'_>, out: &mut Findings<'_>) {
    let host_network = it.host_network == Some(true);
    let filled = bare && host_network;
    let main = at.field("containers");
    taken(&it.containers, filled, &mut Taken::default(), main, out);
    // They run one by one, so each is judged alone.
    let init = at.field("initContainers");
    for (index, container) in it.init_containers.iter().flatten().enumerate() {
        one(container, index, filled, &mut Taken::default(), init, out);
    }
    if host_network {
        for (index, container) in it.containers.iter().enumerate() {
            same_as_container(container, main.item(index), out);
        }
    }
}

fn taken<'p>(
    containers: &'p [Container],
    filled: bool,
    taken: &mut Taken<'p>,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    for (index, container) in containers.iter().enumerate() {
        one(container, index, filled, taken, at, out);
    }
}

fn one<'p>(
    it: &'p Container,
    index: usize,
    filled: bool,
    taken: &mut Taken<'p>,
    containers: At<'_>,
    out: &mut Findings<'_>,
) {
    let ports = containers.item(index);
    let ports = ports.field("ports");
    for (place, port) in it.ports.iter().flatten().enumerate() {
        let number = match host_port(port) {
            0 if filled => port.container_port,
            number => number,
        };
        if number == 0 {
            continue;
        }
        let protocol = port.protocol.as_deref().filter(|it| !it.is_empty()).unwrap_or("TCP");
        let key = (protocol, port.host_ip.as_deref().unwrap_or_default(), number);
        let Some((first, first_port)) = taken.insert(key, (index, place)) else { continue };
        let first_container = containers.item(first);
        let first_ports = first_container.field("ports");
        let first = first_ports.item(first_port);
        out.duplicate(ports.item(place).field("hostPort"), first.field("hostPort"))
            .help("a port of the host can be taken once, by protocol and `hostIP`");
    }
}

fn host_port(port: &ContainerPort) -> i32 {
    port.host_port.unwrap_or(0)
}

fn same_as_container(it: &Container, at: At<'_>, out: &mut Findings<'_>) {
    let ports = at.field("ports");
    for (index, port) in it.ports.iter().flatten().enumerate() {
        let at = ports.item(index);
        if host_port(port) != 0 && host_port(port) != port.container_port {
            out.invalid(
                at.field("hostPort"),
                "must be the same as `containerPort` when `hostNetwork` is true",
            )
            .see(at.field("containerPort"), "another one");
        }
    }
}

/// `ValidatePortNumOrName`: a port by its number or its name.
pub(super) fn number_or_name(it: &IntOrString, at: At<'_>, out: &mut Findings<'_>) {
    match it {
        IntOrString::Int(number) => numbers::within(Some(*number), 1, 65535, at, out),
        IntOrString::String(name) => {
            if let Some(fault) = formats::port_name(name) {
                out.invalid(at, fault).help("write a number, or the name of a port");
            }
        }
    }
}
