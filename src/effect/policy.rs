//! What network policies let through.
//!
//! From the documentation of Kubernetes (Network Policies): a pod that a policy selects takes only what the policies that
//! select it allow together; one that none selects takes everything.

use std::net::IpAddr;

use super::read::{at, entries, items, row, text, word};
use super::set::Set;
use super::{Class, Found, Scene};
use crate::resource::Resource;
use crate::yaml::{Node, emit_compact_json};

/// Which way traffic goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

/// One side of what is let through.
#[derive(Clone, PartialEq, Eq)]
enum Peer {
    Any,
    Block(Block),
    /// The selectors of namespaces and pods, as JSON; without the first one those beside the policy.
    Pods(Option<String>, Option<String>, String),
}

#[derive(Clone, PartialEq, Eq)]
struct Block {
    cidr: String,
    network: Option<(IpAddr, u32)>,
    except: Vec<String>,
}

/// Somebody at a port; at any port without one.
#[derive(Clone, PartialEq, Eq)]
struct Allowed {
    peer: Peer,
    port: Option<String>,
}

/// What is let through that was not, and what is not any more.
pub(super) fn find(scene: &Scene<'_>, found: &mut Found<'_>) {
    let id = found.change.object.id();
    if id.group != "networking.k8s.io" || id.kind != "NetworkPolicy" {
        return;
    }
    let (before, after) = (found.change.before, found.change.after);
    for way in [Way::In, Way::Out] {
        let (old, new) =
            (before.filter(|policy| holds(policy, way)), after.filter(|policy| holds(policy, way)));
        match (old, new) {
            (Some(old), Some(new)) => changed(scene, found, way, old, new),
            (Some(old), None) => dropped(scene, found, way, old),
            (None, Some(new)) => begun(scene, found, way, new),
            (None, None) => {}
        }
    }
}

/// Whether a policy is about a way.
fn holds(policy: &Resource, way: Way) -> bool {
    let types = items(policy.node(), "spec.policyTypes");
    let name = if way == Way::In { "Ingress" } else { "Egress" };
    if types.is_empty() {
        return way == Way::In || !items(policy.node(), "spec.egress").is_empty();
    }
    types.iter().any(|one| one.as_str() == Some(name))
}

fn dropped(scene: &Scene<'_>, found: &mut Found<'_>, way: Way, old: &Resource) {
    let list = allowed(old, way);
    if is_held_by_others(&scene.after, old, way) {
        if !list.is_empty() {
            found.at(way.field(), Class::Narrowed, format!("no longer {} {}", way.verb(), told(&list)));
        }
        return;
    }
    found.at(
        way.field(),
        Class::Exposure,
        format!("{} {}: no other NetworkPolicy here selects its pods", way.verb(), way.all()),
    );
}

fn begun(scene: &Scene<'_>, found: &mut Found<'_>, way: Way, new: &Resource) {
    let list = allowed(new, way);
    if is_held_by_others(&scene.before, new, way) {
        if !list.is_empty() {
            found.at(way.field(), Class::Exposure, format!("{} {} too", way.verb(), told(&list)));
        }
    } else if !list.iter().any(|one| one.peer == Peer::Any && one.port.is_none()) {
        let whom = if list.is_empty() { way.none().to_owned() } else { format!("{} only", told(&list)) };
        found.at(way.field(), Class::Narrowed, format!("{} {whom}", way.verb()));
    }
}

