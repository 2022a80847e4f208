//! The tree. A value never changes without remembering what it was, who changed it and who asked for that.

mod flag;
mod life;
mod places;
mod spelled;

pub use flag::PLACEHOLDER;
use life::Life;
pub use spelled::Spelling;

use std::sync::Arc;

use ecow::{EcoString, EcoVec};

use super::{Entry, Mapping};
use crate::source::Span;

/// A YAML value with the place where it was written and all that it was before.
///
/// Cloning shares: it costs one count, whatever the size. The value is private, so that no step can change
/// one and forget where it came from.
#[derive(Clone)]
pub struct Node {
    value: Value,
    span: Span,
    secret: bool,
    spelling: Spelling,
    life: Option<Arc<Life>>,
}

/// What a node holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as Go's YAML reads it.
    Number(Number),
    /// A string.
    String(EcoString),
    /// A list.
    Sequence(EcoVec<Node>),
    /// A map, in source order.
    Mapping(Mapping),
}

/// A number: whole where it fits into 64 bits, else a float.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Number {
    /// A whole number below 2⁶³.
    Int(i64),
    /// A whole number from 2⁶³ on.
    Uint(u64),
    /// Any other; never infinite, never not a number.
    Float(f64),
}

/// Who changed a value: the step, and the place that asked for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cause {
    /// The step's name, as it is printed: `template`, `layer`, `namespace`.
    pub step: &'static str,
    /// The line of spec, patch or template that asked for the change.
    pub span: Span,
}

/// A change that a node has seen, with the ones before it.
#[derive(Debug)]
pub struct Past {
    /// What happened.
    pub change: Change,
    /// Who did it.
    pub cause: Cause,
    /// What there was before this change.
    before: Option<Arc<Life>>,
}

/// What happened to a node.
#[derive(Debug)]
pub enum Change {
    /// Its value took the place of another one.
    Replaced(Node),
    /// It was put where nothing was.
    Inserted,
    /// It lost a child: the key in a map or the index in a list, as text, and the child.
    Removed(EcoString, Node),
    /// Its children were put into another order.
    Reordered,
    /// A template made it, with the values written at these places; the cause's span is the expression or line.
    Rendered(Box<[Span]>),
}

impl Node {
    /// A node written at `span`, without a past.
    pub fn new(value: impl Into<Value>, span: Span) -> Self {
        Node { value: value.into(), span, secret: false, spelling: Spelling::Plain, life: None }
    }

