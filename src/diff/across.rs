//! What differs between any number of sets: the objects that are one, and each of their fields with its value in each set.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::pairs::{pairs, without_hash};
use super::place::{Place, Side, Step};
use super::{FieldChange, fields};
use crate::patch::strategic::Schema;
use crate::resource::{CustomKinds, Resource};
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
    /// The value in each of the sets; nothing where there is none.
    pub values: Vec<Option<Node>>,
}

/// What differs between sets of objects.
pub struct Differences<'r> {
    /// The objects that differ, in the order in which they come first.
    pub objects: Vec<Across<'r>>,
    /// How many objects are the same in all sets, as far as is known.
    pub same: usize,
    /// The values of secrets that are in several sets: nobody knows whether they differ.
    pub secrets: Vec<Uncompared<'r>>,
}

/// A value that several sets have, and that nobody may look at.
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
        found.secrets.extend(uncompared(&objects));
        let group = Across { fields: differences(&objects, &hashed, custom, sources), objects };
        if group.fields.is_empty() && !group.is_missing() {
            found.same += 1;
        } else {
            found.objects.push(group);
        }
    }
    found
}

/// The secrets that several of the objects have.
fn uncompared<'r>(objects: &[Option<&'r Resource>]) -> Vec<Uncompared<'r>> {
    let mut places: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    for (at, object) in objects.iter().enumerate() {
        if let Some(object) = object {
            secrets(object.node(), &mut Path::default(), &mut |place| {
                places.entry(place).or_insert_with(|| vec![false; objects.len()])[at] = true;
            });
        }
    }
    let Some(object) = objects.iter().flatten().next() else { return Vec::new() };
    let are_several = |is_there: &Vec<bool>| is_there.iter().filter(|is_there| **is_there).count() > 1;
    let several = places.into_iter().filter(|(_, is_there)| are_several(is_there));
    several.map(|(place, is_there)| Uncompared { object, place, is_there }).collect()
}

/// Calls `each` with the place of every secret below a node.
fn secrets(node: &Node, path: &mut Path, each: &mut dyn FnMut(String)) {
    // A name with a hash of secrets is none itself.
    if node.as_str().is_some_and(|text| stands_in(text) && text.contains("<secret ")) {
        each(path.to_string());
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
    let Some((base_at, base)) = objects.iter().enumerate().find_map(|(at, object)| Some((at, (*object)?)))
    else {
        return Vec::new();
    };
    let schema = || Schema::of(base.id(), custom);
    let changes = |object: Option<&Resource>| match object {
        Some(object) if object.node() != base.node() => {
            let changes = fields::differences(base.node(), object.node(), schema(), sources);
            changes.into_iter().filter(FieldChange::differs).collect()
        }
        _ => Vec::new(),
    };
    let sides: Vec<Vec<FieldChange>> = objects.iter().copied().map(changes).collect();
    let mut places: BTreeMap<String, &FieldChange> = BTreeMap::new();
    for change in sides.iter().flatten() {
        places.entry(change.place.to_string()).or_insert(change);
    }
    let indexes: Vec<FxHashMap<String, &FieldChange>> = sides
        .iter()
        .map(|side| side.iter().map(|change| (change.place.to_string(), change)).collect())
        .collect();
    let value = |at: usize, place: &str, change: &FieldChange| {
        let object = objects[at]?;
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
                Place(within.place.0[..steps.len()].to_vec()).path(Side::After)?.find(object.node()).cloned()
            }
            None => change.before.clone(),
        }
    };
    let mut rows = Vec::new();
    for (place, change) in places {
        let values: Vec<Option<Node>> = (0..objects.len()).map(|at| value(at, &place, change)).collect();
        if !only_hashes(&values, objects, hashed) && !only_secrets(&values) {
            rows.push(FieldAcross { place, values });
        }
    }
    rows
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

/// Whether the values are secrets, of which nobody knows whether they differ.
fn only_secrets(values: &[Option<Node>]) -> bool {
    values.iter().all(|value| value.as_ref().and_then(Node::as_str).is_some_and(stands_in))
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
