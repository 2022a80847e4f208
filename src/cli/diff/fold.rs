//! Folds what differs: what many objects have in common is told once, with the list of them.
//!
//! A difference is one by its field and the values on both sides. All that the same objects have in common is one change,
//! so each difference of an object is told in one place, and what no others share stays together.

use std::fmt::Write as _;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::told::{Change, Kind, Subject};
use crate::diff::{FieldChange, ObjectChange};
use crate::effect::Effect;
use crate::yaml::emit_compact_json;

/// So many different objects have a difference in common for it not to be chance.
const MANY: usize = 3;

/// An object that is changed.
pub(super) struct Changed<'c> {
    /// The number of its part.
    pub(super) part: usize,
    pub(super) change: &'c ObjectChange<'c>,
    /// What the change will do to it, the worst first.
    pub(super) effects: &'c [Effect],
}

/// The changes of objects, each with the number of the first object that sees it, in that order.
pub(super) fn fold<'c>(objects: &[Changed<'c>]) -> Vec<(usize, Change<'c>)> {
    let differences = differences(objects);
    let (groups, count) = groups(objects, &differences);
    let mut places: Vec<Option<usize>> = vec![None; count];
    let mut changes: Vec<(usize, Change<'c>)> = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        let mut of_field: Vec<(&FieldChange, usize)> = Vec::new();
        for ((field, _), group) in differences[at].iter().zip(&groups[at]) {
            let place = *places[*group].get_or_insert_with(|| {
                changes.push((at, Change { kind: Kind::Changed, subjects: Vec::new(), fields: Vec::new() }));
                changes.len() - 1
            });
            let (first, change) = &mut changes[place];
            if *first == at {
                change.fields.push(*field);
            }
            if change.subjects.last().is_none_or(|last| !std::ptr::eq(last.change, object.change)) {
                let is_first = of_field.is_empty();
                let Changed { part, change: of, .. } = *object;
                change.subjects.push(Subject { part, change: of, effects: Vec::new(), is_first });
            }
            of_field.push((*field, place));
        }
        // What no field alone causes is told where the object is told first.
        for effect in object.effects {
            let field = effect.field.and_then(|field| object.change.fields.get(field));
            let known =
                field.and_then(|field| of_field.iter().find(|(other, _)| std::ptr::eq(*other, field)));
            let place = known.or(of_field.first()).map(|(_, place)| *place);
            if let Some(subject) = place.and_then(|place| changes[place].1.subjects.last_mut()) {
                subject.effects.push(effect);
            }
        }
    }
    changes
}

/// Of each object the fields that differ, with a number for each difference.
fn differences<'c>(objects: &[Changed<'c>]) -> Vec<Vec<(&'c FieldChange, usize)>> {
    let mut numbers = Numbers::default();
    let of = |object: &Changed<'c>| {
        let fields = object.change.fields.iter().filter(|field| field.differs());
        fields.map(|field| (field, numbers.of(sameness(field)))).collect()
    };
    objects.iter().map(of).collect()
}

/// Of each object the groups of objects that have its differences in common, a number for each difference; and how many
/// groups there are.
fn groups(objects: &[Changed<'_>], differences: &[Vec<(&FieldChange, usize)>]) -> (Vec<Vec<usize>>, usize) {
    let mut seen_by: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    let mut alike: FxHashMap<Vec<usize>, Vec<usize>> = FxHashMap::default();
    let whole =
        |fields: &[(&FieldChange, usize)]| fields.iter().map(|(_, number)| *number).collect::<Vec<_>>();
    for (at, fields) in differences.iter().enumerate() {
        for (_, number) in fields {
            seen_by.entry(*number).or_default().push(at);
        }
        alike.entry(whole(fields)).or_default().push(at);
    }
    let mut numbers = Numbers::default();
    let mut of_field: FxHashMap<usize, Option<usize>> = FxHashMap::default();
    let mut of_whole: FxHashMap<Vec<usize>, usize> = FxHashMap::default();
    let mut group = |fields: &Vec<(&FieldChange, usize)>| {
        let mut all = Vec::new();
        for (_, number) in fields {
            let common = *of_field.entry(*number).or_insert_with(|| {
                let seen = &seen_by[number];
                are_many(objects, seen).then(|| numbers.of(seen.clone()))
            });
            all.push(common.unwrap_or_else(|| {
                let whole = whole(fields);
                *of_whole.entry(whole).or_insert_with_key(|whole| numbers.of(alike[whole].clone()))
            }));
        }
        all
    };
    let groups = differences.iter().map(&mut group).collect();
    (groups, numbers.0.len())
}

/// Whether it is no chance that objects have a difference in common: they are many, or one object in two parts.
fn are_many(objects: &[Changed<'_>], seen: &[usize]) -> bool {
    let [one, two] = seen else { return seen.len() >= MANY };
    let called = |at: usize| {
        let object = objects[at].change.object;
        let id = object.former().first().unwrap_or(object.id());
        (&id.kind, &id.name)
    };
    objects[*one].part != objects[*two].part && called(*one) == called(*two)
}

/// A number for each of many values.
struct Numbers<K>(FxHashMap<K, usize>);

impl<K> Default for Numbers<K> {
    fn default() -> Self {
        Numbers(FxHashMap::default())
    }
}

impl<K: Hash + Eq> Numbers<K> {
    fn of(&mut self, key: K) -> usize {
        let next = self.0.len();
        *self.0.entry(key).or_insert(next)
    }
}

/// A text that two differences have in common if they are one: the field, and the values on both sides.
fn sameness(field: &FieldChange) -> String {
    let mut text = String::new();
    let _ = write!(text, "{}", field.place);
    for side in [&field.before, &field.after] {
        text.push('\n');
        if let Some(node) = side {
            emit_compact_json(node, &mut text);
        }
    }
    text
}
