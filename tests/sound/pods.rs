//! Pods hang together: what is mounted is there, names are not taken twice, and there is time to end.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::set::{Workload, id, list, selects, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "each mount is of a volume, and each volume is mounted",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                let claims = list(one.object, "/spec/volumeClaimTemplates").iter();
                let volumes: BTreeSet<&str> = list(one.template, "/spec/volumes")
                    .iter()
                    .map(|volume| text(volume, "/name"))
                    .chain(claims.map(|claim| text(claim, "/metadata/name")))
                    .collect();
                let mounts = one.containers().flat_map(|container| list(container, "/volumeMounts"));
                let mounted: BTreeSet<&str> = mounts.map(|mount| text(mount, "/name")).collect();
                let odd = volumes.symmetric_difference(&mounted);
                found.extend(
                    odd.map(|name| format!("{}: `{name}` is a volume or mounted, not both", id(one.object))),
                );
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Deployment/redis",
            change: |object| object["spec"]["template"]["spec"]["volumes"][0]["name"] = json!("other"),
        }],
    },
    Rule {
        name: "no name is taken twice in a pod",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                let mut all = vec![one.containers().collect::<Vec<_>>()];
                all.push(list(one.template, "/spec/volumes").iter().collect());
                all.push(one.containers().flat_map(|container| list(container, "/ports")).collect());
                all.extend(one.containers().map(|container| list(container, "/env").iter().collect()));
                for named in all {
                    let mut seen = BTreeSet::new();
                    let names = named.into_iter().map(|named| text(named, "/name"));
                    let twice = names.filter(|name| !name.is_empty() && !seen.insert(*name));
                    found.extend(twice.map(|name| format!("{}: two are called `{name}`", id(one.object))));
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Deployment/redis",
            change: |object| {
                let container = &mut object["spec"]["template"]["spec"]["containers"][0];
                container["env"] = json!([{"name": "A", "value": "a"}, {"name": "A", "value": "b"}]);
            },
        }],
    },
    Rule {
        name: "a pod has more time to end than its containers wait before they do",
        check: |set| {
            let grace = |one: &Workload| {
                one.template
                    .pointer("/spec/terminationGracePeriodSeconds")
                    .and_then(Value::as_u64)
                    .unwrap_or(30)
            };
            let wait = |container: &Value| {
                let hook = container.pointer("/lifecycle/preStop")?;
                let word = list(hook, "/exec/command").last().and_then(Value::as_str)?;
                word.strip_prefix("sleep ").unwrap_or(word).parse::<u64>().ok()
            };
            let slept = |container: &Value| {
                container.pointer("/lifecycle/preStop/sleep/seconds").and_then(Value::as_u64)
            };
            let is_late = |one: &Workload| {
                let mut waits =
                    one.containers().filter_map(|container| slept(container).or_else(|| wait(container)));
                waits.any(|seconds| seconds >= grace(one))
            };
            let late = set.workloads().filter(is_late);
            late.map(|one| format!("{}: is killed while it waits", id(one.object))).collect()
        },
        mistakes: &[Mistake {
            target: "prod/254carbon",
            object: "Deployment/gateway-deployment",
            change: |object| object["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] = json!(1),
        }],
    },
    Rule {
        name: "pods are kept apart from pods like them",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                let affinity = |kind: &str| {
                    let spec = one.template.pointer("/spec/affinity/podAntiAffinity");
                    spec.map(|spec| list(spec, kind)).unwrap_or_default()
                };
                let required = affinity("/requiredDuringSchedulingIgnoredDuringExecution").iter();
                let preferred = affinity("/preferredDuringSchedulingIgnoredDuringExecution").iter();
                let terms = required.chain(preferred.map(|preferred| &preferred["podAffinityTerm"]));
                let spread = list(one.template, "/spec/topologySpreadConstraints").iter();
                let others =
                    terms.chain(spread).filter(|term| !selects(&term["labelSelector"], one.labels()));
                found.extend(
                    others.map(|_| format!("{}: is spread among pods that are not its own", id(one.object))),
                );
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Deployment/rate-limiter",
            change: |object| {
                object["spec"]["template"]["spec"]["topologySpreadConstraints"] =
                    json!([{"labelSelector": {"matchLabels": {"app": "rate-limiter"}}}]);
            },
        }],
    },
];
