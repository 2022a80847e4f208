//! What differs between any number of sets: the objects that are one, and each of their fields with its value in each set.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::pairs::{pairs, without_hash};
use super::place::{Place, Side, Step};
use super::{FieldChange, fields};
use crate::patch::strategic::Schema;
use crate::resource::{CustomKinds, Resource};
use crate::source::Sources;
use crate::yaml::{Node, stands_in};

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

/// The objects that differ between the sets, in the order in which they come first, and how many are the same in all.
///
/// An object is the same one in another namespace, and with another prefix, suffix or hash. A hash alone is no difference.
pub fn across<'r>(
    sets: &[&'r [Resource]],
    custom: &CustomKinds,
    sources: &Sources,
) -> (Vec<Across<'r>>, usize) {
    let hashed: Vec<FxHashMap<&str, &str>> = sets.iter().map(|set| hashed(set)).collect();
    let (mut differing, mut same) = (Vec::new(), 0);
    for objects in groups(sets) {
        let group = Across { fields: differences(&objects, &hashed, custom, sources), objects };
        if group.fields.is_empty() && !group.is_missing() {
            same += 1;
        } else {
            differing.push(group);
        }
    }
    (differing, same)
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
