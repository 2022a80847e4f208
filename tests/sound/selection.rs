//! Each pod is one workload's: selectors take no other's.

use serde_json::{Value, json};

use super::set::{Set, id, keys, namespace, selects, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "a workload's selector takes its own pods only",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                let selector = one.object.pointer("/spec/selector").unwrap_or(&Value::Null);
                let others = set.selected(one.namespace(), selector);
                let others = others.iter().filter(|other| id(other.object) != id(one.object));
                found.extend(others.map(|other| {
                    format!("{}, spec.selector: takes the pods of {} too", id(one.object), id(other.object))
                }));
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Deployment/redis",
            change: |object| {
                object["spec"]["template"]["metadata"]["labels"]["app"] = json!("distributed-rate-limiter");
            },
        }],
    },
    Rule {
        name: "a Service or a budget is for one workload",
        check: |set| {
            let services = set.of_kind("Service").map(|service| (service, "/spec/selector"));
            let budgets = set.of_kind("PodDisruptionBudget").map(|budget| (budget, "/spec/selector"));
            let selecting =
                services.chain(budgets).filter(|(object, pointer)| object.pointer(pointer).is_some());
            selecting.filter_map(|(object, pointer)| several_or_none(set, object, pointer)).collect()
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "Service/redis-service",
                change: |object| object["spec"]["selector"] = json!({"app": "rediss"}),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "PodDisruptionBudget/rate-limiter-pdb",
                change: |object| object["spec"]["selector"] = json!({}),
            },
        ],
    },
    Rule {
        name: "one label selects",
        check: |set| {
            let mut found = Vec::new();
            for object in &set.objects {
                for (place, selector) in selectors(object) {
                    let strange = keys(selector).into_iter().filter(|key| !SELECTING.contains(key));
                    found.extend(strange.map(|key| format!("{}, {place}: selects by `{key}`", id(object))));
                }
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "Deployment/redis",
                change: |object| {
                    object["spec"]["selector"]["matchLabels"]["app.kubernetes.io/part-of"] =
                        json!("distributed-rate-limiter");
                },
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "NetworkPolicy/redis-network-policy",
                change: |object| {
                    object["spec"]["podSelector"]["matchLabels"]["app.kubernetes.io/name"] = json!("redis");
                },
            },
        ],
    },
];

/// The labels that select: of all pods of a workload, or of one pod of a `StatefulSet`.
const SELECTING: [&str; 2] = ["app", "statefulset.kubernetes.io/pod-name"];

fn several_or_none(set: &Set, object: &Value, pointer: &str) -> Option<String> {
    let selector = object.pointer(pointer)?;
    let taken = set.selected(namespace(object), selector);
    let names: Vec<String> = taken.iter().map(|one| id(one.object)).collect();
    match names.len() {
        1 => None,
        0 => Some(format!("{}, {pointer}: takes no pod", id(object))),
        _ => Some(format!("{}, {pointer}: takes the pods of {}", id(object), names.join(" and "))),
    }
}

/// The selectors of pods in an object.
fn selectors(object: &Value) -> Vec<(&'static str, &Value)> {
    let kind = text(object, "/kind");
    let places: &[&str] = match kind {
        "Deployment" | "StatefulSet" | "DaemonSet" | "PodDisruptionBudget" => &["/spec/selector"],
        "NetworkPolicy" => &["/spec/podSelector"],
        _ => &[],
    };
    places.iter().filter_map(|place| Some((*place, object.pointer(place)?))).collect()
}

#[test]
fn selectors_are_read_as_kubernetes_reads_them() {
    let labels = json!({"app": "web", "tier": "front"});
    for (selector, is_taken) in [
        (json!(null), false),
        (json!({}), true),
        (json!({"app": "web"}), true),
        (json!({"app": "api"}), false),
        (json!({"matchLabels": {"app": "web", "tier": "front"}}), true),
        (json!({"matchExpressions": [{"key": "app", "operator": "In", "values": ["api", "web"]}]}), true),
        (json!({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}), false),
        (json!({"matchExpressions": [{"key": "old", "operator": "DoesNotExist"}]}), true),
        (
            json!({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "x", "operator": "Exists"}]}),
            false,
        ),
    ] {
        assert_eq!(selects(&selector, &labels), is_taken, "{selector}");
    }
}
