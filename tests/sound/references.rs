//! Whatever a pod names is there, with the keys that it reads; and a pod is restarted when what it reads changes.

use serde_json::{Value, json};

use super::set::{Set, Workload, id, list, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "what a pod reads is there, with its keys",
        check: |set| set.workloads().flat_map(|one| missing(set, &one)).collect(),
        mistakes: &[
            Mistake {
                target: "dev/rate-limiter",
                object: "Secret/rate-limiter-secrets",
                change: |object| object["metadata"]["name"] = json!("other"),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "ExternalSecret/rate-limiter-secrets",
                change: |object| object["spec"]["data"] = json!([]),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "ConfigMap/redis-config",
                change: |object| object["metadata"]["namespace"] = json!("other"),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "PersistentVolumeClaim/redis-pvc",
                change: |object| object["metadata"]["name"] = json!("other"),
            },
        ],
    },
    Rule {
        name: "a pod's account is there",
        check: |set| {
            let named = |one: &Workload| text(one.template, "/spec/serviceAccountName").to_owned();
            let is_there = |one: &Workload| {
                let name = named(one);
                name.is_empty()
                    || name == "default"
                    || set.beside(one.object, "ServiceAccount", &name).is_some()
            };
            let wrong = set.workloads().filter(|one| !is_there(one));
            wrong
                .map(|one| format!("{}: there is no ServiceAccount/{}", id(one.object), named(&one)))
                .collect()
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "ServiceAccount/rate-limiter",
            change: |object| object["metadata"]["name"] = json!("other"),
        }],
    },
    Rule {
        name: "a binding's role and accounts are there",
        check: |set| {
            let mut found = Vec::new();
            for binding in set.of_kind("RoleBinding") {
                let subjects = list(binding, "/subjects").iter().map(|subject| (subject, "ServiceAccount"));
                let subjects = subjects.filter(|(subject, kind)| text(subject, "/kind") == *kind);
                let roles = [(&binding["roleRef"], "Role")].into_iter();
                let roles = roles.filter(|(role, kind)| text(role, "/kind") == *kind);
                for (named, kind) in subjects.chain(roles) {
                    let name = text(named, "/name");
                    if set.beside(binding, kind, name).is_none() {
                        found.push(format!("{}: there is no {kind}/{name}", id(binding)));
                    }
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "RoleBinding/rate-limiter",
            change: |object| object["roleRef"]["name"] = json!("other"),
        }],
    },
    Rule {
        name: "a new configuration restarts the pods that read it",
        check: |set| set.workloads().filter(Workload::is_service).flat_map(|one| untold(set, &one)).collect(),
        mistakes: &[Mistake {
            target: "prod/rate-limiter",
            object: "Deployment/redis",
            change: |object| object["spec"]["template"]["metadata"]["annotations"] = json!({}),
        }],
    },
];

/// An object that a pod reads.
pub(super) struct Read<'s> {
    /// `ConfigMap`, `Secret` or `PersistentVolumeClaim`.
    pub(super) kind: &'static str,
    pub(super) name: &'s str,
    /// The key; all of them if none is said.
    pub(super) key: Option<&'s str>,
}

/// What the pods of a workload read, but for what need not be there.
pub(super) fn reads<'s>(one: &Workload<'s>) -> Vec<Read<'s>> {
    let mut found = Vec::new();
    let mut add = |kind, reference: &'s Value, name: &str, key: Option<&'s str>| {
        if reference.get("optional") != Some(&json!(true)) {
            found.push(Read { kind, name: text(reference, name), key });
        }
    };
    for container in one.containers() {
        for variable in list(container, "/env") {
            for (pointer, kind) in
                [("/valueFrom/configMapKeyRef", "ConfigMap"), ("/valueFrom/secretKeyRef", "Secret")]
            {
                if let Some(reference) = variable.pointer(pointer) {
                    add(kind, reference, "/name", Some(text(reference, "/key")));
                }
            }
        }
        for from in list(container, "/envFrom") {
            for (key, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
                if let Some(reference) = from.get(key) {
                    add(kind, reference, "/name", None);
                }
            }
        }
    }
    for volume in list(one.template, "/spec/volumes") {
        let projected = list(volume, "/projected/sources").iter();
        for source in projected.chain([volume]) {
            for (key, kind, name) in [
                ("configMap", "ConfigMap", "/name"),
                ("secret", "Secret", if source == volume { "/secretName" } else { "/name" }),
                ("persistentVolumeClaim", "PersistentVolumeClaim", "/claimName"),
            ] {
                let Some(reference) = source.get(key) else { continue };
                add(kind, reference, name, None);
                for item in list(reference, "/items") {
                    add(kind, reference, name, Some(text(item, "/key")));
                }
                let is_whole = list(reference, "/items").is_empty()
                    && source == volume
                    && kind != "PersistentVolumeClaim";
                for mount in one.containers().flat_map(|container| list(container, "/volumeMounts")) {
                    let path = text(mount, "/subPath");
                    if is_whole && !path.is_empty() && mount["name"] == volume["name"] {
                        add(kind, reference, name, Some(path));
                    }
                }
            }
        }
    }
    for secret in list(one.template, "/spec/imagePullSecrets") {
        add("Secret", secret, "/name", None);
    }
    found
}

