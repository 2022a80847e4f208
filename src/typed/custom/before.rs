//! What a value was before: the server tolerates what is wrong in a custom resource where nothing changes.
//!
//! From `apiextensions-apiserver/pkg/apiserver/validation/ratcheting.go` in Kubernetes 1.36. Two values are held against
//! each other where the server can tell that they are one: below a key, at an index of a list, and by their keys in a
//! list that is a map; not in a set, nor in a list that says that it is atomic.

use rustc_hash::FxHashMap;

use super::lists::Identity;
use super::schema::Schema;
use crate::yaml::{Entry, Node, Value};

/// What a value was, as far as that can be told.
#[derive(Clone, Copy)]
pub(super) enum Before<'o> {
    /// Nothing was there, or it cannot be told.
    Nothing,
    /// It was something else.
    Other(&'o Node),
    /// It is what it was.
    Same,
}

/// What the items of a list were.
pub(super) enum Items<'o> {
    Same,
    Unknown,
    ByIndex(&'o [Node]),
    ByKeys(FxHashMap<String, &'o Node>, Identity<'o>),
}

impl<'o> Before<'o> {
    /// Of a whole object. One that is the same in all its parts is not even sent.
    pub(super) fn of(old: Option<&'o Node>, new: &Node) -> Before<'o> {
        match old {
            None => Before::Nothing,
            Some(old) if is_same(old, new, None) => Before::Same,
            Some(old) => Before::Other(old),
        }
    }

    /// Whether nothing changed.
    pub(super) fn is_same(self) -> bool {
        matches!(self, Before::Same)
    }

    /// Of the value of a key, which has a schema.
    pub(super) fn entry(self, entry: &Entry, schema: Schema<'_>) -> Before<'o> {
        match self {
            Before::Other(old) => of_part(old.get(&entry.key), &entry.node, schema),
            before => before,
        }
    }

    /// Of the items of a list, which has a schema.
    pub(super) fn items(self, schema: Schema<'o>) -> Items<'o> {
        let Before::Other(old) = self else {
            return if self.is_same() { Items::Same } else { Items::Unknown };
        };
        let Some(old) = old.as_sequence() else { return Items::Unknown };
        match (list_type(schema), Identity::of(schema)) {
            (None, _) => Items::ByIndex(old),
            (Some("map"), Some(identity)) => {
                let known = old.iter().filter_map(|item| Some((identity.text(item)?, item)));
                Items::ByKeys(known.collect(), identity)
            }
            _ => Items::Unknown,
        }
    }
}

impl<'o> Items<'o> {
    /// Of one item, which has a schema.
    pub(super) fn item(&self, index: usize, item: &Node, schema: Schema<'_>) -> Before<'o> {
        match self {
            Items::Same => Before::Same,
            Items::Unknown => Before::Nothing,
            Items::ByIndex(old) => of_part(old.get(index), item, schema),
            Items::ByKeys(old, identity) => {
                let old = identity.text(item).and_then(|text| old.get(&text).copied());
                of_part(old, item, schema)
            }
        }
    }
}

fn of_part<'o>(old: Option<&'o Node>, new: &Node, schema: Schema<'_>) -> Before<'o> {
    match old {
        None => Before::Nothing,
        Some(old) if is_same(old, new, Some(schema)) => Before::Same,
        Some(old) => Before::Other(old),
    }
}

/// Whether two values are the same, whatever the order of their keys; by a schema, as far as the server can tell:
/// `CachedDeepEqual`.
pub(super) fn is_same(old: &Node, new: &Node, schema: Option<Schema<'_>>) -> bool {
    match (old.value(), new.value()) {
        (Value::Mapping(before), Value::Mapping(after)) => {
            before.len() == after.len()
                && after.iter().all(|entry| {
                    let below = schema.and_then(|schema| schema.child(&entry.key));
                    let is_seen = schema.is_none() || below.is_some();
                    let old = before.get(&entry.key).filter(|_| is_seen);
                    old.is_some_and(|old| is_same(old, &entry.node, below))
                })
        }
        (Value::Sequence(before), Value::Sequence(after)) => {
            let is_torn = schema.is_some_and(|schema| matches!(list_type(schema), Some("set" | "atomic")));
            let below = schema.and_then(|schema| schema.get("items").map(Schema));
            before.len() == after.len()
                && (before.is_empty() || !is_torn)
                && before.iter().zip(after).all(|(old, new)| is_same(old, new, below))
        }
        (old, new) => old == new,
    }
}

fn list_type(schema: Schema<'_>) -> Option<&str> {
    schema.get("x-kubernetes-list-type").and_then(Node::as_str)
}
