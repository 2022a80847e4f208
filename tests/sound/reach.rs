//! Whom a configuration names by its name in the cluster, the network lets it reach.

use serde_json::{Value, json};

use super::network::{Peer, Way, admits};
use super::references::reads;
use super::set::{Set, Workload, id, list, namespace, text, texts};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "pods may reach the Services that their configuration names",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                for named in named(set, &one) {
                    // What many read is a list of addresses: it is enough that one of them may go there.
                    let mut readers = named.map.map(|map| readers(set, map)).unwrap_or_default();
                    readers.retain(|reader| id(reader.object) != id(one.object));
                    if !readers.iter().any(|reader| barred(set, reader, &named).is_empty()) {
                        found.extend(barred(set, &one, &named));
                    }
                }
            }
            found.sort();
            found.dedup();
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "NetworkPolicy/rate-limiter-network-policy",
                change: |object| drop(object["spec"]["egress"].as_array_mut().map(|rules| rules.remove(1))),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "NetworkPolicy/redis-network-policy",
                change: |object| drop(object["spec"]["ingress"].as_array_mut().map(|rules| rules.remove(0))),
            },
        ],
    },
    Rule {
        name: "a port behind a Service's name is one of the Service",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                for Named { service, port, written, .. } in named(set, &one) {
                    let has = |port: u64| {
                        list(service, "/spec/ports").iter().any(|said| said["port"] == json!(port))
                    };
                    let is_headless = text(service, "/spec/clusterIP") == "None";
                    if port.is_some_and(|port| !has(port) && !is_headless) {
                        found.push(format!("{}: `{written}` is no port of {}", id(one.object), id(service)));
                    }
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/254carbon",
            object: "Service/redis-service",
            change: |object| object["spec"]["ports"] = json!([{"name": "other", "port": 19092}]),
        }],
    },
];

/// A Service that a configuration names.
struct Named<'s> {
    service: &'s Value,
    port: Option<u64>,
    /// The name and port, as they are written.
    written: String,
    /// The ConfigMap, if it is written there.
    map: Option<&'s Value>,
}

/// The workloads that read a ConfigMap.
fn readers<'s>(set: &'s Set, map: &Value) -> Vec<Workload<'s>> {
    let is_read = |one: &Workload| {
        let mut maps = reads(one).into_iter().filter(|read| read.kind == "ConfigMap");
        one.namespace() == namespace(map) && maps.any(|read| read.name == text(map, "/metadata/name"))
    };
    set.workloads().filter(is_read).collect()
}

/// What keeps a workload from a Service.
fn barred(set: &Set, one: &Workload, named: &Named) -> Vec<String> {
    let Named { service, port, written, .. } = named;
    let mut found = Vec::new();
    for other in set.selected(namespace(service), &service["spec"]["selector"]) {
        // One pod talks to itself without the network.
        if id(other.object) == id(one.object) && set.replicas(one).1 < 2 {
            continue;
        }
        let ports = arrivals(service, *port, &other);
        let to = Peer { namespace: other.namespace(), pods: Some(other) };
        let from = Peer { namespace: one.namespace(), pods: Some(*one) };
        if !admits(set, one, Way::Out, &to, &ports) {
            found.push(format!("{}: may not go out to `{written}`", id(one.object)));
        }
        if !admits(set, &other, Way::In, &from, &ports) {
            found.push(format!("{}: does not let {} in to `{written}`", id(other.object), id(one.object)));
        }
    }
    found
}

/// The Services of the set that a workload's variables, command lines and ConfigMaps name.
fn named<'s>(set: &'s Set, one: &Workload<'s>) -> Vec<Named<'s>> {
    let mut all: Vec<(&str, Option<&Value>)> = Vec::new();
    for container in one.containers() {
        for key in ["env", "command", "args"] {
            all.extend(container.get(key).into_iter().flat_map(texts).map(|(_, text)| (text, None)));
        }
    }
    for read in reads(one).into_iter().filter(|read| read.kind == "ConfigMap") {
        let Some(map) = set.beside(one.object, "ConfigMap", read.name) else { continue };
        let data = read.key.map_or(Some(&map["data"]), |key| map["data"].get(key));
        let map = Some(map).filter(|_| read.key.is_none());
        all.extend(data.into_iter().flat_map(texts).map(|(_, text)| (text, map)));
    }
    let found = all.into_iter().map(|(text, map)| (in_text(set, one.namespace(), text), map));
    found.flat_map(|(named, map)| named.into_iter().map(move |named| Named { map, ..named })).collect()
}

/// The Services that a text names: as `NAME.NAMESPACE.svc`, or in an address as `//NAME` or `NAME:80`.
fn in_text<'s>(set: &'s Set, from: &str, text: &str) -> Vec<Named<'s>> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(is_letter).map(|start| at + start) {
        let end = text[start..].find(|c| !is_letter(c)).map_or(text.len(), |length| start + length);
        at = end;
        let labels: Vec<&str> = text[start..end].trim_matches('.').split('.').collect();
        let behind = text[end..].strip_prefix(':').unwrap_or_default();
        let digits = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
        let port = behind[..digits].parse::<u64>().ok();
        let full = labels.iter().position(|label| *label == "svc").filter(|at| *at >= 2);
        let (name, place) = match full {
            Some(svc) => (labels[svc - 2], labels[svc - 1]),
            None if labels.len() == 1 && (port.is_some() || text[..start].ends_with("//")) => {
                (labels[0], from)
            }
            None => continue,
        };
        let is_meant = |service: &&Value| {
            super::set::text(service, "/metadata/name") == name && namespace(service) == place
        };
        if let Some(service) = set.of_kind("Service").find(is_meant) {
            let written = &text[start..if port.is_some() { end + 1 + digits } else { end }];
            found.push(Named { service, port, written: written.to_owned(), map: None });
        }
    }
    found
}

/// The ports of the pods at which a connection to a Service arrives; to a headless one, the port that was asked for.
fn arrivals(service: &Value, port: Option<u64>, pods: &Workload) -> Vec<u64> {
    let said = list(service, "/spec/ports")
        .iter()
        .filter(|said| port.is_none_or(|port| said["port"] == json!(port)));
    let targets = said.filter_map(|said| pods.port(said.get("targetPort").unwrap_or(&said["port"])));
    let targets: Vec<u64> = targets.collect();
    if targets.is_empty() { port.into_iter().collect() } else { targets }
}

#[test]
fn services_are_found_in_whatever_names_them() {
    let service = |name: &str| json!({"kind": "Service", "metadata": {"name": name, "namespace": "shop"}});
    let set = Set { target: "prod/web".to_owned(), objects: vec![service("redis"), service("kafka")] };
    let found = |text: &str| -> Vec<String> {
        in_text(&set, "shop", text).into_iter().map(|named| named.written).collect()
    };
    assert_eq!(found("redis://redis:6379/0"), ["redis:6379"]);
    assert_eq!(found("a redis here, kafka there"), Vec::<String>::new());
    assert_eq!(
        found("kafka-0.kafka.shop.svc.cluster.local:9092,http://redis/"),
        ["kafka-0.kafka.shop.svc.cluster.local:9092", "redis"]
    );
    assert_eq!(found("redis.other.svc:6379"), Vec::<String>::new());
}
