//! Which object of one set is which of the other.

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

use crate::resource::{Resource, ResourceId};
use crate::yaml::{Node, Value};

/// How two objects were found to be one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Match {
    /// By group, kind, namespace and name. A cluster sees the same object; so it does in another version of the group.
    Same,
    /// By the name without the hash of their content behind it.
    Hash,
    /// By the name, in another namespace or without one.
    Namespace,
    /// By the name before a front end put something before or behind it, or by their content.
    Renamed,
}

/// A pair, or an object that has no other.
pub(super) type Pair<'r> = (Option<&'r Resource>, Option<&'r Resource>, Match);

/// So many leaves must be alike of all that two objects have for them to be one with another name.
const ALIKE: f64 = 0.75;

/// With fewer leaves than these, likeness says nothing.
const FEWEST: usize = 4;

/// What more objects have than these tells none of them from the others.
const COMMON: usize = 32;

/// The characters of a hash behind a name: hexadecimal digits, some of which were put into others' places.
const DIGITS: &str = "2456789bcdfghkmt";
/// How many a hash has.
const LENGTH: usize = 10;
/// What stands in the place of a hash of secrets.
const HIDDEN: &str = "-<hash>";

/// The objects of both sets: those of the second one in their order, with those that they were, then the rest of the first.
pub(super) fn pairs<'r>(before: &'r [Resource], after: &'r [Resource]) -> Vec<Pair<'r>> {
    let mut pairing =
        Pairing { before, after, found: vec![None; after.len()], taken: vec![false; before.len()] };
    pairing.by(Match::Same, |object| Some(whole(object.id())));
    pairing.by(Match::Hash, |object| {
        let id = object.id();
        let base = without_hash(id)?;
        Some((id.group.clone(), id.kind.clone(), id.namespace.clone(), base.into()))
    });
    pairing.by(Match::Namespace, |object| Some(named(object.id(), &object.id().name)));
    pairing.by(Match::Namespace, |object| Some(named(object.id(), without_hash(object.id())?)));
    pairing.by(Match::Renamed, |object| {
        let id = object.former().first().unwrap_or(object.id());
        Some(named(id, without_hash(id).unwrap_or(&id.name)))
    });
    pairing.by_content();
    let Pairing { found, taken, .. } = pairing;
    let pair = |(object, found): (&'r Resource, Option<(usize, Match)>)| {
        let (index, how) = found.unzip();
        (index.map(|index| &before[index]), Some(object), how.unwrap_or(Match::Same))
    };
    let gone = before.iter().zip(taken).filter(|(_, taken)| !taken);
    let gone = gone.map(|(object, _)| (Some(object), None, Match::Same));
    after.iter().zip(found).map(pair).chain(gone).collect()
}

/// A group, kind, namespace and name.
type Key = (EcoString, EcoString, Option<EcoString>, EcoString);

fn whole(id: &ResourceId) -> Key {
    (id.group.clone(), id.kind.clone(), id.namespace.clone(), id.name.clone())
}

fn named(id: &ResourceId, name: &str) -> Key {
    (id.group.clone(), id.kind.clone(), None, name.into())
}

/// The name before the hash that stands behind it.
pub(super) fn without_hash(id: &ResourceId) -> Option<&str> {
    if let Some(base) = id.name.strip_suffix(HIDDEN) {
        return Some(base);
    }
    before_hash(&id.name).filter(|_| matches!(id.kind.as_str(), "ConfigMap" | "Secret"))
}

/// What stands before a hash at the end of a name.
pub(super) fn before_hash(name: &str) -> Option<&str> {
    let (base, hash) = name.rsplit_once('-')?;
    (hash.len() == LENGTH && hash.chars().all(|digit| DIGITS.contains(digit))).then_some(base)
}

struct Pairing<'r> {
    before: &'r [Resource],
    after: &'r [Resource],
    /// For each object after, which it was.
    found: Vec<Option<(usize, Match)>>,
    /// For each object before, whether it is one of those after.
    taken: Vec<bool>,
}

