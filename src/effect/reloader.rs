//! Workloads whose pods Reloader restarts when what they read changes: their annotations ask for it.
//!
//! From the documentation of Stakater's Reloader 1.4, as it is installed: with its own names of annotations.

use super::read::entries;
use super::workload::Workload;
use crate::resource::Resource;
use crate::yaml::{Entry, Node};

/// What Reloader calls the kinds that it watches.
const KINDS: [(&str, &str, &str); 2] =
    [("ConfigMap", "configmap", "configmaps"), ("Secret", "secret", "secrets")];

/// Whether the pods of a workload, which read a ConfigMap or Secret, restart when that changes.
pub(super) fn restarts(workload: &Resource, content: &Resource) -> bool {
    let id = content.id();
    let Some((_, one, many)) = KINDS.iter().find(|(kind, ..)| *kind == id.kind) else { return false };
    let own = |key: &str| entries(content.node(), "metadata.annotations").any(|entry| is_true(entry, key));
    let wants = |key: String| annotations(workload).any(|entry| is_true(entry, &key));
    let lists = |key: String| {
        let mut lists = annotations(workload).filter(|entry| *entry.key == *key);
        lists.any(|entry| names(&entry.node).any(|name| name == id.name))
    };
    if own("reloader.stakater.com/ignore") || lists(format!("{many}.exclude.reloader.stakater.com/reload")) {
        return false;
    }
    lists(format!("{one}.reloader.stakater.com/reload"))
        || wants("reloader.stakater.com/auto".to_owned())
        || wants(format!("{one}.reloader.stakater.com/auto"))
        || wants("reloader.stakater.com/search".to_owned()) && own("reloader.stakater.com/match")
}

/// The kinds and names of what a workload asks to be restarted for by name, be it read or not.
pub(super) fn named(workload: &Resource) -> impl Iterator<Item = (&'static str, &str)> {
    annotations(workload).flat_map(|entry| {
        let kind = KINDS.iter().find(|(_, one, _)| {
            entry.key.strip_prefix(*one).is_some_and(|rest| rest == ".reloader.stakater.com/reload")
        });
        kind.into_iter().flat_map(|(kind, ..)| names(&entry.node).map(|name| (*kind, name)))
    })
}

/// The annotations of a workload, and of its pods.
fn annotations(workload: &Resource) -> impl Iterator<Item = &Entry> {
    let template = Workload::of(workload).map(|workload| workload.template()).unwrap_or_default();
    let of_pods = workload.node().at(template.split('.')).filter(|_| template != "spec");
    let all = [Some(workload.node()), of_pods].into_iter().flatten();
    all.flat_map(|node| entries(node, "metadata.annotations"))
}

fn is_true(entry: &Entry, key: &str) -> bool {
    entry.key == key && entry.node.as_str() == Some("true")
}

fn names(list: &Node) -> impl Iterator<Item = &str> {
    list.as_str().into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|name| !name.is_empty())
}
