//! What is built and not accepted yet: change by change, and what a snapshot says if some of them are.

use std::ops::Range;

use ecow::{EcoString, eco_format};
use rustc_hash::FxHashMap;

use super::{Snapshot, text};
use crate::diff::{Comparison, FieldChange, ObjectChange, Step, accept};
use crate::resource::{Resource, ResourceId};
use crate::yaml::Node;

/// A snapshot beside what is built.
pub struct Beside {
    /// What is built; without objects if nothing is.
    pub snapshot: Snapshot,
    /// Whether something is.
    pub is_built: bool,
    /// What the file says; nothing if it is not there.
    pub there: Option<String>,
    /// Its objects.
    pub before: Vec<Resource>,
}

/// A change that is accepted or not, as one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unit {
    /// An object, by its number in the comparison: it is new, or gone.
    Object(usize),
    /// Differences within an object, by their numbers: one, or all that are in one text.
    Fields(usize, Range<usize>),
    /// The file says the same in other words.
    Layout,
}

impl Beside {
    /// What is pending, in order, where `comparison` compares the file with what is built.
    pub fn units(&self, comparison: &Comparison<'_>) -> Vec<Unit> {
        let mut units = Vec::new();
        for (at, object) in comparison.objects.iter().enumerate() {
            if object.before.is_none() || object.after.is_none() {
                units.push(Unit::Object(at));
                continue;
            }
            let mut start = 0;
            for fields in object.fields.chunk_by(are_of_one_text) {
                let range = start..start + fields.len();
                start = range.end;
                if fields.iter().any(FieldChange::differs) {
                    units.push(Unit::Fields(at, range));
                }
            }
        }
        if units.is_empty() && self.fresh() != self.there {
            units.push(Unit::Layout);
        }
        units
    }

    /// What the file says when all is accepted; nothing if it is not there then.
    pub fn fresh(&self) -> Option<String> {
        self.is_built.then(|| self.snapshot.text())
    }

    /// What the file says when some of the units are accepted; nothing if it is not there then.
    pub fn text(&self, comparison: &Comparison<'_>, units: &[(&Unit, bool)]) -> Option<String> {
        if units.iter().all(|(_, is_accepted)| !is_accepted) {
            return self.there.clone();
        }
        if units.iter().all(|(_, is_accepted)| *is_accepted) {
            return self.fresh();
        }
        let objects = self.objects(comparison, units);
        Some(text(objects.iter()))
    }

    fn objects(&self, comparison: &Comparison<'_>, units: &[(&Unit, bool)]) -> Vec<Node> {
        let mut taken: FxHashMap<usize, Vec<Range<usize>>> = FxHashMap::default();
        for (unit, _) in units.iter().filter(|(_, is_accepted)| *is_accepted) {
            match unit {
                Unit::Object(at) => taken.entry(*at).or_default().push(0..0),
                Unit::Fields(at, fields) => taken.entry(*at).or_default().push(fields.clone()),
                Unit::Layout => {}
            }
        }
        let built: FxHashMap<&ResourceId, usize> =
            self.snapshot.objects.iter().enumerate().map(|(at, object)| (object.id(), at)).collect();
        let mut changed: FxHashMap<*const Resource, usize> = FxHashMap::default();
        for (at, change) in comparison.objects.iter().enumerate() {
            changed.extend(change.before.map(|before| (std::ptr::from_ref(before), at)));
        }
        // Each with the number that it is built at; what is built no more stays behind what it stood behind.
        let mut objects: Vec<(usize, Node)> = Vec::new();
        let mut place = 0;
        for before in &self.before {
            let change = changed.get(&std::ptr::from_ref(before)).map(|at| (*at, &comparison.objects[*at]));
            let after = change.and_then(|(_, change)| change.after).unwrap_or(before);
            place = built.get(after.id()).copied().unwrap_or(place);
            let node = match change {
                None => Some(before.node().clone()),
                Some((at, change)) => {
                    object(before, change, taken.get(&at).map(Vec::as_slice).unwrap_or_default())
                }
            };
            objects.extend(node.map(|node| (place, node)));
        }
        for (at, change) in comparison.objects.iter().enumerate() {
            if let (None, Some(after)) = (change.before, change.after)
                && taken.contains_key(&at)
            {
                objects.push((built.get(after.id()).copied().unwrap_or(place), after.node().clone()));
            }
        }
        objects.sort_by_key(|(place, _)| *place);
        objects.into_iter().map(|(_, node)| node).collect()
    }
}

/// An object with what is taken of its change; nothing if that it is gone is.
fn object(before: &Resource, change: &ObjectChange<'_>, taken: &[Range<usize>]) -> Option<Node> {
    let Some(after) = change.after else {
        return taken.is_empty().then(|| before.node().clone());
    };
    let is_taken = |at: usize| taken.iter().any(|fields| fields.contains(&at));
    let is_whole = change.fields.iter().enumerate().all(|(at, field)| is_taken(at) || !field.differs());
    if is_whole {
        return Some(after.node().clone());
    }
    let fields = change.fields.iter().enumerate().map(|(at, field)| (field, is_taken(at)));
    Some(accept(before.node(), after.node(), fields))
}

/// Whether two differences are in one text that holds a tree.
fn are_of_one_text(one: &FieldChange, two: &FieldChange) -> bool {
    let text = |field: &'_ FieldChange| {
        let end = field.place.0.iter().position(|step| matches!(step, Step::Within(_)))?;
        Some(field.place.0[..end].to_vec())
    };
    text(one).is_some_and(|one| text(two) == Some(one))
}

/// What kind of change it is: the same for two that are in the same field of any objects, or for objects of one kind that
/// are new, or gone.
pub fn alike(unit: &Unit, comparison: &Comparison<'_>) -> EcoString {
    match unit {
        Unit::Layout => "layout".into(),
        Unit::Object(at) => {
            let change = &comparison.objects[*at];
            let sign = if change.before.is_none() { '+' } else { '-' };
            eco_format!("{sign} {}", change.object.id().kind)
        }
        Unit::Fields(at, fields) => {
            let field = comparison.objects[*at].fields.get(fields.start);
            let keys: Vec<&str> = field.into_iter().flat_map(|field| field.place.keys()).collect();
            eco_format!("~ {}", keys.join("."))
        }
    }
}
