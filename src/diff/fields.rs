//! Goes down two trees at once and notes where they differ.

use ecow::{EcoString, EcoVec};

use super::pairs::before_hash;
use super::place::{Place, Step};
use super::{FieldChange, How, amounts, lists, served, texts};
use crate::patch::strategic::{Field, Schema};
use crate::secret::unmarked;
use crate::source::Sources;
use crate::yaml::{Entry, Mapping, Node, Value, stands_in};

/// What stands in the place of a secret.
const SECRET: &str = "<secret>";

/// Where two objects of a type differ, in the order of their keys.
pub(super) fn differences(
    before: &Node,
    after: &Node,
    schema: Schema<'_>,
    sources: &Sources,
) -> Vec<FieldChange> {
    let mut walk = Walk { sources, place: Place::default(), found: Vec::new() };
    let sides = served::without_alike(before, after);
    let (before, after) = sides.as_ref().map_or((before, after), |(before, after)| (before, after));
    walk.values(before, after, &Field::holding(schema));
    walk.found
}

/// Where it is, and what was found so far.
pub(super) struct Walk<'w> {
    sources: &'w Sources,
    place: Place,
    found: Vec<FieldChange>,
}

impl Walk<'_> {
    /// Compares what stands at a place on both sides.
    pub(super) fn values(&mut self, before: &Node, after: &Node, field: &Field<'_>) {
        if before.is_secret() || after.is_secret() {
            return self.secrets(before, after, field);
        }
        match (before.value(), after.value()) {
            (Value::Mapping(one), Value::Mapping(two)) => self.maps(one, two, field.schema),
            (Value::Sequence(one), Value::Sequence(two)) => {
                lists::compare(self, (before, one), (after, two), field);
            }
            (Value::String(one), Value::String(two)) if one != two => {
                self.texts(before, after, (one, two), field);
            }
            _ if amounts::are_same(before, after, field.schema) => {}
            _ => self.note(Some(before), Some(after), How::Value),
        }
    }

    /// Compares two maps key by key, in the order of the keys. What is null is not there.
    fn maps(&mut self, before: &Mapping, after: &Mapping, schema: Schema<'_>) {
        let sorted = |map: &'_ Mapping| {
            let mut entries: Vec<Entry> = map.iter().filter(|entry| !entry.node.is_null()).cloned().collect();
            entries.sort_by(|one, two| one.key.cmp(&two.key));
            entries.into_iter().peekable()
        };
        let (mut before, mut after) = (sorted(before), sorted(after));
        loop {
            let key: EcoString = match (before.peek(), after.peek()) {
                (None, None) => return,
                (Some(one), None) | (None, Some(one)) => one.key.clone(),
                (Some(one), Some(two)) => one.key.clone().min(two.key.clone()),
            };
            let one = before.next_if(|entry| entry.key == key).map(|entry| entry.node);
            let two = after.next_if(|entry| entry.key == key).map(|entry| entry.node);
            let field = schema.field(&key);
            self.at(Step::Key(key), |walk| walk.maybe(one.as_ref(), two.as_ref(), &field));
        }
    }

    /// Compares what may be there on one side only.
    pub(super) fn maybe(&mut self, before: Option<&Node>, after: Option<&Node>, field: &Field<'_>) {
        match (before, after) {
            (Some(before), Some(after)) => self.values(before, after, field),
            (None, None) => {}
            (Some(one), None) | (None, Some(one)) if one.is_secret() => {
                self.note(before, after, How::Secret { is_compared: true });
            }
            _ => self.note(before, after, How::Value),
        }
    }

    /// Compares one step further down.
    pub(super) fn at(&mut self, step: Step, compare: impl FnOnce(&mut Self)) {
        self.place.0.push(step);
        compare(self);
        self.place.0.pop();
    }

    /// Notes a difference, with words in the place of what is secret in it.
    pub(super) fn note(&mut self, before: Option<&Node>, after: Option<&Node>, how: How) {
        let (before, after) = (before.map(without_secrets), after.map(without_secrets));
        self.found.push(FieldChange { place: self.place.clone(), before, after, how });
    }

    /// Compares what is secret: of a map each value, for its keys are none.
    fn secrets(&mut self, before: &Node, after: &Node, field: &Field<'_>) {
        if let (Value::Mapping(one), Value::Mapping(two)) = (before.value(), after.value()) {
            return self.maps(one, two, field.schema);
        }
        let hidden = [before, after].map(|node| node.as_str().filter(|text| stands_in(text)).map(unmarked));
        let is_compared = match hidden {
            // A name goes with the content of its object, which is compared there.
            [Some((one, None)), Some((two, None))] if one == two && is_hash(one) => return,
            [Some((_, Some(one))), Some((_, Some(two)))] if one == two => return,
            [Some((_, Some(_))), Some((_, Some(_)))] => true,
            [Some((one, _)), Some((two, _))] => of_key(one) != of_key(two),
            [None, None] if before == after => return,
            [one, two] => one == two,
        };
        self.note(Some(before), Some(after), How::Secret { is_compared });
    }

    /// Compares two strings that are not the same.
    fn texts(&mut self, before: &Node, after: &Node, texts: (&str, &str), field: &Field<'_>) {
        if amounts::are_same(before, after, field.schema) {
            return;
        }
        let key = match self.place.0.last() {
            Some(Step::Key(key)) => key.as_str(),
            _ => "",
        };
        if let Some((format, before_tree, after_tree)) = texts::trees(key, texts, self.sources) {
            return self
                .at(Step::Within(format), |walk| walk.values(&before_tree, &after_tree, &Field::unknown()));
        }
        let how = if texts.0.contains('\n') || texts.1.contains('\n') {
            How::Lines(texts::lines(texts.0, texts.1))
        } else {
            How::Value
        };
        self.note(Some(before), Some(after), how);
    }
}

/// Whether it is the name of an object with a word in the place of its hash, or such a word alone.
fn is_hash(stand_in: &str) -> bool {
    !stand_in.contains("<secret ")
}

/// What stands in the place of a secret, by its key and the name of its object without a hash: `<secret db-<hash>/key>`.
fn of_key(text: &str) -> (&str, &str) {
    let (name, key) = text.split_once('/').unwrap_or((text, ""));
    (before_hash(name).unwrap_or(name), key)
}

/// The value with words in the place of what is secret in it.
fn without_secrets(node: &Node) -> Node {
    if !node.holds_secret() {
        return node.clone();
    }
    match node.value() {
        Value::Mapping(entries) => {
            let entry = |entry: &Entry| Entry { node: without_secrets(&entry.node), ..entry.clone() };
            Node::new(entries.iter().map(entry).collect::<Mapping>(), node.span())
        }
        Value::Sequence(items) => {
            Node::new(items.iter().map(without_secrets).collect::<EcoVec<_>>(), node.span())
        }
        Value::String(text) if stands_in(text) => Node::new(unmarked(text).0, node.span()),
        _ => Node::new(SECRET, node.span()),
    }
}
