//! What differs between any number of sets: the objects that are one, and each of their fields with its value in each set.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::pairs::{pairs, without_hash};
use super::place::{Place, Side, Step};
use super::served::served;
use super::{FieldChange, fields};
use crate::patch::strategic::Schema;
use crate::resource::{CustomKinds, Resource};
use crate::secret::unmarked;
use crate::source::Sources;
use crate::yaml::{Node, Path, stands_in};

/// An object that is not the same in all sets.
pub struct Across<'r> {
    /// What it is in each of the sets; nothing where it is not.
    pub objects: Vec<Option<&'r Resource>>,
    /// The fields that differ between the sets that have it, sorted.
    pub fields: Vec<FieldAcross>,
}

/// A field that is not the same in all sets.
pub struct FieldAcross {
    /// Where, as people write it.
    pub place: String,
    /// The value in each of the sets; nothing where there is none. A secret has words in its place.
    pub values: Vec<Option<Node>>,
    /// Of secrets that were compared a number in the place of each value, from 1: of equal ones the same. Else empty.
    pub secrets: Vec<Option<usize>>,
}

/// What differs between sets of objects.
pub struct Differences<'r> {
    /// The objects that differ, in the order in which they come first.
    pub objects: Vec<Across<'r>>,
    /// How many objects are known to be the same in all sets.
    pub same: usize,
    /// The values of secrets that are in several sets: nobody knows whether they differ.
    pub secrets: Vec<Uncompared<'r>>,
}

/// A value that several sets have, not all of which have it at hand.
pub struct Uncompared<'r> {
    /// The object in the first of the sets that has it.
    pub object: &'r Resource,
    /// Where, as people write it.
    pub place: String,
    /// Which of the sets have it.
    pub is_there: Vec<bool>,
}

impl<'r> Across<'r> {
    /// The object in the first of the sets that has it.
    pub fn first(&self) -> Option<&'r Resource> {
        self.objects.iter().flatten().next().copied()
    }

    /// Whether a set has it not.
    pub fn is_missing(&self) -> bool {
        self.objects.iter().any(Option::is_none)
    }
}

/// What differs between the sets.
///
/// An object is the same one in another namespace, and with another prefix, suffix or hash. A hash alone is no difference.
pub fn across<'r>(sets: &[&'r [Resource]], custom: &CustomKinds, sources: &Sources) -> Differences<'r> {
    let hashed: Vec<FxHashMap<&str, &str>> = sets.iter().map(|set| hashed(set)).collect();
    let mut found = Differences { objects: Vec::new(), same: 0, secrets: Vec::new() };
    for objects in groups(sets) {
        let secrets = uncompared(&objects);
        let group = Across { fields: differences(&objects, &hashed, custom, sources), objects };
        if !group.fields.is_empty() || group.is_missing() {
            found.objects.push(group);
        } else if secrets.is_empty() {
            found.same += 1;
        }
        found.secrets.extend(secrets);
    }
    found
}

/// The secrets that several of the objects have.
fn uncompared<'r>(objects: &[Option<&'r Resource>]) -> Vec<Uncompared<'r>> {
    // Whether each set has it, and has it at hand.
    let mut places: BTreeMap<String, Vec<Option<bool>>> = BTreeMap::new();
    for (at, object) in objects.iter().enumerate() {
        if let Some(object) = object {
            secrets(&served(object.node()), &mut Path::default(), &mut |place, is_at_hand| {
                places.entry(place).or_insert_with(|| vec![None; objects.len()])[at] = Some(is_at_hand);
            });
        }
    }
    let Some(object) = objects.iter().flatten().next() else { return Vec::new() };
    let is_unknown = |sets: &Vec<Option<bool>>| {
        sets.iter().flatten().count() > 1 && sets.iter().flatten().any(|is_at_hand| !is_at_hand)
    };
    let unknown = places.into_iter().filter(|(_, sets)| is_unknown(sets));
    let uncompared = |(place, sets): (String, Vec<Option<bool>>)| {
        let is_there = sets.iter().map(Option::is_some).collect();
        Uncompared { object, place, is_there }
    };
    unknown.map(uncompared).collect()
}

