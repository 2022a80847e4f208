//! What rules allow, compared as the API server does.
//!
//! From `Covers` in `component-helpers/auth/rbac/validation/policy_comparator.go` and `RuleAllows` in
//! `plugin/pkg/auth/authorizer/rbac` of Kubernetes 1.36.

use std::collections::BTreeMap;

use super::read::items;
use crate::yaml::Node;

/// One thing that a rule allows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Right {
    /// As `secrets`, `deployments.apps/scale`, `secrets "a"`, `/metrics`.
    pub(super) what: What,
    pub(super) verb: String,
}

/// What something may be done with.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Resource {
        group: String,
        resource: String,
        /// The one object; all of them without it.
        name: Option<String>,
    },
    Url(String),
}

/// The rules of a role.
pub(super) struct Rules<'n>(&'n [Node]);

impl<'n> Rules<'n> {
    pub(super) fn of(role: Option<&'n Node>) -> Rules<'n> {
        Rules(role.map(|role| items(role, "rules")).unwrap_or_default())
    }

    /// What these allow and others do not.
    pub(super) fn beyond(&self, others: &Rules<'_>) -> Vec<Right> {
        let mut rights: Vec<Right> =
            self.0.iter().flat_map(rights).filter(|right| !others.allow(right)).collect();
        rights.sort();
        rights.dedup();
        rights
    }

    fn allow(&self, right: &Right) -> bool {
        self.0.iter().any(|rule| {
            has(rule, "verbs", |verb| verb == "*" || verb == right.verb)
                && match &right.what {
                    What::Url(url) => has(rule, "nonResourceURLs", |rule| covers_url(rule, url)),
                    What::Resource { group, resource, name } => {
                        let names = items(rule, "resourceNames");
                        has(rule, "apiGroups", |rule| rule == "*" || rule == group)
                            && has(rule, "resources", |rule| covers_resource(rule, resource))
                            && (names.is_empty() || names.iter().any(|one| one.as_str() == name.as_deref()))
                    }
                }
        })
    }
}

fn has(rule: &Node, key: &str, is: impl Fn(&str) -> bool) -> bool {
    items(rule, key).iter().filter_map(Node::as_str).any(is)
}

fn covers_resource(rule: &str, resource: &str) -> bool {
    let of_all = rule
        .strip_prefix("*/")
        .is_some_and(|sub| resource.split_once('/').is_some_and(|(_, own)| own == sub));
    rule == "*" || rule == resource || of_all
}

fn covers_url(rule: &str, url: &str) -> bool {
    rule == "*" || rule == url || rule.strip_suffix('*').is_some_and(|start| url.starts_with(start))
}

/// Everything that a rule allows, one by one.
fn rights(rule: &Node) -> Vec<Right> {
    let texts = |key: &str| -> Vec<String> {
        items(rule, key).iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let (verbs, groups, resources, urls) =
        (texts("verbs"), texts("apiGroups"), texts("resources"), texts("nonResourceURLs"));
    let mut names: Vec<Option<String>> = texts("resourceNames").into_iter().map(Some).collect();
    if names.is_empty() {
        names.push(None);
    }
    let mut all = Vec::new();
    for verb in &verbs {
        for url in &urls {
            all.push(Right { what: What::Url(url.clone()), verb: verb.clone() });
        }
        for group in &groups {
            for resource in &resources {
                for name in &names {
                    let what = What::Resource {
                        group: group.clone(),
                        resource: resource.clone(),
                        name: name.clone(),
                    };
                    all.push(Right { what, verb: verb.clone() });
                }
            }
        }
    }
    all
}

/// Rights in words: `get and list secrets`, one for each thing.
pub(super) fn told(rights: &[Right]) -> Vec<String> {
    let mut verbs: BTreeMap<&What, Vec<String>> = BTreeMap::new();
    for right in rights {
        let verb = if right.verb == "*" { "do anything with".to_owned() } else { right.verb.clone() };
        verbs.entry(&right.what).or_default().push(verb);
    }
    // What may be done with the same words is told once.
    let mut things: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (what, verbs) in verbs {
        let verbs = if verbs.iter().any(|verb| verb == "do anything with") {
            "do anything with".to_owned()
        } else {
            super::read::row(&verbs)
        };
        things.entry(verbs).or_default().push(what.to_string());
    }
    things.into_iter().map(|(verbs, things)| format!("{verbs} {}", super::read::row(&things))).collect()
}

/// Words for the rights that lead to others, or to all that is secret.
pub(super) fn danger(right: &Right) -> Option<&'static str> {
    let What::Resource { group, resource, name } = &right.what else { return None };
    let (any_verb, any_resource) = (right.verb == "*", resource == "*");
    let is_group = |wanted: &str| group == "*" || group == wanted;
    let is = |wanted: &str| any_resource || resource == wanted;
    let reads = any_verb || matches!(right.verb.as_str(), "get" | "list" | "watch");
    let writes = any_verb || matches!(right.verb.as_str(), "create" | "update" | "patch");
    let rbac = "rbac.authorization.k8s.io";
    if any_verb && any_resource && group == "*" {
        return Some("that is everything");
    }
    if is_group(rbac) && (any_verb || right.verb == "escalate") && (is("roles") || is("clusterroles")) {
        return Some("with `escalate` it can give itself any right");
    }
    if is_group(rbac) && (any_verb || right.verb == "bind") && (is("roles") || is("clusterroles")) {
        return Some("with `bind` it can take any role");
    }
    if right.verb == "impersonate" {
        return Some("with `impersonate` it can act as others");
    }
    if is_group("") && is("secrets") && reads && name.is_none() {
        return Some("it can read every Secret there");
    }
    if is_group("")
        && (resource == "pods/exec" || resource == "pods/attach")
        && (writes || right.verb == "get")
    {
        return Some("it can run commands in pods there");
    }
    if is_group("") && resource == "serviceaccounts/token" && writes {
        return Some("it can take the tokens of service accounts");
    }
    if is_group("") && resource == "nodes/proxy" {
        return Some("it can run commands in every pod of a node");
    }
    None
}

/// As in a sentence.
impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            What::Url(url) => write!(f, "`{url}`"),
            What::Resource { group, resource, name } => {
                match (group.as_str(), resource.as_str()) {
                    ("*", "*") => f.write_str("all resources")?,
                    ("", "*") => f.write_str("all core resources")?,
                    (group, "*") => write!(f, "all resources of `{group}`")?,
                    ("", resource) => write!(f, "`{resource}`")?,
                    ("*", resource) => write!(f, "`{resource}` of any group")?,
                    (group, resource) => match resource.split_once('/') {
                        Some((resource, sub)) => write!(f, "`{resource}.{group}/{sub}`")?,
                        None => write!(f, "`{resource}.{group}`")?,
                    },
                }
                name.as_ref().map_or(Ok(()), |name| write!(f, " named `{name}`"))
            }
        }
    }
}
