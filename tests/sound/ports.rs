//! Every port that someone names is one of a container.

use serde_json::{Value, json};

use super::set::{Set, Workload, id, list, namespace, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "a Service's port is one of its pods",
        check: |set| {
            let mut found = Vec::new();
            for service in set.of_kind("Service") {
                let selector = service.pointer("/spec/selector").unwrap_or(&Value::Null);
                for one in set.selected(namespace(service), selector) {
                    for port in list(service, "/spec/ports") {
                        let target = port.get("targetPort").unwrap_or(&port["port"]);
                        if one.port(target).is_none() {
                            found.push(format!(
                                "{}, spec.ports: {} has no port {target}",
                                id(service),
                                id(one.object)
                            ));
                        }
                    }
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Service/redis-service",
            change: |object| object["spec"]["ports"][0]["targetPort"] = json!("rdis"),
        }],
    },
    Rule {
        name: "a probe's port is one of its container",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                for container in one.containers() {
                    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
                        let handlers = ["httpGet", "tcpSocket", "grpc"].into_iter();
                        let ports = handlers.filter_map(|handler| container[probe].get(handler)?.get("port"));
                        found.extend(ports.filter(|port| !has_port(container, port)).map(|port| {
                            let name = text(container, "/name");
                            format!("{}, container {name}: {probe} asks at {port}", id(one.object))
                        }));
                    }
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Deployment/rate-limiter",
            change: |object| {
                object["spec"]["template"]["spec"]["containers"][0]["livenessProbe"] =
                    json!({"httpGet": {"path": "/", "port": 9999}});
            },
        }],
    },
    Rule {
        name: "the port that Prometheus is told of is one of the pods",
        check: |set| {
            let pods = set.workloads().filter_map(|one| {
                let told = text(one.template, "/metadata/annotations/prometheus.io~1port");
                lacks(&one, told).then(|| format!("{}: prometheus.io/port {told} is no port", id(one.object)))
            });
            let services = set.of_kind("Service").flat_map(|service| {
                let told = text(service, "/metadata/annotations/prometheus.io~1port");
                let selector = service.pointer("/spec/selector").unwrap_or(&Value::Null);
                let taken = set.selected(namespace(service), selector);
                let wrong = taken.into_iter().filter(move |one| lacks(one, told));
                wrong.map(move |one| {
                    format!("{}: prometheus.io/port {told} is no port of {}", id(service), id(one.object))
                })
            });
            pods.chain(services).collect()
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Deployment/rate-limiter",
            change: |object| {
                object["spec"]["template"]["metadata"]["annotations"]["prometheus.io/port"] = json!("9999");
            },
        }],
    },
    Rule {
        name: "an Ingress leads to a port of a Service",
        check: |set| {
            let mut found = Vec::new();
            for ingress in set.of_kind("Ingress") {
                for backend in backends(ingress) {
                    let name = text(backend, "/service/name");
                    let port = &backend["service"]["port"];
                    let service = set.beside(ingress, "Service", name);
                    let is_there = |said: &Value| {
                        said["port"] == port["number"]
                            || (!port["name"].is_null() && said["name"] == port["name"])
                    };
                    if !service.is_some_and(|service| list(service, "/spec/ports").iter().any(is_there)) {
                        found.push(format!(
                            "{}: there is no Service/{name} with the port {port}",
                            id(ingress)
                        ));
                    }
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Ingress/rate-limiter-ingress",
            change: |object| {
                object["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["port"] =
                    json!({"number": 8081});
            },
        }],
    },
    Rule {
        name: "a StatefulSet's Service is there, and headless",
        check: |set| {
            let is_there = |one: &&Value| {
                let service = set.beside(one, "Service", text(one, "/spec/serviceName"));
                service.is_some_and(|service| text(service, "/spec/clusterIP") == "None")
            };
            let wrong = set.of_kind("StatefulSet").filter(|one| !is_there(one));
            wrong.map(|one| format!("{}, spec.serviceName: no headless Service", id(one))).collect()
        },
        mistakes: &[Mistake {
            target: "prod/rateguard",
            object: "StatefulSet/redis",
            change: |object| object["spec"]["serviceName"] = json!("redis-other"),
        }],
    },
];

/// The backends of an Ingress.
pub(super) fn backends(ingress: &Value) -> impl Iterator<Item = &Value> {
    let rules = list(ingress, "/spec/rules").iter().flat_map(|rule| list(rule, "/http/paths"));
    rules.filter_map(|path| path.get("backend")).chain(ingress.pointer("/spec/defaultBackend"))
}

/// The workloads behind a backend of an Ingress, each with the number of the port that is asked there.
pub(super) fn behind<'s>(set: &'s Set, ingress: &Value, backend: &Value) -> Vec<(Workload<'s>, u64)> {
    let Some(service) = set.beside(ingress, "Service", text(backend, "/service/name")) else {
        return Vec::new();
    };
    let wanted = &backend["service"]["port"];
    let is_wanted = |said: &&Value| said["port"] == wanted["number"] || said["name"] == wanted["name"];
    let Some(port) = list(service, "/spec/ports").iter().find(is_wanted) else { return Vec::new() };
    let target = port.get("targetPort").unwrap_or(&port["port"]);
    let taken = set.selected(namespace(service), &service["spec"]["selector"]);
    taken.into_iter().filter_map(|one| Some((one, one.port(target)?))).collect()
}

/// Ports that programs open to say how they are, and for nothing else: by the container's name.
const HEALTH_ONLY: &[(&str, u64)] = &[("redpanda", 9644)];

fn has_port(container: &Value, said: &Value) -> bool {
    let is_known = |(name, port): &(&str, u64)| text(container, "/name") == *name && said == &json!(port);
    let ports = list(container, "/ports");
    ports.iter().any(|port| port["containerPort"] == *said || port["name"] == *said)
        || HEALTH_ONLY.iter().any(is_known)
}

fn lacks(one: &Workload, told: &str) -> bool {
    !told.is_empty() && told.parse::<u64>().map_or(true, |port| one.port(&json!(port)).is_none())
}
