//! What is left of the quotas of namespaces.
//!
//! From `pkg/quota/v1/evaluator/core` of Kubernetes 1.36. What runs on each node is not counted, for nobody here knows
//! how many those are; of a job, what runs at once is.

use rustc_hash::FxHashMap;

use super::capacity::each_pod;
use super::pods::Per;
use super::read::{amount, at, entries, items, text_or};
use super::request::{Amounts, Bound, of_claim, written};
use super::set::Set;
use super::workload::Workload;
use super::{Class, Effect, Scene};
use crate::kubernetes::quantity::Amount;
use crate::resource::Resource;
use crate::source::Span;

/// What a quota grants of a resource, and what of it is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quota {
    /// The namespace, if it says one.
    pub namespace: Option<String>,
    /// The name of the quota.
    pub name: String,
    /// As `requests.cpu`.
    pub resource: String,
    /// What it grants, as people write it.
    pub hard: String,
    /// What of it is used before.
    pub before: String,
    /// What of it is used after, without what autoscalers add.
    pub after: String,
    /// What of it was used if autoscalers made all pods that they might.
    pub most_before: String,
    /// What of it is used if autoscalers make all pods that they may.
    pub most: String,
    /// What is left after; less than nothing if it does not do.
    pub left: String,
    /// What is left then if autoscalers make all pods that they may.
    pub left_at_most: String,
    /// Whether it does for what is asked for.
    pub is_enough: bool,
    /// Whether it does for the most that autoscalers make.
    pub is_enough_at_most: bool,
    /// Where it is granted.
    pub place: Span,
}

impl Quota {
    /// What comes of a quota that does not do.
    pub fn effect(&self) -> Option<Effect> {
        let Quota { resource, hard, after, most, .. } = self;
        let quota = self.called();
        let text = if !self.is_enough {
            format!("`{resource}` of the {quota} is not enough: {after} of {hard}, so pods are not made")
        } else if !self.is_enough_at_most {
            format!(
                "`{resource}` of the {quota} is not enough for all pods that autoscalers may make: {most} of {hard}"
            )
        } else {
            return None;
        };
        Some(Effect { class: Class::Quota, text, help: Vec::new(), field: None })
    }

    /// Which one it is: ``quota `small` in shop``.
    pub fn called(&self) -> String {
        let place = self.namespace.as_deref().map(|name| format!(" in {name}")).unwrap_or_default();
        format!("quota `{}`{place}", self.name)
    }

    /// What is used of it and left, as `5 → 6 of 20, 14 left`.
    pub fn told(&self) -> String {
        let Quota { hard, before, after, most_before, most, left, left_at_most, .. } = self;
        if !self.is_enough {
            return format!("{before} → {after} of {hard}: not enough, so pods are not made");
        }
        let used = format!("{before} → {after} of {hard}, {left} left");
        if !self.is_enough_at_most {
            return format!(
                "{used}; not enough for all pods that autoscalers may make: {most_before} → {most}"
            );
        }
        match (before == after, most_before == most) {
            (true, false) => format!("at the most {most_before} → {most} of {hard}, {left_at_most} left"),
            _ if most == after => used,
            _ => format!("{used}; at the most {most_before} → {most}, {left_at_most} left"),
        }
    }
}

/// What is used in a namespace.
#[derive(Default)]
struct Used {
    usual: Amounts,
    most: Amounts,
}