/// Calls `each` with the place of every secret below a node, and whether its value is at hand.
fn secrets(node: &Node, path: &mut Path, each: &mut dyn FnMut(String, bool)) {
    // A name with a hash of secrets is none itself.
    if let Some(text) = node.as_str().filter(|text| text.contains("<secret ")) {
        each(path.to_string(), unmarked(text).1.is_some());
    }
    for entry in node.as_mapping().into_iter().flatten() {
        path.push_key(entry.key.clone());
        secrets(&entry.node, path, each);
        path.pop();
    }
    for (index, item) in node.as_sequence().into_iter().flatten().enumerate() {
        path.push_index(index);
        secrets(item, path, each);
        path.pop();
    }
}

/// The names that end in a hash, with what stands before it.
fn hashed(set: &[Resource]) -> FxHashMap<&str, &str> {
    set.iter().filter_map(|object| Some((object.id().name.as_str(), without_hash(object.id())?))).collect()
}

/// Which objects of the sets are one.
fn groups<'r>(sets: &[&'r [Resource]]) -> Vec<Vec<Option<&'r Resource>>> {
    let mut groups: Vec<Vec<Option<&'r Resource>>> = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        let known: Vec<Resource> =
            groups.iter().filter_map(|group| group.iter().flatten().next().copied().cloned()).collect();
        let places: FxHashMap<*const Resource, usize> =
            known.iter().enumerate().map(|(place, object)| (std::ptr::from_ref(object), place)).collect();
        let own: FxHashMap<*const Resource, &'r Resource> =
            set.iter().map(|object| (std::ptr::from_ref(object), object)).collect();
        for (before, after, _) in pairs(&known, set) {
            let Some(after) = after.and_then(|after| own.get(&std::ptr::from_ref(after)).copied()) else {
                continue;
            };
            let place = before.and_then(|before| places.get(&std::ptr::from_ref(before)).copied());
            let place = place.unwrap_or_else(|| {
                groups.push(vec![None; sets.len()]);
                groups.len() - 1
            });
            groups[place][at] = Some(after);
        }
    }
    groups
}

