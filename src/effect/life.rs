//! Objects that are made and deleted.

use super::pods::Per;
use super::read::{count, entries, is_true, number};
use super::schedule::when;
use super::set::Set;
use super::workload::Workload;
use super::{Class, Cluster, Found, Scene};
use crate::diff::Match;
use crate::resource::Resource;

/// What becomes of an object that is new, gone, or called otherwise.
pub(super) fn find(scene: &Scene<'_>, found: &mut Found<'_>) {
    if scene.cluster == Cluster::Other {
        return;
    }
    let change = found.change;
    match (change.before, change.after, change.how) {
        (None, Some(after), _) => {
            found.add(Class::Created, format!("created{}", begins(after, &scene.after)));
        }
        (Some(before), None, _) if stays(before).is_some() => {
            let why = stays(before).unwrap_or_default();
            found.add(Class::NoRestart, format!("stays in the cluster: its annotation `{why}` says so"));
        }
        (Some(before), None, _) => {
            found.add(Class::Deleted, format!("deleted{}", ends(before, &scene.before)));
        }
        (Some(before), Some(after), Match::Hash) => {
            let text =
                format!("`{}` is made beside `{}`, which stays until it is pruned", after.id(), before.id());
            found.at("metadata.name", Class::Created, text);
        }
        (Some(before), Some(after), Match::Namespace | Match::Renamed) => {
            let was = before.id();
            let from = match (was.namespace.as_deref(), change.how) {
                (Some(namespace), Match::Namespace) => format!(" in `{namespace}`"),
                _ => String::new(),
            };
            let place = if change.how == Match::Namespace { "metadata.namespace" } else { "metadata.name" };
            let gone = format!(
                "deleted: `{was}`{from}, for nothing is {} in a cluster{}",
                if change.how == Match::Namespace { "moved" } else { "renamed" },
                also(ends(before, &scene.before))
            );
            found.at(place, Class::Deleted, gone);
            let made = format!("created: `{}`{}", after.id(), also(begins(after, &scene.after)));
            found.at(place, Class::Created, made);
        }
        (_, _, Match::Same) | (None, None, _) => {}
    }
}

/// The annotation by which an object is not pruned.
///
/// From the documentation of Helm, Argo CD and Flux.
pub(super) fn stays(object: &Resource) -> Option<&str> {
    entries(object.node(), "metadata.annotations").map(|entry| (entry.key.as_str(), &entry.node)).find_map(
        |(key, value)| {
            let value = value.as_str()?;
            let stays = match key {
                "argocd.argoproj.io/sync-options" => {
                    value.split(',').any(|word| word.trim() == "Prune=false")
                }
                "helm.sh/resource-policy" => value == "keep",
                "kustomize.toolkit.fluxcd.io/prune" => value == "disabled",
                _ => false,
            };
            stays.then_some(key)
        },
    )
}

/// The same words behind a comma.
fn also(text: String) -> String {
    match text.strip_prefix(": ") {
        Some(text) => format!("; {text}"),
        None => text,
    }
}

/// What begins with an object.
fn begins(object: &Resource, set: &Set<'_>) -> String {
    let Some(workload) = Workload::of(object) else { return String::new() };
    let pods = workload.pods(set);
    let node = object.node();
    let is_suspended = is_true(node, "spec.suspend");
    match (pods.per, workload.kind()) {
        (_, "CronJob" | "Job") if is_suspended => ": it is suspended, and nothing runs".to_owned(),
        (_, "CronJob") => format!(": runs {}", when(object)),
        (Per::Run, _) => format!(": runs at once, {}", count(pods.usual, "pod")),
        (Per::Node, _) => ": a pod starts on each node".to_owned(),
        (Per::Demand, _) => ": pods start as requests come".to_owned(),
        (Per::Cluster, "Pod") => ": it starts".to_owned(),
        (Per::Cluster, _) if pods.usual == 0 => ": no pod starts".to_owned(),
        (Per::Cluster, _) => {
            format!(": {} start{}", count(pods.usual, "pod"), if pods.usual == 1 { "s" } else { "" })
        }
    }
}

/// What ends with an object.
fn ends(object: &Resource, set: &Set<'_>) -> String {
    let Some(workload) = Workload::of(object) else { return String::new() };
    let pods = workload.pods(set);
    match (pods.per, workload.kind()) {
        (_, "CronJob") => ": no more runs; one that runs now is deleted with it".to_owned(),
        (Per::Run, _) => ": its pods are deleted with it".to_owned(),
        (_, "Pod") => ": it stops".to_owned(),
        _ if pods.are_none() => String::new(),
        (_, _) => format!(
            ": {} stop{}",
            pods.its(),
            if pods.high == 1 && pods.per == Per::Cluster { "s" } else { "" }
        ),
    }
}

/// How many pods an object asks for by itself.
pub(super) fn replicas(object: &Resource) -> Option<i64> {
    number(object.node(), "spec.replicas")
}
