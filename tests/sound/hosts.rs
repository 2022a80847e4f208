//! A host is one target's, and what is encrypted is also served.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::set::{Set, id, list, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "a host with a certificate has a rule, and a rule a host",
    check: |set| {
        let mut found = Vec::new();
        for ingress in set.of_kind("Ingress") {
            let ruled: Vec<&str> =
                list(ingress, "/spec/rules").iter().map(|rule| text(rule, "/host")).collect();
            let encrypted = list(ingress, "/spec/tls").iter().flat_map(|tls| list(tls, "/hosts"));
            let unserved = encrypted.filter_map(Value::as_str).filter(|host| !ruled.contains(host));
            found.extend(unserved.map(|host| format!("{}: no rule is for {host} of its tls", id(ingress))));
            if ruled.contains(&"") {
                found.push(format!("{}: a rule takes every host", id(ingress)));
            }
        }
        found
    },
    mistakes: &[
        Mistake {
            target: "prod/rate-limiter",
            object: "Ingress/rate-limiter-ingress",
            change: |object| object["spec"]["tls"][0]["hosts"][0] = json!("other.example.com"),
        },
        Mistake {
            target: "prod/rate-limiter",
            object: "Ingress/rate-limiter-ingress",
            change: |object| object["spec"]["rules"][0]["host"] = json!(""),
        },
    ],
}];

/// The hosts that two targets claim, and the paths of a host that two Ingresses of one target do.
pub(super) fn shared(sets: &[Set]) -> Vec<String> {
    let mut targets: BTreeMap<&str, &str> = BTreeMap::new();
    let mut paths: BTreeMap<(&str, &str), String> = BTreeMap::new();
    let mut found = Vec::new();
    for set in sets {
        for ingress in set.of_kind("Ingress") {
            for rule in list(ingress, "/spec/rules") {
                let host = text(rule, "/host");
                let first = *targets.entry(host).or_insert(&set.target);
                if first != set.target {
                    found.push(format!("{}: {} serves {host}, as {first} does", set.target, id(ingress)));
                }
                for path in list(rule, "/http/paths") {
                    let path = text(path, "/path");
                    if let Some(first) = paths.insert((host, path), id(ingress)) {
                        found.push(format!(
                            "{}: {} serves {host}{path}, as {first} does",
                            set.target,
                            id(ingress)
                        ));
                    }
                }
            }
        }
    }
    found
}

#[test]
fn a_host_of_two_targets_is_found() {
    let set = |target: &str, path: &str| {
        let rule = json!({"host": "a.example", "http": {"paths": [{"path": path}]}});
        let ingress = json!({"kind": "Ingress", "metadata": {"name": "web"}, "spec": {"rules": [rule]}});
        Set { target: target.to_owned(), objects: vec![ingress] }
    };
    assert_eq!(shared(&[set("dev/web", "/"), set("prod/web", "/api")]).len(), 1);
    assert_eq!(shared(&[set("dev/web", "/"), set("dev/web", "/")]).len(), 1);
    assert_eq!(shared(&[set("dev/web", "/"), set("dev/web", "/api")]).len(), 0);
}