/// Each resource of a quota that is used otherwise than before, or granted otherwise.
pub(super) fn quotas(scene: &Scene<'_>) -> Vec<Quota> {
    let quotas: Vec<&Resource> = scene.after.objects.iter().filter(|object| is_plain_quota(object)).collect();
    if quotas.is_empty() {
        return Vec::new();
    }
    let (before, after) = (used(&scene.before), used(&scene.after));
    let (none, mut found) = (Used::default(), Vec::new());
    for quota in quotas {
        let id = quota.id();
        let namespace = id.namespace.as_deref();
        let (was, is) = (before.get(&namespace).unwrap_or(&none), after.get(&namespace).unwrap_or(&none));
        for entry in entries(quota.node(), "spec.hard") {
            let Some(hard) = amount(&entry.node) else { continue };
            let Some(key) = counted(&entry.key) else { continue };
            let (old, new) = (was.usual.get(&key), is.usual.get(&key));
            let (most_before, most) = (was.most.get(&key), is.most.get(&key));
            if (old, most_before) == (new, most) && scene.change(quota).is_none() {
                continue;
            }
            let text = |amount: Amount| written(&key, amount);
            found.push(Quota {
                namespace: namespace.map(str::to_owned),
                name: id.name.to_string(),
                resource: entry.key.to_string(),
                hard: text(hard),
                before: text(old),
                after: text(new),
                most_before: text(most_before),
                most: text(most),
                left: text(hard.minus(new)),
                left_at_most: text(hard.minus(most)),
                is_enough: new <= hard,
                is_enough_at_most: most <= hard,
                place: entry.node.span(),
            });
        }
    }
    found
}

/// Whether it is a quota of all that is in its namespace.
fn is_plain_quota(object: &Resource) -> bool {
    let is_quota = object.id().group.is_empty() && object.id().kind == "ResourceQuota";
    is_quota
        && items(object.node(), "spec.scopes").is_empty()
        && at(object.node(), "spec.scopeSelector").is_none()
}

/// The name under which [`used`] counts a resource; nothing if it does not.
fn counted(resource: &str) -> Option<String> {
    const COUNTS: [&str; 7] = [
        "configmaps",
        "persistentvolumeclaims",
        "pods",
        "secrets",
        "services",
        "services.loadbalancers",
        "services.nodeports",
    ];
    match resource.strip_prefix("count/").unwrap_or(resource) {
        name @ ("cpu" | "memory" | "ephemeral-storage") => Some(format!("requests.{name}")),
        name if COUNTS.contains(&name) => Some(name.to_owned()),
        name if name.starts_with("requests.") || name.starts_with("limits.") => Some(name.to_owned()),
        _ => None,
    }
}

/// What is used in each namespace.
fn used<'r>(set: &Set<'r>) -> FxHashMap<Option<&'r str>, Used> {
    let mut all: FxHashMap<Option<&str>, Used> = FxHashMap::default();
    for object in set.objects {
        let Used { usual, most } = all.entry(object.id().namespace.as_deref()).or_default();
        let mut both = |name: &str, amount: Amount| {
            usual.add_one(name, amount);
            most.add_one(name, amount);
        };
        let one = Amount::whole(1);
        match (object.id().group.as_str(), object.id().kind.as_str()) {
            ("", "ConfigMap") => both("configmaps", one),
            ("", "Secret") => both("secrets", one),
            ("", "PersistentVolumeClaim") => {
                both("persistentvolumeclaims", one);
                both("requests.storage", object.node().get("spec").map_or(Amount::ZERO, of_claim));
            }
            ("", "Service") => {
                both("services", one);
                match text_or(object.node(), "spec.type", "ClusterIP") {
                    "LoadBalancer" => {
                        both("services.loadbalancers", one);
                        both("services.nodeports", node_ports(object));
                    }
                    "NodePort" => both("services.nodeports", node_ports(object)),
                    _ => {}
                }
            }
            _ => {}
        }
        let Some(workload) = Workload::of(object) else { continue };
        let pods = workload.pods(set);
        if pods.per == Per::Node {
            continue;
        }
        let mut each = Amounts::default();
        each.add_one("pods", one);
        let claims = items(object.node(), "spec.volumeClaimTemplates").len();
        each.add_one("persistentvolumeclaims", Amount::whole(i64::try_from(claims).unwrap_or(0)));
        for (bound, prefix) in [(Bound::Requests, "requests"), (Bound::Limits, "limits")] {
            for (name, amount) in each_pod(&workload, bound).0 {
                each.add_one(&format!("{prefix}.{name}"), amount);
            }
        }
        usual.add(&each.times(pods.usual));
        most.add(&each.times(pods.high));
    }
    all
}

/// Each port of a Service that nodes open has one.
fn node_ports(service: &Resource) -> Amount {
    Amount::whole(i64::try_from(items(service.node(), "spec.ports").len()).unwrap_or(0))
}