    /// What it holds.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Where the value that it has now was written.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(string) = &self.value { Some(string) } else { None }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(bool) = self.value { Some(bool) } else { None }
    }

    /// The whole number, if it is one below 2⁶³.
    pub fn as_i64(&self) -> Option<i64> {
        if let Value::Number(Number::Int(int)) = self.value { Some(int) } else { None }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The map, if it is one.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        if let Value::Mapping(mapping) = &self.value { Some(mapping) } else { None }
    }

    /// The list's items, if it is one.
    pub fn as_sequence(&self) -> Option<&[Node]> {
        if let Value::Sequence(items) = &self.value { Some(items) } else { None }
    }

    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(key)
    }

    /// The node at the end of the keys `path`, if each is there.
    pub fn at<'k>(&self, path: impl IntoIterator<Item = &'k str>) -> Option<&Node> {
        path.into_iter().try_fold(self, Node::get)
    }

    /// The value of a key, to be changed by the methods below.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let Value::Mapping(mapping) = &mut self.value else { return None };
        let index = mapping.index_of(key)?;
        Some(&mut mapping.entries.make_mut()[index].node)
    }

    /// The values of a map in order, to be changed by the methods below; none if it is no map.
    pub fn values_mut(&mut self) -> impl Iterator<Item = (&EcoString, &mut Node)> {
        let entries = match &mut self.value {
            Value::Mapping(mapping) => mapping.entries.make_mut(),
            _ => Default::default(),
        };
        entries.iter_mut().map(|entry| (&entry.key, &mut entry.node))
    }

    /// The items of a list, to be changed by the methods below; none if it is no list.
    pub fn items_mut(&mut self) -> &mut [Node] {
        match &mut self.value {
            Value::Sequence(items) => items.make_mut(),
            _ => &mut [],
        }
    }

    /// Puts `new` in this node's place, which remembers what it was. A past of `new` itself goes along.
    ///
    /// The place of a secret stays secret.
    pub fn replace(&mut self, cause: Cause, mut new: Node) {
        if self.secret {
            new.make_secret();
        }
        let old = std::mem::replace(self, new);
        self.remember(cause, Change::Replaced(old));
    }

    /// Puts an entry at a map's end, or `node` in the place of the value that the key has already, which is then
    /// said where the new key was written.
    ///
    /// On anything but a map it does nothing and gives `false`.
    pub fn insert(
        &mut self,
        cause: Cause,
        key: impl Into<EcoString>,
        key_span: Span,
        mut node: Node,
    ) -> bool {
        let Value::Mapping(mapping) = &mut self.value else { return false };
        let key = key.into();
        if let Some(index) = mapping.index_of(&key) {
            let entry = &mut mapping.entries.make_mut()[index];
            entry.key_span = key_span;
            entry.node.replace(cause, node);
        } else {
            if self.secret {
                node.make_secret();
            }
            node.remember(cause, Change::Inserted);
            mapping.entries.push(Entry { key, key_span, node });
        }
        true
    }

    /// Puts entries at a map's end as they are, without a note in any past: they were written like this.
    ///
    /// The caller vouches that the map has none of the keys. On anything but a map it does nothing.
    pub fn append(&mut self, entries: impl IntoIterator<Item = Entry>) {
        let secret = self.secret;
        if let Value::Mapping(mapping) = &mut self.value {
            mapping.entries.extend(entries.into_iter().map(|mut entry| {
                if secret {
                    entry.node.make_secret();
                }
                entry
            }));
        }
    }

    /// Puts an item into a list before the item at `index`, or at its end.
    ///
    /// On anything but a list, or past its end, it does nothing and gives `false`.
    pub fn insert_item(&mut self, cause: Cause, index: usize, mut node: Node) -> bool {
        let Value::Sequence(items) = &mut self.value else { return false };
        if index > items.len() {
            return false;
        }
        if self.secret {
            node.make_secret();
        }
        node.remember(cause, Change::Inserted);
        items.insert(index, node);
        true
    }

    /// Takes an entry out of a map and remembers it. Gives whether it was there.
    pub fn remove(&mut self, cause: Cause, key: &str) -> bool {
        let Value::Mapping(mapping) = &mut self.value else { return false };
        let Some(index) = mapping.index_of(key) else { return false };
        let entry = mapping.entries.remove(index);
        self.remember(cause, Change::Removed(entry.key, entry.node));
        true
    }

    /// Takes an item out of a list and remembers it. Gives whether it was there.
    pub fn remove_item(&mut self, cause: Cause, index: usize) -> bool {
        let Value::Sequence(items) = &mut self.value else { return false };
        if index >= items.len() {
            return false;
        }
        let item = items.remove(index);
        self.remember(cause, Change::Removed(ecow::eco_format!("{index}"), item));
        true
    }

    /// Puts the items of a list, or the entries of a map, into the order given by their present indices.
    ///
    /// An `order` that is not a permutation of all of them changes nothing and gives `false`.
    pub fn reorder(&mut self, cause: Cause, order: &[usize]) -> bool {
        let length = match &self.value {
            Value::Sequence(items) => items.len(),
            Value::Mapping(mapping) => mapping.len(),
            _ => return false,
        };
        let mut seen = vec![false; length];
        let whole = order.len() == length
            && order
                .iter()
                .all(|index| seen.get_mut(*index).is_some_and(|seen| !std::mem::replace(seen, true)));
        if !whole {
            return false;
        }
        match &mut self.value {
            Value::Sequence(items) => *items = order.iter().map(|index| items[*index].clone()).collect(),
            Value::Mapping(Mapping { entries }) => {
                *entries = order.iter().map(|index| entries[*index].clone()).collect();
            }
            _ => {}
        }
        self.remember(cause, Change::Reordered);
        true
    }

    /// Notes that a template made this node with the values written at `from`.
    pub fn rendered(&mut self, cause: Cause, from: impl Into<Box<[Span]>>) {
        self.remember(cause, Change::Rendered(from.into()));
    }
}

/// Two nodes are equal when they hold the same; where they were written and what they were is no difference.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Value {
    /// What it is, for messages: `a string`, `a map`.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(Number::Float(_)) => "a decimal number",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a map",
        }
    }

    /// The text of a scalar, as it is printed without quotes; nothing of lists and maps.
    pub fn scalar_text(&self) -> Option<EcoString> {
        match self {
            Value::Null => Some("null".into()),
            Value::Bool(bool) => Some(if *bool { "true" } else { "false" }.into()),
            Value::Number(number) => Some(number.to_string().into()),
            Value::String(text) => Some(text.clone()),
            Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }
}

