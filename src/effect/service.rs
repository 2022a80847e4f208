//! Services that are reached from elsewhere, and ports of nodes that pods take.

use super::read::{entries, is_true, items, number, row, text, text_or, word};
use super::workload::Workload;
use super::{Class, Found, Scene};
use crate::resource::Resource;
use crate::yaml::Node;

/// From where a Service is reached, the fewest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Nowhere,
    Cluster,
    Nodes,
    Network,
    World,
}

/// Annotations by which a load balancer is one of the own network, with a word that their value has.
///
/// From the documentation of Kubernetes (Service, internal load balancer) and of the providers' controllers.
const INTERNAL: [(&str, &str); 9] = [
    ("cloud.google.com/load-balancer-type", "internal"),
    ("networking.gke.io/load-balancer-type", "internal"),
    ("service.beta.kubernetes.io/aws-load-balancer-internal", "true"),
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"),
    ("service.beta.kubernetes.io/azure-load-balancer-internal", "true"),
    ("service.beta.kubernetes.io/oci-load-balancer-internal", "true"),
    ("service.beta.kubernetes.io/openstack-internal-load-balancer", "true"),
    ("service.beta.kubernetes.io/scw-loadbalancer-private", "true"),
    ("service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", "private"),
];

/// What is reached from elsewhere that was not, and what is not any more.
pub(super) fn find(_: &Scene<'_>, found: &mut Found<'_>) {
    let (before, after) = (found.change.before, found.change.after);
    let object = found.change.object;
    if object.id().group.is_empty() && object.id().kind == "Service" {
        return service(found, before.map(Resource::node), after.map(Resource::node));
    }
    let (old, new) = (before.and_then(Workload::of), after.and_then(Workload::of));
    let Some(place) = new.or(old).map(|workload| workload.place()) else { return };
    if let Some(new) = new {
        ports_of_nodes(found, old.map(|old| old.pod), new.pod, &place);
    }
}

fn service(found: &mut Found<'_>, before: Option<&Node>, after: Option<&Node>) {
    let (was, is) = (before.map_or(Reach::Nowhere, reach), after.map_or(Reach::Nowhere, reach));
    let ports = |node: Option<&Node>| -> Vec<String> {
        let ports = node.map(|node| items(node, "spec.ports")).unwrap_or_default();
        ports.iter().filter_map(|port| Some(number(port, "port")?.to_string())).collect()
    };
    let (had, has) = (ports(before), ports(after));
    let outside = Reach::Nodes;
    let place = if before.is_some_and(|old| after.is_some_and(|new| kind(old) != kind(new))) {
        "spec.type"
    } else {
        "metadata.annotations"
    };
    if is > was && is >= outside {
        let at = if has.is_empty() {
            String::new()
        } else {
            format!(", port{} {}", if has.len() == 1 { "" } else { "s" }, row(&has))
        };
        found.at(place, Class::Exposure, format!("reached {}{at}", from(is)));
    } else if is < was && was >= outside {
        let text = if is < outside {
            format!("no longer reached {}", from(was))
        } else {
            format!("reached {} only", from(is))
        };
        found.at(place, Class::Narrowed, text);
    }
    let (Some(old), Some(new)) = (before, after) else { return external(found, before, after) };
    let outer = |node: &Node| {
        text(node, "spec.externalName").filter(|_| kind(node) == "ExternalName").map(str::to_owned)
    };
    if let Some(name) = outer(new).filter(|name| outer(old).as_ref() != Some(name)) {
        found.at("spec.externalName", Class::Exposure, format!("who calls it is sent to `{name}`"));
    }
    if is == was && is >= outside {
        let more: Vec<String> = has.iter().filter(|port| !had.contains(port)).cloned().collect();
        if !more.is_empty() {
            let s = if more.len() == 1 { "" } else { "s" };
            found.at(
                "spec.ports",
                Class::Exposure,
                format!("port{s} {} reached {} too", row(&more), from(is)),
            );
        }
    }
    if was == Reach::World && is == Reach::World {
        let ranges = |node| texts(node, "spec.loadBalancerSourceRanges");
        let (old, new) = (ranges(old), ranges(new));
        let opened: Vec<String> = new.iter().filter(|range| !old.contains(range)).cloned().collect();
        let place = "spec.loadBalancerSourceRanges";
        if new.is_empty() && !old.is_empty() {
            found.at(place, Class::Exposure, "reached from any address");
        } else if old.is_empty() && !new.is_empty() {
            found.at(place, Class::Narrowed, format!("reached from {} only", row(&new)));
        } else if !opened.is_empty() {
            found.at(place, Class::Exposure, format!("reached from {} too", row(&opened)));
        } else if new.len() < old.len() {
            found.at(place, Class::Narrowed, format!("reached from {} only", row(&new)));
        }
    }
    external(found, before, after);
}