fn differences(
    objects: &[Option<&Resource>],
    hashed: &[FxHashMap<&str, &str>],
    custom: &CustomKinds,
    sources: &Sources,
) -> Vec<FieldAcross> {
    let nodes: Vec<Option<Cow<'_, Node>>> =
        objects.iter().map(|object| object.map(|object| served(object.node()))).collect();
    let first = objects.iter().zip(&nodes).enumerate();
    let Some((base_at, object, base)) =
        first.into_iter().find_map(|(at, (object, node))| Some((at, (*object)?, node.as_deref()?)))
    else {
        return Vec::new();
    };
    let schema = || Schema::of(object.id(), custom);
    let changes = |node: &Option<Cow<'_, Node>>| match node.as_deref() {
        Some(node) if node != base => {
            let changes = fields::differences(base, node, schema(), sources);
            changes.into_iter().filter(FieldChange::differs).collect()
        }
        _ => Vec::new(),
    };
    let sides: Vec<Vec<FieldChange>> = nodes.iter().map(changes).collect();
    let mut places: BTreeMap<String, &FieldChange> = BTreeMap::new();
    for change in sides.iter().flatten() {
        places.entry(change.place.to_string()).or_insert(change);
    }
    let indexes: Vec<FxHashMap<String, &FieldChange>> = sides
        .iter()
        .map(|side| side.iter().map(|change| (change.place.to_string(), change)).collect())
        .collect();
    let value = |at: usize, place: &str, change: &FieldChange| {
        let node = nodes[at].as_deref()?;
        if at == base_at {
            return change.before.clone();
        }
        if let Some(own) = indexes[at].get(place) {
            return own.after.clone();
        }
        let steps = &change.place.0;
        for length in (1..steps.len()).rev() {
            if let Some(around) = indexes[at].get(&Place(steps[..length].to_vec()).to_string()) {
                return descend(around.after.as_ref()?, &steps[length..]).cloned();
            }
        }
        match sides[at].iter().find(|own| begins(&own.place.0, steps)) {
            Some(within) => {
                Place(within.place.0[..steps.len()].to_vec()).path(Side::After)?.find(node).cloned()
            }
            None => change.before.clone(),
        }
    };
    // The fingerprint of a secret.
    let print = |at: usize, place: &str, change: &FieldChange| -> Option<&str> {
        let (node, path) = match indexes[at].get(place) {
            Some(own) => (nodes[at].as_deref()?, own.place.path(Side::After)?),
            None => (nodes[at].as_deref().map(|_| base)?, change.place.path(Side::Before)?),
        };
        unmarked(path.find(node)?.as_str()?).1
    };
    let mut rows = Vec::new();
    for (place, change) in places {
        let values: Vec<Option<Node>> = (0..objects.len()).map(|at| value(at, &place, change)).collect();
        let prints = || (0..objects.len()).map(|at| print(at, &place, change)).collect();
        let are_secrets = values.iter().flatten().all(is_secret);
        let secrets = if are_secrets { numbers(prints(), &values) } else { Vec::new() };
        let in_objects = || values.iter().zip(objects).filter(|(_, object)| object.is_some());
        let is_known =
            !secrets.is_empty() || in_objects().any(|(value, _)| !value.as_ref().is_some_and(is_secret));
        if is_known && !only_hashes(&values, objects, hashed) {
            rows.push(FieldAcross { place, values, secrets });
        }
    }
    rows
}

/// A number for each fingerprint, the same for equal ones; empty if one is missing of a value that is there.
fn numbers<'p>(prints: Vec<Option<&'p str>>, values: &[Option<Node>]) -> Vec<Option<usize>> {
    if prints.iter().zip(values).any(|(print, value)| print.is_some() != value.is_some()) {
        return Vec::new();
    }
    let mut known: Vec<&'p str> = Vec::new();
    let mut number = |print: &'p str| {
        known.iter().position(|other| *other == print).unwrap_or_else(|| {
            known.push(print);
            known.len() - 1
        }) + 1
    };
    prints.into_iter().map(|print| print.map(&mut number)).collect()
}

/// Whether a way begins with another one.
fn begins(way: &[Step], with: &[Step]) -> bool {
    let same = |(one, two): (&Step, &Step)| match (one, two) {
        (Step::Item { by: one, .. }, Step::Item { by: two, .. }) => one == two,
        (one, two) => one == two,
    };
    way.len() > with.len() && way.iter().zip(with).all(same)
}

/// What is further down a value that is there on one side only.
fn descend<'n>(node: &'n Node, steps: &[Step]) -> Option<&'n Node> {
    steps.iter().try_fold(node, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Item { by, .. } => node
            .as_sequence()?
            .iter()
            .find(|item| by.split(',').all(|part| super::cause::is_called(item, part))),
        Step::Within(_) => None,
    })
}

/// Whether something stands in the place of a value.
fn is_secret(value: &Node) -> bool {
    value.as_str().is_some_and(stands_in)
}

/// Whether the values are names that are the same but for the hashes behind them.
fn only_hashes(
    values: &[Option<Node>],
    objects: &[Option<&Resource>],
    hashed: &[FxHashMap<&str, &str>],
) -> bool {
    let there = values.iter().zip(objects).zip(hashed).filter(|((_, object), _)| object.is_some());
    let names: Option<Vec<&str>> =
        there.map(|((value, _), hashed)| hashed.get(value.as_ref()?.as_str()?).copied()).collect();
    names.is_some_and(|names| names.windows(2).all(|two| two[0] == two[1]))
}
