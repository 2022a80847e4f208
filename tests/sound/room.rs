//! All pods fit into the quota of their namespace, also at their most, and each into its limits.

use serde_json::{Value, json};

use super::scale::surge;
use super::set::{Set, Workload, id, list, namespace, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "all fit into the quota at their most, and while they are rolled out",
        check: |set| set.of_kind("ResourceQuota").flat_map(|quota| exceeded(set, quota)).collect(),
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "HorizontalPodAutoscaler/rate-limiter-hpa",
                change: |object| object["spec"]["maxReplicas"] = json!(40),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "ResourceQuota/rate-limiter-quota",
                change: |object| object["spec"]["hard"]["persistentvolumeclaims"] = json!("1"),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "ResourceQuota/rate-limiter-quota",
                change: |object| object["spec"]["hard"]["requests.memory"] = json!("4Gi"),
            },
        ],
    },
    Rule {
        name: "each container, pod and claim is within its limits",
        check: |set| {
            let mut found = Vec::new();
            for range in set.of_kind("LimitRange") {
                for limit in list(range, "/spec/limits") {
                    found.extend(outside(set, range, limit));
                }
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "LimitRange/rate-limiter-limits",
                change: |object| object["spec"]["limits"][0]["max"] = json!({"memory": "256Mi"}),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "LimitRange/rate-limiter-limits",
                change: |object| object["spec"]["limits"] = json!([{"type": "Pod", "min": {"cpu": "4"}}]),
            },
        ],
    },
    Rule {
        name: "a container asks for no more than it may have",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                for container in one.containers() {
                    for resource in ["cpu", "memory"] {
                        let amount = |what: &str| quantity(&container["resources"][what][resource]);
                        if let (Some(asked), Some(most)) = (amount("requests"), amount("limits"))
                            && asked > most
                        {
                            let name = text(container, "/name");
                            found.push(format!("{}, container {name}: {resource}", id(one.object)));
                        }
                    }
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Deployment/redis",
            change: |object| {
                object["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]["memory"] =
                    json!("64Gi");
            },
        }],
    },
];

/// What a quota does not have room for.
fn exceeded(set: &Set, quota: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let here = |one: &Workload| one.namespace() == namespace(quota);
    for (name, hard) in quota["spec"]["hard"].as_object().into_iter().flatten() {
        let (Some(hard), Some(used)) = (quantity(hard), used(set, namespace(quota), name)) else { continue };
        if used > hard {
            let (used, hard) = (shown(used), shown(hard));
            found.push(format!("{}, {name}: {used} are needed, {hard} are there", id(quota)));
        }
        if let Some((field, resource)) =
            name.split_once('.').filter(|(_, resource)| RESOURCES.contains(resource))
        {
            let silent =
                set.workloads().filter(here).filter(|one| of_pod(set, one, field, resource).is_none());
            found.extend(
                silent.map(|one| format!("{}: says no {name}, which {} asks for", id(one.object), id(quota))),
            );
        }
    }
    found
}

const RESOURCES: [&str; 2] = ["cpu", "memory"];

/// How much of what a quota limits is used in a namespace, in thousandths; nothing if this cannot be told.
fn used(set: &Set, place: &str, name: &str) -> Option<i128> {
    let pods = || set.workloads().filter(|one| one.namespace() == place);
    let most = |one: &Workload| {
        let count = set.replicas(one).1;
        i128::from(count + surge(one, count))
    };
    let services = |kind: &str| {
        let services = set.of_kind("Service").filter(|service| namespace(service) == place);
        let count = services.filter(|service| kind.is_empty() || text(service, "/spec/type") == kind).count();
        i128::try_from(count).ok().map(|count| count * 1000)
    };
    match name {
        "pods" | "count/pods" => Some(pods().map(|one| most(&one) * 1000).sum()),
        "services" => services(""),
        "services.nodeports" => services("NodePort"),
        "services.loadbalancers" => services("LoadBalancer"),
        "persistentvolumeclaims" => i128::try_from(claims(set, place).len()).ok().map(|count| count * 1000),
        "requests.storage" => Some(claims(set, place).iter().sum()),
        _ => {
            let (field, resource) = name.split_once('.').unwrap_or(("requests", name));
            let known = RESOURCES.contains(&resource) && matches!(field, "requests" | "limits");
            let all = || pods().map(|one| most(&one) * of_pod(set, &one, field, resource).unwrap_or(0)).sum();
            known.then(all)
        }
    }
}

/// What a pod asks for, or may have, of a resource: all its containers together, or the largest of those that prepare
/// the way. Nothing if one of them does not say it.
fn of_pod(set: &Set, one: &Workload, field: &str, resource: &str) -> Option<i128> {
    let of = |container: &Value| of_container(set, one, container, field, resource);
    let together = one.main_containers().iter().map(of).sum::<Option<i128>>()?;
    let before = list(one.template, "/spec/initContainers").iter().map(of).collect::<Option<Vec<i128>>>()?;
    before.into_iter().chain([together]).max()
}