fn changed(scene: &Scene<'_>, found: &mut Found<'_>, way: Way, old: &Resource, new: &Resource) {
    let (was, is) = (allowed(old, way), allowed(new, way));
    let beyond = |one: &[Allowed], two: &[Allowed]| -> Vec<Allowed> {
        one.iter().filter(|allowed| !two.iter().any(|other| other.covers(allowed))).cloned().collect()
    };
    let (more, fewer) = (beyond(&is, &was), beyond(&was, &is));
    if !more.is_empty() {
        found.at(way.field(), Class::Exposure, format!("{} {}", way.verb(), told(&more)));
    }
    if !fewer.is_empty() {
        found.at(way.field(), Class::Narrowed, format!("no longer {} {}", way.verb(), told(&fewer)));
    }
    let labels = |policy: &Resource| -> Option<Vec<String>> {
        let selector = at(policy.node(), "spec.podSelector");
        let plain = selector.is_none_or(|selector| items(selector, "matchExpressions").is_empty());
        plain.then(|| selector.map(label_list).unwrap_or_default())
    };
    if at(old.node(), "spec.podSelector") == at(new.node(), "spec.podSelector") {
        return;
    }
    let subset = |one: &[String], two: &[String]| one.iter().all(|label| two.contains(label));
    let place = "spec.podSelector";
    match (labels(old), labels(new)) {
        (Some(old), Some(new)) if subset(&old, &new) && subset(&new, &old) => {}
        (Some(old), Some(new)) if subset(&new, &old) => {
            found.at(place, Class::Narrowed, format!("{} what the policy says for more pods", way.holds()));
        }
        _ if is_held_by_others(&scene.after, old, way) => {}
        _ => {
            let text = format!(
                "pods that the policy no longer selects {} {}, unless another one selects them",
                way.plural(),
                way.all()
            );
            found.at(place, Class::Exposure, text);
        }
    }
}

/// Whether another policy of a set selects all pods that one does.
fn is_held_by_others(set: &Set<'_>, policy: &Resource, way: Way) -> bool {
    let selector =
        |policy: &Resource| at(policy.node(), "spec.podSelector").map(label_list).unwrap_or_default();
    let own = selector(policy);
    set.policies(policy.id().namespace.as_deref()).iter().any(|other| {
        let expressions = items(other.node(), "spec.podSelector.matchExpressions");
        other.id() != policy.id()
            && holds(other, way)
            && expressions.is_empty()
            && selector(other).iter().all(|label| own.contains(label))
    })
}

/// What a policy lets through.
fn allowed(policy: &Resource, way: Way) -> Vec<Allowed> {
    let (rules, peers) = if way == Way::In { ("spec.ingress", "from") } else { ("spec.egress", "to") };
    let mut all = Vec::new();
    for rule in items(policy.node(), rules) {
        let mut whom: Vec<Peer> = items(rule, peers).iter().map(Peer::of).collect();
        if whom.is_empty() {
            whom.push(Peer::Any);
        }
        let mut ports: Vec<Option<String>> =
            items(rule, "ports").iter().map(|port| Some(port_text(port))).collect();
        if ports.is_empty() {
            ports.push(None);
        }
        for peer in whom {
            all.extend(ports.iter().map(|port| Allowed { peer: peer.clone(), port: port.clone() }));
        }
    }
    all
}

fn port_text(port: &Node) -> String {
    let protocol = text(port, "protocol").unwrap_or("TCP");
    let number = word(port, "port").unwrap_or_else(|| "any".into());
    let end = word(port, "endPort").map(|end| format!("-{end}")).unwrap_or_default();
    let protocol = if protocol == "TCP" { String::new() } else { format!(" {protocol}") };
    format!("{number}{end}{protocol}")
}

impl Allowed {
    fn covers(&self, other: &Allowed) -> bool {
        let port = self.port.is_none()
            || self.port == other.port
            || self.port.as_deref() == Some("any")
                && other.port.as_ref().is_some_and(|port| !port.contains(' '));
        port && self.peer.covers(&other.peer)
    }
}

impl Peer {
    fn of(peer: &Node) -> Peer {
        if let Some(block) = at(peer, "ipBlock") {
            let cidr = text(block, "cidr").unwrap_or_default().to_owned();
            let mut except: Vec<String> =
                items(block, "except").iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
            except.sort();
            return Peer::Block(Block { network: network(&cidr), cidr, except });
        }
        let json = |key: &str| {
            let selector = peer.get(key).filter(|selector| !selector.is_null())?;
            let mut json = String::new();
            emit_compact_json(selector, &mut json);
            Some(json)
        };
        Peer::Pods(json("namespaceSelector"), json("podSelector"), pods_text(peer))
    }

