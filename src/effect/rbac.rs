//! Who may do more, and who less.

use std::collections::BTreeSet;

use super::read::{entries, items, row, text, text_or};
use super::rules::{Right, Rules, danger, told};
use super::workload::Workload;
use super::{Class, Found, Scene};
use crate::resource::Resource;
use crate::yaml::Node;

/// The group of roles and bindings.
const GROUP: &str = "rbac.authorization.k8s.io";

/// The start of the labels by which a role becomes part of another one.
const AGGREGATE: &str = "rbac.authorization.k8s.io/aggregate-to-";

/// What a change of a role, a binding or an account allows that was not allowed before.
pub(super) fn find(_: &Scene<'_>, found: &mut Found<'_>) {
    let (before, after) = (found.change.before, found.change.after);
    let id = found.change.object.id();
    match (id.group.as_str(), id.kind.as_str()) {
        (GROUP, "ClusterRole" | "Role") => role(found, before.map(Resource::node), after.map(Resource::node)),
        (GROUP, "ClusterRoleBinding" | "RoleBinding") => {
            binding(found, before.map(Resource::node), after.map(Resource::node));
        }
        _ => account(found, before, after),
    }
}

fn role(found: &mut Found<'_>, before: Option<&Node>, after: Option<&Node>) {
    let (was, is) = (Rules::of(before), Rules::of(after));
    let (more, fewer) = (is.beyond(&was), was.beyond(&is));
    if !more.is_empty() {
        let words: BTreeSet<&str> = more.iter().filter_map(danger).collect();
        let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        let why = if words.is_empty() { String::new() } else { format!("; {}", words.join(", ")) };
        found.at("rules", Class::Rbac, format!("allows to {}{why}", sentence(&more)));
    }
    if !fewer.is_empty() {
        found.at("rules", Class::Narrowed, format!("no longer allows to {}", sentence(&fewer)));
    }
    let labels = |role: Option<&Node>| -> BTreeSet<String> {
        let labels = role.into_iter().flat_map(|role| entries(role, "metadata.labels"));
        let of = |key: &str| Some(key.strip_prefix(AGGREGATE)?.to_owned());
        labels
            .filter(|entry| entry.node.as_str() == Some("true"))
            .filter_map(|entry| of(&entry.key))
            .collect()
    };
    let (was, is) = (labels(before), labels(after));
    for name in is.difference(&was) {
        let place = format!("metadata.labels[\"{AGGREGATE}{name}\"]");
        found.at(&place, Class::Rbac, format!("who has the ClusterRole `{name}` is allowed this too"));
    }
    for name in was.difference(&is) {
        let place = format!("metadata.labels[\"{AGGREGATE}{name}\"]");
        found.at(&place, Class::Narrowed, format!("no longer part of the ClusterRole `{name}`"));
    }
    let sums =
        |role: Option<&Node>| role.map(|role| items(role, "aggregationRule.clusterRoleSelectors").to_vec());
    if let (Some(was), Some(is)) = (sums(before), sums(after))
        && is.iter().any(|selector| !was.contains(selector))
    {
        let text = "takes up the rules of more roles (aggregationRule); which, is seen in the cluster only";
        found.at("aggregationRule", Class::Rbac, text);
    }
}

fn sentence(rights: &[Right]) -> String {
    told(rights).join("; ")
}

fn binding(found: &mut Found<'_>, before: Option<&Node>, after: Option<&Node>) {
    let role = |binding: &Node| {
        format!("{} `{}`", text_or(binding, "roleRef.kind", "Role"), text_or(binding, "roleRef.name", ""))
    };
    let (was, is) = (subjects(before), subjects(after));
    let both = before.zip(after);
    let is_other_role = both.is_some_and(|(before, after)| role(before) != role(after));
    let gets: Vec<String> = if is_other_role {
        is.clone()
    } else {
        is.iter().filter(|who| !was.contains(who)).cloned().collect()
    };
    let loses: Vec<String> =
        if is_other_role { was } else { was.iter().filter(|who| !is.contains(who)).cloned().collect() };
    let place = if is_other_role { "roleRef" } else { "subjects" };
    let verb =
        |who: &[String], one: &str, many: &str| if who.len() == 1 { one.to_owned() } else { many.to_owned() };
    if let Some(after) = after.filter(|_| !gets.is_empty()) {
        let all = if text(after, "roleRef.name") == Some("cluster-admin") {
            ", which may do everything"
        } else {
            ""
        };
        let text = format!("{} {} the {}{all}", row(&gets), verb(&gets, "gets", "get"), role(after));
        found.at(place, Class::Rbac, text);
    }
    if let Some(before) = before.filter(|_| !loses.is_empty()) {
        let text = format!("{} {} the {}", row(&loses), verb(&loses, "loses", "lose"), role(before));
        found.at(place, Class::Narrowed, text);
    }
}

/// Who is bound, in words.
fn subjects(binding: Option<&Node>) -> Vec<String> {
    let Some(binding) = binding else { return Vec::new() };
    let own = text(binding, "metadata.namespace").unwrap_or_default();
    let one = |subject: &Node| {
        let name = text(subject, "name")?;
        Some(match (text(subject, "kind")?, name) {
            ("Group", "system:authenticated") => "everybody who has an account in the cluster".to_owned(),
            ("Group", "system:unauthenticated") | ("User", "system:anonymous") => {
                "everybody, without a login".to_owned()
            }
            ("Group", "system:serviceaccounts") => "every ServiceAccount in the cluster".to_owned(),
            ("ServiceAccount", name) => match text(subject, "namespace") {
                Some(namespace) if namespace != own => format!("ServiceAccount `{name}` in `{namespace}`"),
                _ => format!("ServiceAccount `{name}`"),
            },
            (kind, name) => format!("{kind} `{name}`"),
        })
    };
    items(binding, "subjects").iter().filter_map(one).collect()
}

/// The account that pods run as, on which hangs what they may do.
fn account(found: &mut Found<'_>, before: Option<&Resource>, after: Option<&Resource>) {
    let (Some(old), Some(new)) = (before.and_then(Workload::of), after.and_then(Workload::of)) else {
        return;
    };
    let name = |workload: Workload<'_>| {
        let pod = workload.pod;
        text(pod, "serviceAccountName")
            .or_else(|| text(pod, "serviceAccount"))
            .filter(|name| !name.is_empty())
            .unwrap_or("default")
            .to_owned()
    };
    let (was, is) = (name(old), name(new));
    if was != is {
        let place = format!("{}.serviceAccountName", new.place());
        found.at(
            &place,
            Class::Rbac,
            format!("its pods have the rights of ServiceAccount `{is}`, not of `{was}`"),
        );
    }
}