/// What a container says, or else the limits of its namespace for it.
fn of_container(set: &Set, one: &Workload, container: &Value, field: &str, resource: &str) -> Option<i128> {
    let ranges = set.of_kind("LimitRange").filter(|range| namespace(range) == one.namespace());
    let limits = ranges.flat_map(|range| list(range, "/spec/limits"));
    let defaults: Vec<&Value> = limits.filter(|limit| text(limit, "/type") == "Container").collect();
    let default = |key: &str| defaults.iter().find_map(|limit| quantity(&limit[key][resource]));
    let said = |field: &str| quantity(&container["resources"][field][resource]);
    if field == "limits" {
        return said("limits").or_else(|| default("default"));
    }
    said("requests")
        .or_else(|| said("limits"))
        .or_else(|| default("defaultRequest"))
        .or_else(|| default("default"))
}

/// The sizes of the claims of a namespace, those of `StatefulSets` for each of their pods.
fn claims(set: &Set, place: &str) -> Vec<i128> {
    let size = |claim: &Value| quantity(&claim["spec"]["resources"]["requests"]["storage"]).unwrap_or(0);
    let own = set.of_kind("PersistentVolumeClaim").filter(|claim| namespace(claim) == place).map(size);
    let mut all: Vec<i128> = own.collect();
    for one in set.workloads().filter(|one| one.namespace() == place) {
        for claim in list(one.object, "/spec/volumeClaimTemplates") {
            all.extend((0..set.replicas(&one).1).map(|_| size(claim)));
        }
    }
    all
}

/// What is not within one item of a `LimitRange`.
fn outside(set: &Set, range: &Value, limit: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |what: &str, resource: &str, asked: Option<i128>, most: Option<i128>| {
        let bound = |key: &str| quantity(&limit[key][resource]);
        let name = id(range);
        match (bound("max"), most) {
            (Some(_), None) => {
                found.push(format!("{what}: says no limit of {resource}, which {name} asks for"));
            }
            (Some(bound), Some(most)) if most > bound => {
                found.push(format!("{what}: {resource} {} is more than {name} lets in", shown(most)));
            }
            _ => {}
        }
        match (bound("min"), asked) {
            (Some(_), None) => found.push(format!("{what}: asks for no {resource}, as {name} wants")),
            (Some(bound), Some(asked)) if asked < bound => {
                found.push(format!("{what}: {resource} {} is less than {name} lets in", shown(asked)));
            }
            _ => {}
        }
    };
    for one in set.workloads().filter(|one| one.namespace() == namespace(range)) {
        for resource in RESOURCES {
            if text(limit, "/type") == "Pod" {
                let of = |field| of_pod(set, &one, field, resource);
                check(&id(one.object), resource, of("requests"), of("limits"));
            }
            for container in one.containers().filter(|_| text(limit, "/type") == "Container") {
                let of = |field| of_container(set, &one, container, field, resource);
                let what = format!("{}, container {}", id(one.object), text(container, "/name"));
                check(&what, resource, of("requests"), of("limits"));
            }
        }
    }
    if text(limit, "/type") == "PersistentVolumeClaim" {
        for size in claims(set, namespace(range)) {
            check("a claim", "storage", Some(size), Some(size));
        }
    }
    found
}

/// A quantity in thousandths, as `100m`, `2` or `1Gi`.
fn quantity(said: &Value) -> Option<i128> {
    let text = match said {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let thousandths = format!("{whole}{part:0<3}").get(..whole.len() + 3)?.parse::<i128>().ok()?;
    let power = |base: i128, exponent: u32| thousandths * base.pow(exponent);
    match unit {
        "m" => Some(thousandths / 1000),
        "" => Some(thousandths),
        "k" => Some(power(1000, 1)),
        "M" => Some(power(1000, 2)),
        "G" => Some(power(1000, 3)),
        "Ki" => Some(power(1024, 1)),
        "Mi" => Some(power(1024, 2)),
        "Gi" => Some(power(1024, 3)),
        "Ti" => Some(power(1024, 4)),
        _ => None,
    }
}

/// Thousandths, for a person.
fn shown(amount: i128) -> String {
    let gibi = 1000 * 1024_i128.pow(3);
    match (amount / 1000, amount % 1000) {
        _ if amount >= gibi => format!("{}.{}Gi", amount / gibi, amount % gibi * 10 / gibi),
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:03}"),
    }
}

#[test]
fn quantities_are_thousandths() {
    let mebi = 1024 * 1024 * 1000;
    for (said, amount) in
        [("100m", 100), ("2", 2000), ("1.5", 1500), ("0.25", 250), ("1Mi", mebi), ("1.5Mi", mebi * 3 / 2)]
    {
        assert_eq!(quantity(&json!(said)), Some(amount), "{said}");
    }
    assert_eq!(quantity(&json!(3)), Some(3000));
    assert_eq!((shown(2500), shown(mebi * 1536)), ("2.500".to_owned(), "1.5Gi".to_owned()));
}