impl From<bool> for Value {
    fn from(bool: bool) -> Self {
        Value::Bool(bool)
    }
}

impl From<i64> for Value {
    fn from(int: i64) -> Self {
        Value::Number(Number::Int(int))
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Value::Number(number)
    }
}

impl From<&str> for Value {
    fn from(string: &str) -> Self {
        Value::String(string.into())
    }
}

impl From<String> for Value {
    fn from(string: String) -> Self {
        Value::String(string.into())
    }
}

impl From<EcoString> for Value {
    fn from(string: EcoString) -> Self {
        Value::String(string)
    }
}

impl From<EcoVec<Node>> for Value {
    fn from(items: EcoVec<Node>) -> Self {
        Value::Sequence(items)
    }
}

impl From<Mapping> for Value {
    fn from(mapping: Mapping) -> Self {
        Value::Mapping(mapping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    pub(super) fn span(at: usize) -> Span {
        Span::new(Sources::default().add("a", "0123456789"), at..at + 1)
    }

    pub(super) fn cause(at: usize) -> Cause {
        Cause { step: "test", span: span(at) }
    }

    pub(super) fn map(pairs: &[(&str, i64)]) -> Node {
        let entry = |(key, value): &(&str, i64)| Entry {
            key: (*key).into(),
            key_span: span(0),
            node: Node::new(*value, span(0)),
        };
        Node::new(pairs.iter().map(entry).collect::<Mapping>(), span(0))
    }

    #[test]
    fn a_node_is_small() {
        assert!(size_of::<Node>() <= 48, "{}", size_of::<Node>());
        assert!(size_of::<Entry>() <= 80, "{}", size_of::<Entry>());
    }

    #[test]
    fn replacing_remembers_the_old_value_and_the_cause() {
        let mut node = map(&[("replicas", 1)]);
        node.get_mut("replicas").unwrap().replace(cause(3), Node::new(5, span(4)));
        let replicas = node.get("replicas").unwrap();
        assert_eq!((replicas.as_i64(), replicas.span()), (Some(5), span(4)));
        let past: Vec<&Past> = replicas.past().collect();
        let [Past { change: Change::Replaced(old), cause: by, .. }] = past[..] else { panic!("{past:?}") };
        assert_eq!((old.as_i64(), *by), (Some(1), cause(3)));
    }

    #[test]
    fn a_parent_keeps_what_was_removed() {
        let mut node = map(&[("a", 1), ("b", 2)]);
        assert!(node.remove(cause(1), "a"));
        assert!(!node.remove(cause(1), "a"));
        let past: Vec<&Past> = node.past().collect();
        let [Past { change: Change::Removed(key, child), .. }] = past[..] else { panic!("{past:?}") };
        assert_eq!((key.as_str(), child.as_i64()), ("a", Some(1)));
        assert_eq!(node, map(&[("b", 2)]));
    }

    #[test]
    fn a_value_that_is_put_in_anew_is_said_by_its_new_key() {
        let mut node = map(&[("a", 1), ("b", 2)]);
        assert!(node.insert(cause(1), "a", span(5), Node::new(9, span(6))));
        let entries = node.as_mapping().unwrap().iter();
        let spans: Vec<(&str, Span)> = entries.map(|entry| (entry.key.as_str(), entry.key_span)).collect();
        assert_eq!(spans, [("a", span(5)), ("b", span(0))]);
    }

    #[test]
    fn clones_do_not_see_each_others_changes() {
        let one = map(&[("a", 1), ("b", 2)]);
        let mut two = one.clone();
        two.insert(cause(1), "a", span(1), Node::new(9, span(1)));
        assert_eq!(one, map(&[("b", 2), ("a", 1)]));
        assert_eq!(two, map(&[("a", 9), ("b", 2)]));
        assert_ne!(one, two);
    }

    #[test]
    fn reorder_takes_permutations_only() {
        let mut node = map(&[("a", 1), ("b", 2)]);
        assert!(!node.reorder(cause(1), &[0, 0]));
        assert!(!node.reorder(cause(1), &[0]));
        assert!(node.reorder(cause(1), &[1, 0]));
        assert_eq!(node.as_mapping().unwrap().keys().collect::<Vec<_>>(), ["b", "a"]);
    }
}
