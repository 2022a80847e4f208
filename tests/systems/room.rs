//! Whether the pods of each system are let in, and find what they read: what no single object can say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{build, targets};

/// What a namespace counts, in thousandths: `requests.cpu`, `limits.memory`, `pods` and so on.
type Amounts = BTreeMap<String, u64>;

/// A pod as a workload makes it, and how many there may be at once.
struct Pods<'o> {
    workload: &'o str,
    spec: &'o Value,
    most: u64,
}

/// With each autoscaler at its maximum, all rollouts at once and a run of each job.
#[test]
fn all_pods_at_once_are_within_the_quota() {
    for target in targets() {
        let objects = build(&target);
        let mut all = Amounts::new();
        let mut add = |what: &str, thousandths| *all.entry(what.to_owned()).or_default() += thousandths;
        for Pods { spec, most, .. } in &pods(&objects) {
            add("pods", 1000 * most);
            for (what, amount) in items(&spec["containers"]).flat_map(amounts) {
                add(&what, amount * most);
            }
        }
        for object in &objects {
            match object["kind"].as_str() {
                Some("Service") => add("services", 1000),
                Some("PersistentVolumeClaim") => add("persistentvolumeclaims", 1000),
                Some("StatefulSet") => {
                    let templates = items(&object["spec"]["volumeClaimTemplates"]).count();
                    add(
                        "persistentvolumeclaims",
                        1000 * templates as u64 * count(&object["spec"]["replicas"]),
                    );
                }
                _ => {}
            }
        }
        for hard in of_kind(&objects, "ResourceQuota").map(|quota| &quota["spec"]["hard"]) {
            for (what, most) in entries(hard) {
                let used = all.get(what).copied().unwrap_or_default();
                assert!(used <= amount(most), "{target}: {what} of all pods is {used}, of the quota {most}");
            }
        }
    }
}

#[test]
fn each_container_is_within_the_limits() {
    for target in targets() {
        let objects = build(&target);
        let limits = of_kind(&objects, "LimitRange").flat_map(|limits| items(&limits["spec"]["limits"]));
        for limit in limits {
            for Pods { workload, spec, .. } in &pods(&objects) {
                let containers = items(&spec["containers"]).map(|one| amounts(one).collect::<Amounts>());
                let judged: Vec<Amounts> = match limit["type"].as_str() {
                    Some("Pod") => vec![containers.fold(Amounts::new(), sum)],
                    _ => containers.collect(),
                };
                for found in judged {
                    for (what, least) in entries(&limit["min"]) {
                        let asked = found[&format!("requests.{what}")];
                        assert!(asked >= amount(least), "{target}: {workload} asks for {asked} {what}");
                    }
                    for (what, most) in entries(&limit["max"]) {
                        let used = found[&format!("limits.{what}")];
                        assert!(used <= amount(most), "{target}: {workload} may use {used} {what}");
                    }
                }
            }
        }
    }
}

/// A pod whose key is not there never starts.
#[test]
fn each_key_that_a_pod_reads_is_there() {
    for target in targets() {
        let objects = build(&target);
        for Pods { workload, spec, .. } in &pods(&objects) {
            let containers = items(&spec["containers"]).chain(items(&spec["initContainers"]));
            for from in containers.flat_map(|one| items(&one["env"])).map(|variable| &variable["valueFrom"]) {
                for (field, kind) in [("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")] {
                    if let (Some(name), Some(key)) =
                        (from[field]["name"].as_str(), from[field]["key"].as_str())
                    {
                        let known = keys(&objects, kind, name);
                        assert!(known.contains(key), "{target}: {workload} reads {key} of {name}: {known:?}");
                    }
                }
            }
        }
    }
}

