//! Names of files for objects: readable, safe on every file system, and each only once.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::resource::ResourceId;

/// The longest name that is not cut, in bytes. File systems take 255.
const LONGEST: usize = 200;

/// A name for each object, without an ending: `deployment-web`.
///
/// Where two would be one, they are told apart by namespace, then by group, and at last by a hash of all that
/// identifies them. The others keep their names, so that a folder changes as little as its objects do.
pub(in crate::cli) fn of(ids: &[&ResourceId]) -> Vec<String> {
    let mut names: Vec<Option<String>> = vec![None; ids.len()];
    for detail in [Detail::Name, Detail::Namespace, Detail::Group] {
        let open: Vec<(usize, String)> = (0..ids.len())
            .filter(|index| names[*index].is_none())
            .map(|index| (index, name(ids[index], detail)))
            .collect();
        let mut count: HashMap<&str, usize> = HashMap::with_capacity(open.len());
        for taken in names.iter().flatten() {
            *count.entry(taken).or_default() += 1;
        }
        for (_, name) in &open {
            *count.entry(name).or_default() += 1;
        }
        let unique: Vec<bool> = open.iter().map(|(_, name)| count[name.as_str()] == 1).collect();
        for ((index, name), unique) in open.into_iter().zip(unique) {
            names[index] = unique.then_some(name);
        }
    }
    names.into_iter().zip(ids).map(|(name, id)| name.unwrap_or_else(|| hashed(id))).collect()
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    Name,
    Namespace,
    Group,
}

fn name(id: &ResourceId, detail: Detail) -> String {
    let mut text = id.kind.to_string();
    if detail >= Detail::Group && !id.group.is_empty() {
        text = text + "." + &id.group;
    }
    text = text + "-" + &id.name;
    if detail >= Detail::Namespace
        && let Some(namespace) = &id.namespace
    {
        text = text + "_" + namespace;
    }
    let safe = safe(&text);
    if safe.len() > LONGEST { hashed(id) } else { safe }
}

/// The name of last resort: cut, with a hash of the whole identity behind it.
fn hashed(id: &ResourceId) -> String {
    let namespace = id.namespace.as_deref().unwrap_or_default();
    let whole = [&id.group, &id.kind, namespace, &id.name].join("\0");
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(whole)[..6]);
    let mut text = safe(&format!("{}-{}", id.kind, id.name));
    text.truncate(LONGEST);
    format!("{text}-{hash}")
}

/// Lower case, for some file systems know no other; `_` for all that some do not know at all, as `:`.
fn safe(text: &str) -> String {
    let safe = |letter: char| match letter.to_ascii_lowercase() {
        letter @ ('a'..='z' | '0'..='9' | '-' | '.' | '_') => letter,
        _ => '_',
    };
    text.chars().map(safe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::id;

    fn names(ids: &[ResourceId]) -> Vec<String> {
        of(&ids.iter().collect::<Vec<_>>())
    }

    #[test]
    fn an_object_is_named_by_its_kind_and_name() {
        let ids = [id("apps", "Deployment", "shop", "web"), id("", "Namespace", "", "shop")];
        assert_eq!(names(&ids), ["deployment-web", "namespace-shop"]);
    }

    #[test]
    fn only_those_that_would_be_one_say_more() {
        let ids = [
            id("", "Service", "a", "web"),
            id("", "Service", "b", "web"),
            id("serving.knative.dev", "Service", "b", "web"),
            id("", "Service", "b", "other"),
        ];
        assert_eq!(
            names(&ids),
            ["service-web_a", "service-web_b", "service.serving.knative.dev-web_b", "service-other"]
        );
    }

    #[test]
    fn names_that_differ_only_in_what_file_systems_do_not_know_stay_apart() {
        let group = "rbac.authorization.k8s.io";
        let ids = [id(group, "ClusterRole", "", "system:auth"), id(group, "ClusterRole", "", "system_auth")];
        let names = names(&ids);
        assert_ne!(names[0], names[1]);
        assert!(names.iter().all(|name| name.starts_with("clusterrole-system_auth-")), "{names:?}");
        assert_eq!(super::name(&ids[0], Detail::Name), "clusterrole-system_auth");
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let long = |end: &str| id("", "ConfigMap", "", &("x".repeat(250) + end));
        let names = names(&[long("a"), long("b")]);
        assert_ne!(names[0], names[1]);
        assert!(names.iter().all(|name| name.len() < 230));
    }
}