fn missing(set: &Set, one: &Workload) -> Vec<String> {
    let mut found = Vec::new();
    for Read { kind, name, key } in reads(one) {
        let owner = id(one.object);
        match (keys_of(set, one, kind, name), key) {
            (Keys::None, _) => found.push(format!("{owner}: there is no {kind}/{name}")),
            (Keys::Known(keys), Some(key)) if !keys.contains(&key) => {
                found.push(format!("{owner}: {kind}/{name} has no key `{key}`"));
            }
            _ => {}
        }
    }
    found
}

/// The ConfigMaps whose change no annotation of the pods tells.
fn untold(set: &Set, one: &Workload) -> Vec<String> {
    let mut maps: Vec<&str> =
        reads(one).into_iter().filter(|read| read.kind == "ConfigMap").map(|read| read.name).collect();
    maps.sort_unstable();
    maps.dedup();
    maps.retain(|map| !is_hashed(map) && set.beside(one.object, "ConfigMap", map).is_some());
    let annotations = one.template.pointer("/metadata/annotations").and_then(Value::as_object);
    let sums: Vec<&str> =
        annotations.into_iter().flatten().filter_map(|(key, _)| key.strip_prefix("checksum/")).collect();
    let is_told = |map: &&str| sums.contains(map) || (maps.len() == 1 && sums.contains(&"config"));
    let untold = maps.iter().filter(|map| !is_told(map));
    untold.map(|map| format!("{}: no annotation tells a change of ConfigMap/{map}", id(one.object))).collect()
}

/// The keys of an object that pods read.
pub(super) enum Keys<'s> {
    /// There is no such object.
    None,
    /// It is there, and whoever writes it knows its keys.
    Unknown,
    Known(Vec<&'s str>),
}

pub(super) fn keys_of<'s>(set: &'s Set, one: &Workload, kind: &str, name: &str) -> Keys<'s> {
    if kind == "PersistentVolumeClaim" {
        return if set.beside(one.object, kind, name).is_some() { Keys::Unknown } else { Keys::None };
    }
    if let Some(object) = set.beside(one.object, kind, name) {
        let fields =
            ["data", "binaryData", "stringData"].into_iter().filter_map(|field| object[field].as_object());
        return Keys::Known(fields.flat_map(|map| map.keys().map(String::as_str)).collect());
    }
    let writes = |secret: &&Value| {
        let target = text(secret, "/spec/target/name");
        let written = if target.is_empty() { text(secret, "/metadata/name") } else { target };
        kind == "Secret" && written == name && text(secret, "/metadata/namespace") == one.namespace()
    };
    let Some(secret) = set.of_kind("ExternalSecret").find(writes) else { return Keys::None };
    if let Some(made) = secret.pointer("/spec/target/template/data").and_then(Value::as_object) {
        return Keys::Known(made.keys().map(String::as_str).collect());
    }
    let keys = list(secret, "/spec/data").iter().map(|entry| text(entry, "/secretKey"));
    if list(secret, "/spec/dataFrom").is_empty() { Keys::Known(keys.collect()) } else { Keys::Unknown }
}

/// Whether a name ends in the hash of the content.
fn is_hashed(name: &str) -> bool {
    let hash = name.rsplit('-').next().unwrap_or_default();
    hash.len() == 10 && hash.chars().all(|c| "2456789bcdfghkmt".contains(c))
}