/// Addresses at which nodes take what is meant for the Service.
fn external(found: &mut Found<'_>, before: Option<&Node>, after: Option<&Node>) {
    let all = |node: Option<&Node>| node.map(|node| texts(node, "spec.externalIPs")).unwrap_or_default();
    let (old, new) = (all(before), all(after));
    let more: Vec<String> = new.iter().filter(|address| !old.contains(address)).cloned().collect();
    if !more.is_empty() {
        found.at("spec.externalIPs", Class::Exposure, format!("reached at {} (externalIPs)", row(&more)));
    } else if new.len() < old.len() {
        found.at("spec.externalIPs", Class::Narrowed, "reached at fewer externalIPs");
    }
}

fn kind(service: &Node) -> &str {
    text_or(service, "spec.type", "ClusterIP")
}

fn reach(service: &Node) -> Reach {
    match kind(service) {
        "LoadBalancer" => {
            let is_internal = entries(service, "metadata.annotations").any(|entry| {
                let value = entry.node.value().scalar_text().unwrap_or_default().to_lowercase();
                INTERNAL
                    .iter()
                    .any(|(key, word)| entry.key == *key && (value == *word || value == "0.0.0.0/0"))
            });
            if is_internal { Reach::Network } else { Reach::World }
        }
        "NodePort" => Reach::Nodes,
        "ExternalName" => Reach::Nowhere,
        _ => Reach::Cluster,
    }
}

fn from(reach: Reach) -> &'static str {
    match reach {
        Reach::Nowhere | Reach::Cluster => "within the cluster",
        Reach::Nodes => "from outside the cluster, at a port of each node",
        Reach::Network => "from the network around the cluster, at a load balancer",
        Reach::World => "from outside the cluster, at a load balancer",
    }
}

fn texts(node: &Node, way: &str) -> Vec<String> {
    items(node, way).iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// Pods that are in the network of their node, or take ports of it.
fn ports_of_nodes(found: &mut Found<'_>, before: Option<&Node>, after: &Node, place: &str) {
    let host = |pod: Option<&Node>| pod.is_some_and(|pod| is_true(pod, "hostNetwork"));
    match (host(before), host(Some(after))) {
        (false, true) => {
            let text = "its pods are in the network of their node: they see its traffic, and no NetworkPolicy holds them";
            found.at(&format!("{place}.hostNetwork"), Class::Exposure, text);
        }
        (true, false) => {
            found.at(
                &format!("{place}.hostNetwork"),
                Class::Narrowed,
                "its pods leave the network of their node",
            );
        }
        _ => {}
    }
    let ports = |pod: Option<&Node>| -> Vec<(String, String)> {
        let containers = ["containers", "initContainers"]
            .iter()
            .flat_map(|list| pod.map(|pod| items(pod, list)).unwrap_or_default());
        let ports = containers.flat_map(|container| {
            let name = text(container, "name").unwrap_or_default().to_owned();
            items(container, "ports").iter().map(move |port| (name.clone(), port))
        });
        ports
            .filter_map(|(name, port)| Some((name, word(port, "hostPort")?.to_string())))
            .filter(|(_, port)| port != "0")
            .collect()
    };
    let (old, new) = (ports(before), ports(Some(after)));
    let differing = |one: &[(String, String)], two: &[(String, String)]| -> Vec<String> {
        let mut more: Vec<String> = one
            .iter()
            .filter(|(_, port)| !two.iter().any(|(_, other)| other == port))
            .map(|(_, port)| port.clone())
            .collect();
        more.dedup();
        more
    };
    let (more, fewer) = (differing(&new, &old), differing(&old, &new));
    let container = |ports: &[(String, String)], port: Option<&String>| {
        let name = ports.iter().find(|(_, other)| Some(other) == port).map(|(name, _)| name.clone());
        format!("{place}.containers[name={}].ports", name.unwrap_or_default())
    };
    if !more.is_empty() {
        let at = container(&new, more.first());
        found.at(&at, Class::Exposure, format!("reached at port {} of its node", row(&more)));
    }
    if !fewer.is_empty() {
        let at = container(&old, fewer.first());
        found.at(&at, Class::Narrowed, format!("no longer reached at port {} of its node", row(&fewer)));
    }
}
