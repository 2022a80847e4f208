//! Lists that are sets, or maps by keys of their items: no item may be there twice.
//!
//! From `apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go` in Kubernetes 1.36.

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::findings::{Findings, Step};
use super::schema::Schema;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Node, Value, emit_compact_json};

/// What tells the items of a list from each other.
pub(super) struct Identity<'s> {
    /// Those of their keys that do; nothing where it is all that is in them.
    keys: Option<Vec<&'s str>>,
    items: Option<Schema<'s>>,
}

impl<'s> Identity<'s> {
    /// That of a list with this schema; nothing if its items may be the same.
    pub(super) fn of(schema: Schema<'s>) -> Option<Identity<'s>> {
        let keys = match schema.get("x-kubernetes-list-type")?.as_str()? {
            "set" => None,
            "map" => {
                Some(schema.list("x-kubernetes-list-map-keys").iter().filter_map(Node::as_str).collect())
            }
            _ => return None,
        };
        Some(Identity { keys, items: schema.get("items").map(Schema) })
    }

    /// The same text for two items that are one; nothing of what is no such item.
    pub(super) fn text(&self, item: &Node) -> Option<String> {
        let mut text = String::new();
        let Some(keys) = &self.keys else {
            emit_compact_json(item, &mut text);
            return Some(text);
        };
        item.as_mapping()?;
        for key in keys {
            let default = || self.items?.property(key)?.get("default");
            if let Some(value) = item.get(key).filter(|value| !value.is_null()).or_else(default) {
                emit_compact_json(value, &mut text);
            }
            text.push(',');
        }
        Some(text)
    }
}

/// Says which items of a list are there before.
pub(super) fn check<'n>(findings: &mut Findings<'n, '_>, node: &'n Node, schema: Schema<'_>) {
    let (Some(identity), Some(items)) = (Identity::of(schema), node.as_sequence()) else { return };
    let mut seen: FxHashMap<String, &Node> = FxHashMap::default();
    for (index, item) in items.iter().enumerate() {
        let Some(text) = identity.text(item) else { continue };
        match seen.entry(text) {
            Entry::Vacant(place) => drop(place.insert(item)),
            Entry::Occupied(first) => {
                findings.enter(Step::Item(index, item));
                twice(findings, item, first.get(), identity.keys.as_deref());
                findings.leave();
            }
        }
    }
}

/// Whether a list in a value, however far down, has an item twice.
pub(super) fn has_twice(node: &Node, schema: Schema<'_>) -> bool {
    match node.value() {
        Value::Mapping(entries) => entries
            .iter()
            .any(|entry| schema.child(&entry.key).is_some_and(|schema| has_twice(&entry.node, schema))),
        Value::Sequence(items) => {
            let mut seen = FxHashSet::default();
            let again = |text: String| !seen.insert(text);
            let own = Identity::of(schema)
                .is_some_and(|identity| items.iter().filter_map(|item| identity.text(item)).any(again));
            let below = schema.get("items").map(Schema);
            own || below.is_some_and(|schema| items.iter().any(|item| has_twice(item, schema)))
        }
        _ => false,
    }
}

#[cold]
fn twice<'n>(findings: &mut Findings<'n, '_>, item: &'n Node, first: &Node, keys: Option<&[&str]>) {
    let field = findings.path(None);
    let message = match keys {
        Some([key]) => format!("`{field}` has the `{key}` of an item before it"),
        Some(keys) => format!("`{field}` has the keys of an item before it: `{}`", keys.join("`, `")),
        None => format!("`{field}` says the same as one before"),
    };
    let place = |node: &Node| match keys.and_then(|keys| node.get(keys.first()?)) {
        Some(key) => key.span(),
        None => node.span(),
    };
    let diagnostic = Diagnostic::new(Code::DuplicateValue, message).at(place(item), "");
    findings.push(diagnostic.at(place(first), "first said here").field(field));
}
