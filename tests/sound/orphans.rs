//! Nothing is there for nobody.

use std::collections::BTreeSet;

use serde_json::json;

use super::references::reads;
use super::set::{Set, id, list, namespace, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "what pods read, or run as, is read by some",
    check: |set| {
        let used = used(set);
        // A namespace that others make has readers of its own.
        let own: BTreeSet<&str> =
            set.of_kind("Namespace").map(|namespace| text(namespace, "/metadata/name")).collect();
        let mut found = Vec::new();
        for object in set.objects.iter().filter(|object| own.contains(namespace(object))) {
            let (kind, name) = (text(object, "/kind"), text(object, "/metadata/name"));
            let wanted = match kind {
                "ConfigMap" | "Secret" | "PersistentVolumeClaim" | "ServiceAccount" => (kind, name),
                "ExternalSecret" => match text(object, "/spec/target/name") {
                    "" => ("Secret", name),
                    target => ("Secret", target),
                },
                _ => continue,
            };
            if !used.contains(&wanted) {
                found.push(format!("{}: nobody uses it", id(object)));
            }
        }
        found
    },
    mistakes: &[
        Mistake {
            target: "prod/rate-limiter",
            object: "ConfigMap/redis-config",
            change: |object| object["metadata"]["name"] = json!("old-config"),
        },
        Mistake {
            target: "prod/rate-limiter",
            object: "ExternalSecret/backup-secrets",
            change: |object| object["spec"]["target"]["name"] = json!("old-secrets"),
        },
    ],
}];

/// The kinds and names of what workloads, and the Ingresses before them, name.
fn used(set: &Set) -> BTreeSet<(&str, &str)> {
    let mut used = BTreeSet::new();
    for one in set.workloads() {
        used.extend(reads(&one).into_iter().map(|read| (read.kind, read.name)));
        used.insert(("ServiceAccount", text(one.template, "/spec/serviceAccountName")));
        // What need not be there is used nevertheless.
        for (way, name) in super::set::texts(one.template) {
            let kinds = [("secretKeyRef.name", "Secret"), ("configMapKeyRef.name", "ConfigMap")];
            used.extend(kinds.iter().filter(|(end, _)| way.ends_with(end)).map(|(_, kind)| (*kind, name)));
        }
    }
    for ingress in set.of_kind("Ingress") {
        used.extend(list(ingress, "/spec/tls").iter().map(|tls| ("Secret", text(tls, "/secretName"))));
    }
    used
}
