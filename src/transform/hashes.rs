//! Writes the hash of its content behind the name of each object that asks for it, or into the pods that use it.
//!
//! References to an object that is renamed follow later.

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};
use rustc_hash::FxHashMap;

use super::metadata::Writer;
use super::report_taken;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::generate::{self, Secrets};
use crate::kubernetes::places::{TEMPLATES, places};
use crate::resource::{CONTENT_HASH, Hash, Place, Resource, ResourceSet, To};
use crate::source::Span;
use crate::yaml::{Cause, Entry, Mapping, Node};

/// The step, in the past of what it changes.
const STEP: &str = "hash";
/// What stands for the hash of a Secret where placeholders stand for its values.
pub(super) const HIDDEN: &str = "<hash>";

/// Writes the hashes. With placeholders for secrets, a hash of one is a placeholder too: a name that is made of the
/// content tells who guesses it right.
pub(super) fn run(set: &mut ResourceSet, secrets: Secrets, diagnostics: &mut Diagnostics) {
    if set.iter().all(|resource| resource.hash() == Hash::None) {
        return;
    }
    annotate(set, secrets, diagnostics);
    let taken = set.change_all(|resource| {
        if resource.hash() == Hash::Name {
            rename(resource, secrets);
        }
    });
    report_taken(set, taken, diagnostics);
}

fn hash(resource: &Resource, secrets: Secrets) -> EcoString {
    let hidden = secrets == Secrets::Placeholders && resource.id().kind == "Secret";
    if hidden { HIDDEN.into() } else { generate::hash(resource.node()) }
}

fn rename(resource: &mut Resource, secrets: Secrets) {
    let name = eco_format!("{}-{}", resource.id().name, hash(resource, secrets));
    let cause = Cause { step: STEP, span: resource.hash_span() };
    resource.change(|node| {
        if let Some(old) = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("name")) {
            let span = old.span();
            old.replace(cause, Node::new(name, span));
        }
    });
}

/// An object whose users are annotated.
struct Wanted {
    /// What it is called now, as `ConfigMap/web`.
    object: EcoString,
    namespace: Option<EcoString>,
    hash: EcoString,
    span: Span,
    has_users: bool,
}

/// Annotates the pods that use an object with the hash of its content.
fn annotate(set: &mut ResourceSet, secrets: Secrets, diagnostics: &mut Diagnostics) {
    let mut all: Vec<Wanted> = Vec::new();
    let mut by_name: FxHashMap<(EcoString, EcoString), Vec<usize>> = FxHashMap::default();
    for resource in set.iter().filter(|resource| resource.hash() == Hash::Pods) {
        let id = resource.id();
        // Pods say the name that the templates know.
        let first = resource.former().first().unwrap_or(id);
        by_name.entry((id.kind.clone(), first.name.clone())).or_default().push(all.len());
        all.push(Wanted {
            object: id.to_string().into(),
            namespace: id.namespace.clone(),
            hash: hash(resource, secrets),
            span: resource.hash_span(),
            has_users: false,
        });
    }
    if all.is_empty() {
        return;
    }
    let taken = set.change_all(|resource| {
        let mut found: BTreeSet<usize> = BTreeSet::new();
        resource.visit_references(&mut |_, reference| {
            let (To::Kind { group: "", kind }, Some(name)) = (reference.to, reference.name.as_str()) else {
                return;
            };
            for index in by_name.get(&(kind.into(), name.into())).into_iter().flatten() {
                let same = match reference.place {
                    Place::In(namespace) => namespace == all[*index].namespace.as_deref(),
                    Place::Anywhere => true,
                };
                if same {
                    found.insert(*index);
                }
            }
        });
        if let Some(first) = found.first().copied() {
            let mut hashes: Vec<String> =
                found.iter().map(|index| format!("{}={}", all[*index].object, all[*index].hash)).collect();
            hashes.sort_unstable();
            // Whoever can guess the content of a Secret can try its hash.
            let of_secret = found.iter().any(|index| all[*index].object.starts_with("Secret/"));
            if write(resource, &hashes.join(" "), of_secret, all[first].span) {
                for index in found {
                    all[index].has_users = true;
                }
            }
        }
    });
    debug_assert!(taken.is_empty(), "annotations are no part of an identity");
    for unused in all.iter().filter(|used| !used.has_users) {
        let message = format!("`hash: pods` of `{}` changes nothing: no pod here uses it", unused.object);
        diagnostics.push(Diagnostic::new(Code::NoEffect, message).at(unused.span, "used by no pod"));
    }
}

/// Writes the annotation into the pods of an object; gives whether it has any.
fn write(resource: &mut Resource, hashes: &str, of_secret: bool, span: Span) -> bool {
    let mut hashes = Node::new(hashes, span);
    if of_secret {
        hashes.make_secret();
    }
    let entry = Entry { key: CONTENT_HASH.into(), key_span: span, node: hashes };
    let annotation = Node::new(std::iter::once(entry).collect::<Mapping>(), span);
    let id = resource.id().clone();
    if id.group.is_empty() && id.kind == "Pod" {
        resource.change(|node| Writer::new(STEP, "annotations", &annotation).write_into(node));
        return true;
    }
    // Of a CronJob, the last place is the pod's.
    let Some(path) = places(TEMPLATES, &id.group, &id.kind).last() else { return false };
    resource.change(|node| {
        let template = path.iter().try_fold(node, |node, key| node.get_mut(key));
        template.map(|template| Writer::new(STEP, "annotations", &annotation).write_into(template)).is_some()
    })
}