/// Kubernetes puts in what stands before it; of what follows, the name itself reaches the program.
#[test]
fn each_variable_is_used_behind_its_definition() {
    for target in targets() {
        let objects = build(&target);
        for Pods { workload, spec, .. } in &pods(&objects) {
            for container in items(&spec["containers"]).chain(items(&spec["initContainers"])) {
                let mut known = BTreeSet::new();
                for variable in items(&container["env"]) {
                    for name in used(&variable["value"]) {
                        assert!(known.contains(name), "{target}: {workload} uses {name} too early");
                    }
                    known.extend(variable["name"].as_str());
                }
                for name in items(&container["command"]).chain(items(&container["args"])).flat_map(used) {
                    assert!(known.contains(name), "{target}: {workload} has no {name}");
                }
            }
        }
    }
}

/// The names in `$(NAME)`.
fn used(text: &Value) -> impl Iterator<Item = &str> {
    let pieces = text.as_str().unwrap_or_default().split("$(").skip(1);
    pieces.filter_map(|piece| piece.split_once(')')).map(|(name, _)| name)
}

/// The pods that these objects make.
fn pods(objects: &[Value]) -> Vec<Pods<'_>> {
    let made = objects.iter().filter_map(|object| {
        let (kind, spec) = (object["kind"].as_str()?, &object["spec"]);
        let workload = object["metadata"]["name"].as_str()?;
        let (template, most) = match kind {
            "Deployment" => {
                let scaled = of_kind(objects, "HorizontalPodAutoscaler")
                    .find(|scaler| scaler["spec"]["scaleTargetRef"]["name"] == workload);
                let replicas = scaled.map_or(&spec["replicas"], |scaler| &scaler["spec"]["maxReplicas"]);
                let surge = spec["strategy"]["rollingUpdate"]["maxSurge"].as_u64().unwrap_or_default();
                (&spec["template"], count(replicas) + surge.min(count(replicas)))
            }
            "StatefulSet" => (&spec["template"], count(&spec["replicas"])),
            "Job" => (&spec["template"], 1),
            "CronJob" => (&spec["jobTemplate"]["spec"]["template"], 1),
            _ => return None,
        };
        Some(Pods { workload, spec: &template["spec"], most })
    });
    made.collect()
}

/// The keys of a ConfigMap, or of a Secret: one that is built, or one that External Secrets writes.
fn keys<'o>(objects: &'o [Value], kind: &'static str, name: &str) -> BTreeSet<&'o str> {
    let built = of_kind(objects, kind).filter(|object| object["metadata"]["name"] == name);
    let fetched = of_kind(objects, "ExternalSecret")
        .filter(|object| kind == "Secret" && object["spec"]["target"]["name"] == name);
    let fetched = fetched.flat_map(|object| items(&object["spec"]["data"]));
    built
        .flat_map(|object| entries(&object["data"]).map(|(key, _)| key))
        .chain(fetched.filter_map(|item| item["secretKey"].as_str()))
        .collect()
}

/// What a container asks for, and what it may use.
fn amounts(container: &Value) -> impl Iterator<Item = (String, u64)> + '_ {
    let both = ["requests", "limits"].into_iter();
    both.flat_map(|which| {
        entries(&container["resources"][which])
            .map(move |(what, value)| (format!("{which}.{what}"), amount(value)))
    })
}

fn sum(mut all: Amounts, one: Amounts) -> Amounts {
    for (what, amount) in one {
        *all.entry(what).or_default() += amount;
    }
    all
}

/// A quantity, in thousandths.
fn amount(value: &Value) -> u64 {
    let text = value.as_str().expect("a quantity is a text");
    let (number, factor) = [("Gi", 1000 << 30), ("Mi", 1000 << 20), ("m", 1)]
        .into_iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))
        .unwrap_or((text, 1000));
    number.parse::<u64>().expect("a whole number") * factor
}

fn count(value: &Value) -> u64 {
    value.as_u64().expect("a number of pods")
}

fn of_kind<'o>(objects: &'o [Value], kind: &'static str) -> impl Iterator<Item = &'o Value> {
    objects.iter().filter(move |object| object["kind"] == kind)
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn entries(map: &Value) -> impl Iterator<Item = (&str, &Value)> {
    map.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}
