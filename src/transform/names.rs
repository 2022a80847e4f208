//! Puts prefix and suffix around the names of objects. What refers to them follows later, in `link`.

use ecow::{EcoString, eco_format};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Diagnostics;
use crate::kubernetes::names::is_fixed;
use crate::plan::Step;
use crate::resource::{Resource, ResourceId, ResourceSet};
use crate::yaml::{Cause, Node};

/// The step of a prefix, in the past of each name that it changed.
pub(super) const PREFIX: &str = "namePrefix";
/// The step of a suffix.
pub(super) const SUFFIX: &str = "nameSuffix";

/// Renames all objects of the set but those that are known by their very names.
///
/// A claim that a `StatefulSet` of the set will take for its own, as `data-web-0`, is called what that looks for then:
/// `data-eu-web-0`. Endpoints are called like their Service, and keep their name if that is not in the set.
pub(super) fn run(
    set: &mut ResourceSet,
    prefix: Option<&Node>,
    suffix: Option<&Node>,
    fixed: Option<fn(&Resource) -> bool>,
    diagnostics: &mut Diagnostics,
) {
    let around = Around { prefix: text(prefix), suffix: text(suffix) };
    if around.prefix.is_empty() && around.suffix.is_empty() {
        return;
    }
    // Who says which names are fixed knows of no others.
    let claims = if fixed.is_none() { claims(set) } else { FxHashMap::default() };
    let services: FxHashSet<(Option<EcoString>, EcoString)> =
        of_kind(set, "", "Service").map(|id| (id.namespace.clone(), id.name.clone())).collect();
    let taken = set.change_all(|resource| {
        let id = resource.id();
        let inner = inner(id, &claims);
        let is_of_others = id.kind == "Endpoints"
            && id.group.is_empty()
            && !services.contains(&(id.namespace.clone(), id.name.clone()));
        let keeps = match fixed {
            Some(fixed) => fixed(resource),
            None => is_of_others || is_fixed(&id.group, &id.kind, &id.name),
        };
        if id.name.is_empty() || keeps {
            return;
        }
        resource.change(|node| {
            let Some(name) = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("name")) else {
                return;
            };
            if let Some(prefix) = prefix.filter(|_| !around.prefix.is_empty()) {
                let changed = inner.put(name, |part| eco_format!("{}{part}", around.prefix));
                replace(name, Cause { step: PREFIX, span: prefix.span() }, changed);
            }
            if let Some(suffix) = suffix.filter(|_| !around.suffix.is_empty()) {
                let changed = inner.put(name, |part| eco_format!("{part}{}", around.suffix));
                replace(name, Cause { step: SUFFIX, span: suffix.span() }, changed);
            }
        });
    });
    super::report_taken(set, taken, diagnostics);
}

/// The prefix and the suffix that names get by these steps.
pub(super) fn affixes(steps: &[Step]) -> (EcoString, EcoString) {
    let of_names = |step: &Step| match step {
        Step::Names { prefix, suffix, .. } => Some((text(prefix.as_ref()), text(suffix.as_ref()))),
        _ => None,
    };
    steps.iter().find_map(of_names).unwrap_or_default()
}

struct Around {
    prefix: EcoString,
    suffix: EcoString,
}

/// How much of a name is a name of the set: all of it, but for a claim that is called after a `StatefulSet`.
#[derive(Default)]
struct Inner {
    before: usize,
    after: usize,
}

impl Inner {
    fn put(&self, name: &Node, change: impl FnOnce(&str) -> EcoString) -> EcoString {
        let name = name.text().unwrap_or_default();
        let (start, end) = (self.before, name.len() - self.after);
        eco_format!("{}{}{}", &name[..start], change(&name[start..end]), &name[end..])
    }
}

fn inner(id: &ResourceId, claims: &FxHashMap<(Option<EcoString>, EcoString), usize>) -> Inner {
    if claims.is_empty() || id.kind != "PersistentVolumeClaim" || !id.group.is_empty() {
        return Inner::default();
    }
    let Some((stem, ordinal)) = split_ordinal(&id.name) else { return Inner::default() };
    match claims.get(&(id.namespace.clone(), stem.into())) {
        Some(before) => Inner { before: *before, after: ordinal.len() + 1 },
        None => Inner::default(),
    }
}

/// What the claims of each `StatefulSet` of the set are called without their numbers, and where in that
/// its name begins.
fn claims(set: &ResourceSet) -> FxHashMap<(Option<EcoString>, EcoString), usize> {
    let mut found = FxHashMap::default();
    for resource in set.iter().filter(|resource| resource.id().kind == "StatefulSet") {
        for template in claim_templates(resource) {
            let stem = eco_format!("{template}-{}", resource.id().name);
            found.insert((resource.id().namespace.clone(), stem), template.len() + 1);
        }
    }
    found
}

/// The names of a `StatefulSet`'s `volumeClaimTemplates`.
///
/// A claim is called by the template, the `StatefulSet` and a number, with `-` between them: `getPersistentVolumeClaimName`
/// in `pkg/controller/statefulset`.
pub(super) fn claim_templates(resource: &Resource) -> impl Iterator<Item = &str> {
    let templates = resource.node().at(["spec", "volumeClaimTemplates"]).and_then(Node::as_sequence);
    templates.into_iter().flatten().filter_map(|template| template.at(["metadata", "name"])?.as_str())
}

/// A name and the number behind its last `-`, if it has one.
pub(super) fn split_ordinal(name: &str) -> Option<(&str, &str)> {
    let (stem, ordinal) = name.rsplit_once('-')?;
    let is_number = !ordinal.is_empty() && ordinal.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((stem, ordinal))
}

fn of_kind<'s>(set: &'s ResourceSet, group: &'s str, kind: &'s str) -> impl Iterator<Item = &'s ResourceId> {
    set.iter().map(Resource::id).filter(move |id| id.kind == kind && id.group == group)
}

fn text(node: Option<&Node>) -> EcoString {
    node.and_then(Node::as_str).unwrap_or_default().into()
}

fn replace(name: &mut Node, cause: Cause, text: EcoString) {
    let new = Node::new(text, name.span());
    name.replace(cause, new);
}
