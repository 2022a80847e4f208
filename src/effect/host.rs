//! Hosts and paths that are served to the outside: Ingresses, Gateways and routes.

use std::collections::BTreeSet;

use super::read::{items, row, text, text_or};
use super::{Class, Found, Scene};
use crate::resource::Resource;
use crate::yaml::Node;

/// The group of Gateways and their routes.
const GATEWAY: &str = "gateway.networking.k8s.io";

/// Annotations that keep others out, by what is before their end.
const GUARDS: [&str; 6] = [
    "auth-url",
    "auth-type",
    "auth-secret",
    "auth-tls-secret",
    "whitelist-source-range",
    "allowlist-source-range",
];

/// What is served that was not, or without TLS; and what is not served any more.
pub(super) fn find(_: &Scene<'_>, found: &mut Found<'_>) {
    let (before, after) = (found.change.before.map(Resource::node), found.change.after.map(Resource::node));
    let id = found.change.object.id();
    match (id.group.as_str(), id.kind.as_str()) {
        ("networking.k8s.io" | "extensions", "Ingress") => {
            served(found, "spec.rules", (before, after), rules);
            plain(found, (before, after));
            guards(found, (before, after));
        }
        (GATEWAY, "Gateway") => {
            served(found, "spec.listeners", (before, after), listeners);
            open_to_routes(found, (before, after));
        }
        (GATEWAY, "GRPCRoute" | "HTTPRoute" | "TLSRoute") => {
            served(found, "spec.hostnames", (before, after), hostnames);
        }
        (GATEWAY, "ReferenceGrant") => match (before, after) {
            (None, Some(_)) => {
                found.add(Class::Exposure, "other namespaces may refer to what is in this one");
            }
            (Some(_), None) => {
                found.add(Class::Narrowed, "other namespaces may no longer refer to what is in this one");
            }
            _ => {}
        },
        _ => {}
    }
}

type Sides<'n> = (Option<&'n Node>, Option<&'n Node>);

/// What `read` tells of each side: the words that are new, and those that are gone.
fn served(
    found: &mut Found<'_>,
    place: &str,
    (before, after): Sides<'_>,
    read: fn(&Node) -> BTreeSet<String>,
) {
    let (was, is) = (before.map(read).unwrap_or_default(), after.map(read).unwrap_or_default());
    let list =
        |one: &BTreeSet<String>, two: &BTreeSet<String>| one.difference(two).cloned().collect::<Vec<_>>();
    let (more, fewer) = (list(&is, &was), list(&was, &is));
    if !more.is_empty() {
        found.at(place, Class::Exposure, format!("serves {}", row(&more)));
    }
    if !fewer.is_empty() {
        found.at(place, Class::Narrowed, format!("no longer serves {}", row(&fewer)));
    }
}

fn host(name: &str) -> String {
    if name.is_empty() || name == "*" { "any host".to_owned() } else { format!("`{name}`") }
}

/// The hosts and paths of an Ingress. A path below a prefix of the same backend is no news.
fn rules(ingress: &Node) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for rule in items(ingress, "spec.rules") {
        let name = text(rule, "host").unwrap_or_default();
        let paths = items(rule, "http.paths");
        let is_below = |path: &Node, prefix: &Node| {
            let start = text_or(prefix, "path", "/").trim_end_matches('/');
            let rest = text_or(path, "path", "/").strip_prefix(start);
            text_or(prefix, "pathType", "Prefix") != "Exact"
                && path.get("backend") == prefix.get("backend")
                && rest.is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'))
        };
        for path in paths.iter().filter(|path| !paths.iter().any(|prefix| is_below(path, prefix))) {
            match text_or(path, "path", "/") {
                "/" => all.insert(host(name)),
                path => all.insert(format!("{} at `{path}`", host(name))),
            };
        }
        if paths.is_empty() {
            all.insert(host(name));
        }
    }
    if super::read::at(ingress, "spec.defaultBackend").is_some() {
        all.insert(host(""));
    }
    all
}

fn listeners(gateway: &Node) -> BTreeSet<String> {
    let one = |listener: &Node| {
        let name = host(text(listener, "hostname").unwrap_or_default());
        let protocol = text_or(listener, "protocol", "HTTP");
        let port = super::read::word(listener, "port").unwrap_or_default();
        format!("{name} by {protocol} at port {port}")
    };
    items(gateway, "spec.listeners").iter().map(one).collect()
}