    fn covers(&self, other: &Peer) -> bool {
        match (self, other) {
            (Peer::Any, _) => true,
            (Peer::Block(one), Peer::Block(two)) => {
                one == two
                    || one.except.is_empty() && one.contains(two)
                    || one.cidr == two.cidr && one.except.iter().all(|part| two.except.contains(part))
            }
            (Peer::Pods(own, pods, _), Peer::Pods(other, their, _)) => {
                let all = |selector: &Option<String>| selector.as_deref() == Some("{}");
                let namespaces = own == other || all(own);
                let anybody = all(pods) || pods.is_none() && own.is_some();
                namespaces && (anybody || pods == their)
            }
            _ => false,
        }
    }
}

impl Block {
    fn contains(&self, other: &Block) -> bool {
        let (Some((one, bits)), Some((two, more))) = (self.network, other.network) else { return false };
        let cut = |address: u128, width: u32| address.checked_shr(width - bits.min(width)).unwrap_or(0);
        bits <= more
            && match (one, two) {
                (IpAddr::V4(one), IpAddr::V4(two)) => {
                    cut(u32::from(one).into(), 32) == cut(u32::from(two).into(), 32)
                }
                (IpAddr::V6(one), IpAddr::V6(two)) => cut(u128::from(one), 128) == cut(u128::from(two), 128),
                _ => false,
            }
    }
}

fn network(cidr: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = cidr.split_once('/')?;
    Some((address.parse().ok()?, bits.parse().ok()?))
}

fn label_list(selector: &Node) -> Vec<String> {
    let label = |entry: &crate::yaml::Entry| {
        format!("{}={}", entry.key, entry.node.value().scalar_text().unwrap_or_default())
    };
    entries(selector, "matchLabels").map(label).collect()
}

fn pods_text(peer: &Node) -> String {
    let some = |key: &str, what: &str| {
        let selector = peer.get(key).filter(|selector| !selector.is_null())?;
        let labels = label_list(selector);
        let more = !items(selector, "matchExpressions").is_empty();
        Some(match (labels.as_slice(), more) {
            ([], false) => format!("all {what}"),
            ([], true) => format!("some {what}"),
            (labels, _) => format!("{what} with `{}`", labels.join(",")),
        })
    };
    match (some("namespaceSelector", "namespaces"), some("podSelector", "pods")) {
        (Some(namespaces), Some(pods)) => format!("{pods} in {namespaces}"),
        (Some(namespaces), None) => format!("all pods in {namespaces}"),
        (None, Some(pods)) => format!("{pods} of its namespace"),
        (None, None) => "nobody".to_owned(),
    }
}

/// Those who are let through, in words.
fn told(list: &[Allowed]) -> String {
    let mut words: Vec<String> = Vec::new();
    for Allowed { peer, port } in list {
        let whom = match peer {
            Peer::Any => "anywhere".to_owned(),
            Peer::Block(block)
                if matches!(block.cidr.as_str(), "0.0.0.0/0" | "::/0") && block.except.is_empty() =>
            {
                format!("anywhere (`{}`)", block.cidr)
            }
            Peer::Block(block) if block.except.is_empty() => format!("`{}`", block.cidr),
            Peer::Block(block) => format!("`{}` without {}", block.cidr, row(&block.except)),
            Peer::Pods(.., text) => text.clone(),
        };
        let text = match port.as_deref() {
            None => whom,
            Some(port) => format!("{whom} at port {port}"),
        };
        if !words.contains(&text) {
            words.push(text);
        }
    }
    row(&words)
}

impl Way {
    fn field(self) -> &'static str {
        if self == Way::In { "spec.ingress" } else { "spec.egress" }
    }

    fn verb(self) -> &'static str {
        if self == Way::In { "lets in traffic from" } else { "lets its pods reach" }
    }

    fn plural(self) -> &'static str {
        if self == Way::In { "take traffic from" } else { "may reach" }
    }

    fn holds(self) -> &'static str {
        if self == Way::In { "lets in only" } else { "lets out only" }
    }

    fn all(self) -> &'static str {
        if self == Way::In { "anywhere" } else { "everything" }
    }

    fn none(self) -> &'static str {
        if self == Way::In { "nowhere" } else { "nothing" }
    }
}
