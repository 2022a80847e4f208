//! Changes of pods.
//!
//! From `ValidatePodUpdate` in `pkg/apis/core/validation/validation.go`.

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::{Update, path};
use crate::yaml::Node;

/// What a rule of its own judges, or what only the cluster fills in.
const FREE: [&str; 9] = [
    "activeDeadlineSeconds",
    "ephemeralContainers",
    "image",
    "nodeName",
    "schedulingGates",
    "serviceAccount",
    "serviceAccountName",
    "terminationGracePeriodSeconds",
    "tolerations",
];

/// `ValidatePodUpdate`.
pub(super) fn pod(update: &mut Update<'_>) {
    let gated = update.both("spec.schedulingGates").0.is_some();
    // A pod that waits may be told where to run.
    let free = FREE.iter().copied().chain(["nodeAffinity", "nodeSelector"].into_iter().filter(|_| gated));
    // Containers may get another image; volumes may not.
    if !update.keep("spec", &free.collect::<Vec<_>>()) {
        update.keep("spec.volumes", &[]);
    }
    if gated {
        node_selector(update);
    }
    if let (Some(_), Some(_)) = update.both("spec.nodeName") {
        update.keep("spec.nodeName", &[]);
    }
    service_account(update);
    deadline(update);
    grace_period(update);
    tolerations(update);
    gates(update);
}

/// Which account a pod has. The cluster gives `default` to one that names none.
fn service_account(update: &mut Update<'_>) {
    let field = "spec.serviceAccountName";
    let (old, new) = update.texts(field);
    let or_default = |name: EcoString| if name.is_empty() { "default".into() } else { name };
    if or_default(old) != or_default(new) {
        update.refuse(&path(field), "cannot be changed");
    }
}

/// `validateNodeSelectorMutation`: labels may be added.
fn node_selector(update: &mut Update<'_>) {
    let (old, _) = update.both("spec.nodeSelector");
    for entry in old.and_then(Node::as_mapping).into_iter().flat_map(|entries| entries.iter()) {
        let mut place = path("spec.nodeSelector");
        place.push_key(entry.key.clone());
        let kept = update.new.node().at(["spec", "nodeSelector", entry.key.as_str()]);
        if kept.and_then(Node::as_str) != entry.node.as_str() {
            update.refuse(&place, "cannot be changed");
        }
    }
}

/// How long a pod may run can be said late, and get less.
fn deadline(update: &mut Update<'_>) {
    let place = path("spec.activeDeadlineSeconds");
    let (old, new) = update.both("spec.activeDeadlineSeconds");
    match (old.and_then(Node::as_i64), new.and_then(Node::as_i64)) {
        (Some(_), None) if new.is_none() => update.refuse(&place, "cannot be taken back"),
        (Some(old), Some(new)) if new > old => update.refuse(&place, "cannot get larger"),
        _ => {}
    }
}

/// Only what was wrong, below 0, can be set right.
fn grace_period(update: &mut Update<'_>) {
    let field = "spec.terminationGracePeriodSeconds";
    let (old, new) = update.both(field);
    let (old, new) = (old.and_then(Node::as_i64), new.and_then(Node::as_i64));
    if !(old.is_some_and(|old| old < 0) && new == Some(1)) {
        update.keep(field, &[]);
    }
}

/// `validateOnlyAddedTolerations`: each stays, maybe for another time. Two the cluster adds to every pod.
fn tolerations(update: &mut Update<'_>) {
    const OF_THE_CLUSTER: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];
    let (old, new) = update.lists("spec.tolerations");
    let kept: FxHashSet<_> = new.iter().map(toleration).collect();
    let lost =
        old.iter().map(toleration).find(|old| !OF_THE_CLUSTER.contains(&old[0]) && !kept.contains(old));
    if lost.is_some() {
        update.refuse(&path("spec.tolerations"), "cannot lose an item, or change one,");
    }
}

/// What a toleration says, but for the time.
fn toleration(node: &Node) -> [&str; 4] {
    let text = |key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default();
    let operator = Some(text("operator")).filter(|operator| !operator.is_empty()).unwrap_or("Equal");
    [text("key"), operator, text("value"), text("effect")]
}

/// `validateOnlyDeletedSchedulingGates`.
fn gates(update: &mut Update<'_>) {
    let (old, new) = update.lists("spec.schedulingGates");
    let name = |gate: &Node| gate.get("name").and_then(Node::as_str).unwrap_or_default().to_owned();
    let names: FxHashSet<_> = old.iter().map(name).collect();
    for (index, gate) in new.iter().enumerate() {
        if !names.contains(&name(gate)) {
            update.refuse(&path(&format!("spec.schedulingGates[{index}]")), "cannot be added");
        }
    }
}