fn hostnames(route: &Node) -> BTreeSet<String> {
    let names: BTreeSet<String> =
        items(route, "spec.hostnames").iter().filter_map(Node::as_str).map(host).collect();
    if names.is_empty() { BTreeSet::from(["every host of its Gateway".to_owned()]) } else { names }
}

/// Hosts that are served on both sides, with TLS before and without it now.
fn plain(found: &mut Found<'_>, (before, after): Sides<'_>) {
    let hosts = |ingress: &Node| -> BTreeSet<String> {
        items(ingress, "spec.rules")
            .iter()
            .map(|rule| text(rule, "host").unwrap_or_default().to_owned())
            .collect()
    };
    let (Some(before), Some(after)) = (before, after) else {
        let without: Vec<String> = after
            .map(|after| {
                hosts(after)
                    .into_iter()
                    .filter(|name| !has_tls(after, name))
                    .map(|name| host(&name))
                    .collect()
            })
            .unwrap_or_default();
        if !without.is_empty() {
            found.at("spec.tls", Class::Exposure, format!("serves {} without TLS", row(&without)));
        }
        return;
    };
    let (mut lost, mut got) = (Vec::new(), Vec::new());
    let old = hosts(before);
    for name in hosts(after) {
        match (old.contains(&name).then(|| has_tls(before, &name)), has_tls(after, &name)) {
            (Some(true) | None, false) => lost.push(host(&name)),
            (Some(false), true) => got.push(host(&name)),
            _ => {}
        }
    }
    if !lost.is_empty() {
        found.at("spec.tls", Class::Exposure, format!("serves {} without TLS", row(&lost)));
    }
    if !got.is_empty() {
        found.at("spec.tls", Class::Narrowed, format!("serves {} with TLS", row(&got)));
    }
}

fn has_tls(ingress: &Node, name: &str) -> bool {
    let covers = |pattern: &str| {
        pattern == name
            || pattern
                .strip_prefix("*.")
                .is_some_and(|rest| name.split_once('.').is_some_and(|(_, of)| of == rest))
    };
    items(ingress, "spec.tls").iter().any(|tls| {
        let hosts = items(tls, "hosts");
        hosts.is_empty() || hosts.iter().filter_map(Node::as_str).any(covers)
    })
}

/// What asked who comes, or let in only some.
fn guards(found: &mut Found<'_>, sides: Sides<'_>) {
    let (Some(before), Some(after)) = sides else { return };
    let guards = |ingress: &Node| -> BTreeSet<String> {
        let annotations = super::read::entries(ingress, "metadata.annotations");
        let is_guard = |key: &str| key.rsplit_once('/').is_some_and(|(_, end)| GUARDS.contains(&end));
        annotations.map(|entry| entry.key.to_string()).filter(|key| is_guard(key)).collect()
    };
    let (old, new) = (guards(before), guards(after));
    for gone in old.difference(&new) {
        let place = format!("metadata.annotations[\"{gone}\"]");
        found.at(&place, Class::Exposure, format!("no longer guarded by `{gone}`"));
    }
    for made in new.difference(&old) {
        let place = format!("metadata.annotations[\"{made}\"]");
        found.at(&place, Class::Narrowed, format!("guarded by `{made}`"));
    }
}

/// From which namespaces a Gateway takes routes.
fn open_to_routes(found: &mut Found<'_>, sides: Sides<'_>) {
    let (Some(before), Some(after)) = sides else { return };
    for listener in items(after, "spec.listeners") {
        let name = text(listener, "name").unwrap_or_default();
        let was = items(before, "spec.listeners").iter().find(|other| text(other, "name") == Some(name));
        let from = |listener: &Node| match text_or(listener, "allowedRoutes.namespaces.from", "Same") {
            "All" => 2,
            "Selector" => 1,
            _ => 0,
        };
        let Some(was) = was else { continue };
        let place = format!("spec.listeners[name={name}].allowedRoutes");
        match from(was).cmp(&from(listener)) {
            std::cmp::Ordering::Less => {
                let whose = if from(listener) == 2 { "all" } else { "other" };
                found.at(
                    &place,
                    Class::Exposure,
                    format!("listener `{name}` takes routes of {whose} namespaces"),
                );
            }
            std::cmp::Ordering::Greater => {
                found.at(
                    &place,
                    Class::Narrowed,
                    format!("listener `{name}` takes routes of fewer namespaces"),
                );
            }
            std::cmp::Ordering::Equal => {}
        }
    }
}