impl Pairing<'_> {
    /// Makes a pair of each two objects that alone have the same key on their side. Of several that are the same in all that
    /// tells objects apart, the first is the first.
    fn by(&mut self, how: Match, key: impl Fn(&Resource) -> Option<Key>) {
        let mut index: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
        for (at, object) in self.before.iter().enumerate().filter(|(at, _)| !self.taken[*at]) {
            if let Some(key) = key(object) {
                index.entry(key).or_default().push(at);
            }
        }
        if index.is_empty() {
            return;
        }
        let mut wanted: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
        for (at, object) in self.after.iter().enumerate().filter(|(at, _)| self.found[*at].is_none()) {
            if let Some(key) = key(object).filter(|key| index.contains_key(key)) {
                wanted.entry(key).or_default().push(at);
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each is a pair of its own")]
        for (key, after) in wanted {
            let before = &index[&key];
            if how == Match::Same || before.len() == 1 && after.len() == 1 {
                for (before, after) in before.iter().zip(after) {
                    self.pair(*before, after, how);
                }
            }
        }
    }

    fn pair(&mut self, before: usize, after: usize, how: Match) {
        self.found[after] = Some((before, how));
        self.taken[before] = true;
    }

    /// Makes pairs of what is left and says nearly the same, the most alike first.
    fn by_content(&mut self) {
        let left = self.taken.iter().any(|taken| !taken) && self.found.iter().any(Option::is_none);
        if !left {
            return;
        }
        let mut holders: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        let mut sizes: FxHashMap<usize, usize> = FxHashMap::default();
        for (at, object) in self.before.iter().enumerate().filter(|(at, _)| !self.taken[*at]) {
            let leaves = leaves(object);
            sizes.insert(at, leaves.len());
            for leaf in leaves {
                holders.entry(leaf).or_default().push(at);
            }
        }
        let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
        for (at, object) in self.after.iter().enumerate().filter(|(at, _)| self.found[*at].is_none()) {
            let leaves = leaves(object);
            let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
            for holder in
                leaves.iter().filter_map(|leaf| holders.get(leaf)).filter(|list| list.len() <= COMMON)
            {
                for before in holder {
                    *shared.entry(*before).or_default() += 1;
                }
            }
            let alike = |(before, shared): (usize, usize)| {
                #[expect(clippy::cast_precision_loss, reason = "numbers of leaves are small")]
                let alike = 2.0 * shared as f64 / (leaves.len() + sizes[&before]) as f64;
                (leaves.len() >= FEWEST && alike >= ALIKE).then_some((alike, before, at))
            };
            candidates.extend(shared.into_iter().filter_map(alike));
        }
        candidates.sort_by(|one, two| two.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(two.1, two.2))));
        for (_, before, after) in candidates {
            if !self.taken[before] && self.found[after].is_none() {
                self.pair(before, after, Match::Renamed);
            }
        }
    }
}

/// A number for each leaf with its way, but for those that name the object; of objects of one kind only they can be equal.
fn leaves(object: &Resource) -> Vec<u64> {
    let mut leaves = FxHashSet::default();
    let mut way = FxHasher::default();
    (object.id().group.as_str(), object.id().kind.as_str()).hash(&mut way);
    let Some(fields) = object.node().as_mapping() else { return Vec::new() };
    for entry in fields {
        if entry.key == "metadata" {
            for entry in entry.node.as_mapping().into_iter().flatten() {
                if entry.key != "name" && entry.key != "namespace" {
                    collect(&entry.node, &step(&way, &entry.key), &mut leaves);
                }
            }
        } else if !matches!(entry.key.as_str(), "apiVersion" | "kind") {
            collect(&entry.node, &step(&way, &entry.key), &mut leaves);
        }
    }
    let mut leaves: Vec<u64> = leaves.into_iter().collect();
    leaves.sort_unstable();
    leaves
}

fn step(way: &FxHasher, key: &str) -> FxHasher {
    let mut way = way.clone();
    key.hash(&mut way);
    way
}

/// An item of a list counts wherever it stands.
fn collect(node: &Node, way: &FxHasher, leaves: &mut FxHashSet<u64>) {
    match node.value() {
        Value::Mapping(entries) if !entries.is_empty() => {
            entries.iter().for_each(|entry| collect(&entry.node, &step(way, &entry.key), leaves));
        }
        Value::Sequence(items) if !items.is_empty() => {
            items.iter().for_each(|item| collect(item, &step(way, "[]"), leaves));
        }
        value => {
            let mut way = way.clone();
            value.kind_name().hash(&mut way);
            value.scalar_text().hash(&mut way);
            leaves.insert(way.finish());
        }
    }
}
