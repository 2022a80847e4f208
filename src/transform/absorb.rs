//! Takes a generated object into the set: as a new one, in the place of one that is there, or laid over it.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::generate::Behavior;
use crate::resource::{Duplicate, Hash, Resource, ResourceId, ResourceSet};
use crate::yaml::{Cause, Mapping, Node};

/// The step, in the past of what it changes.
const STEP: &str = "merge";

/// Takes an object in. The other one may be known by a name that it had before.
pub(super) fn run(
    set: &mut ResourceSet,
    object: Resource,
    behavior: Behavior,
    by_former_names: bool,
    diagnostics: &mut Diagnostics,
) {
    let found = meant(set, object.id(), by_former_names || behavior != Behavior::Create);
    match found[..] {
        [] if behavior == Behavior::Create => {
            if let Err(duplicate) = set.add(object) {
                diagnostics.push(duplicate.problem());
            }
        }
        [at, ..] if behavior == Behavior::Create => {
            let is_made_twice = set[at].hash() != Hash::None;
            let problem = Duplicate { first: &set[at], second: Box::new(object) }.problem();
            diagnostics.push(if is_made_twice {
                problem
            } else {
                problem.help("write `behavior: merge` to change the one that is there")
            });
        }
        [at] => {
            let old = set[at].clone();
            if let Err(Duplicate { first, second }) = set.put(at, over(&old, &object, behavior)) {
                let problem = Duplicate { first, second }.problem();
                diagnostics.push(problem);
            }
        }
        [] => diagnostics.push(nothing_there(set, &object, behavior)),
        [first, second, ..] => {
            let message = format!("there are several `{}`", object.id());
            let problem = Diagnostic::new(Code::AmbiguousReference, message)
                .at(object.place(), "which one is meant?")
                .at(set[first].place(), "one of them")
                .at(set[second].place(), "another one");
            diagnostics.push(problem);
        }
    }
}

/// The objects that are called so, or were. Without `look`, none: where nothing has another name yet, adding tells.
fn meant(set: &ResourceSet, id: &ResourceId, look: bool) -> Vec<usize> {
    let tell = set.tell();
    let wanted = tell.of(id);
    // Looks at the names first: to tell two apart costs more.
    let is_meant =
        |other: &ResourceId| other.name == id.name && other.kind == id.kind && tell.of(other) == wanted;
    let ever = |at: usize| set[at].former().iter().chain([set[at].id()]).any(is_meant);
    if look { (0..set.len()).filter(|at| ever(*at)).collect() } else { Vec::new() }
}

/// The new object with what the old one is called and has in its metadata, and in its data if it is laid over it.
fn over(old: &Resource, new: &Resource, behavior: Behavior) -> Resource {
    let cause = Cause { step: STEP, span: new.place() };
    // What was made without a hash stays without one.
    let hash = if old.hash() == Hash::None { Hash::None } else { new.hash() };
    let mut result = old.clone().hashed(hash, new.hash_span());
    result.change(|object| {
        let mut made = new.node().clone();
        for field in ["labels", "annotations"] {
            let path = ["metadata", field];
            if let Some(merged) = merged(object.at(path), made.at(path), cause)
                && let Some(metadata) = made.get_mut("metadata")
            {
                metadata.insert(cause, field, merged.span(), merged);
            }
        }
        for field in ["name", "namespace"] {
            let Some(metadata) = made.get_mut("metadata") else { continue };
            match object.at(["metadata", field]) {
                Some(said) => drop(metadata.insert(cause, field, said.span(), said.clone())),
                None => drop(metadata.remove(cause, field)),
            }
        }
        if behavior == Behavior::Merge {
            for field in ["data", "binaryData"] {
                match merged(object.get(field), made.get(field), cause) {
                    // Two that say nothing leave nothing.
                    Some(merged) if merged.as_mapping().is_some_and(Mapping::is_empty) => {
                        made.remove(cause, field);
                    }
                    Some(merged) => drop(made.insert(cause, field, merged.span(), merged)),
                    None => {}
                }
            }
        }
        object.replace(cause, made);
        // The name is the old one's, with all that it was.
        let name = old.node().at(["metadata", "name"]).cloned();
        if let (Some(name), Some(place)) =
            (name, object.get_mut("metadata").and_then(|metadata| metadata.get_mut("name")))
        {
            *place = name;
        }
    });
    result
}

/// The entries of both maps, those of the second before those of the first.
fn merged(first: Option<&Node>, second: Option<&Node>, cause: Cause) -> Option<Node> {
    let (Some(first), Some(second)) = (first, second) else { return first.or(second).cloned() };
    let mut merged = first.clone();
    if merged.as_mapping().is_none() {
        merged = Node::new(Mapping::default(), second.span());
    }
    for entry in second.as_mapping().into_iter().flatten() {
        merged.insert(cause, entry.key.clone(), entry.key_span, entry.node.clone());
    }
    Some(merged)
}

fn nothing_there(set: &ResourceSet, object: &Resource, behavior: Behavior) -> Diagnostic {
    let word = if behavior == Behavior::Merge { "merge into" } else { "replace" };
    let message = format!("there is no `{}` to {word}", object.id());
    let problem = Diagnostic::new(Code::NoMatch, message).at(object.place(), "made here");
    let id = object.id();
    let of_kind = set.iter().filter(|other| other.id().kind == id.kind);
    if let Some(elsewhere) = of_kind.clone().find(|other| other.id().name == id.name) {
        let problem = problem.at(elsewhere.place(), "another namespace");
        return match &elsewhere.id().namespace {
            Some(namespace) => {
                problem.help(format!("that one is in a namespace: write `namespace: {namespace}`"))
            }
            None => problem.help("that one says no `namespace`: leave it out here too"),
        };
    }
    let near = nearest(&id.name, of_kind.clone().map(|other| other.id().name.as_str()));
    if let Some(near) = near.first() {
        return problem.help(format!("did you mean `{near}`?"));
    }
    let names = of_kind.map(|other| other.id().name.as_str());
    let problem = problem.suggest(&id.name, names, &format!("names of a {}", id.kind));
    problem.help("leave `behavior` out to make a new one")
}
