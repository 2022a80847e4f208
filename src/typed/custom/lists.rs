//! Lists that are sets, or maps by keys of their items: no item may be there twice.
//!
//! From `apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go` in Kubernetes 1.36.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::super::findings::{Findings, Step};
use super::schema::Schema;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Node, emit_compact_json};

/// Says which items of a list are there before.
pub(super) fn check<'n>(findings: &mut Findings<'n, '_>, node: &'n Node, schema: Schema<'_>) {
    let (Some(kind), Some(items)) = (schema.get("x-kubernetes-list-type"), node.as_sequence()) else {
        return;
    };
    let keys: Option<Vec<&str>> = match kind.as_str() {
        Some("set") => None,
        Some("map") => {
            Some(schema.list("x-kubernetes-list-map-keys").iter().filter_map(Node::as_str).collect())
        }
        _ => return,
    };
    let item_schema = schema.get("items").map(Schema);
    let mut seen: FxHashMap<String, &Node> = FxHashMap::default();
    for (index, item) in items.iter().enumerate() {
        let mut text = String::new();
        match &keys {
            None => emit_compact_json(item, &mut text),
            Some(_) if item.as_mapping().is_none() => continue,
            Some(keys) => {
                for key in keys {
                    let default = || item_schema?.property(key)?.get("default");
                    if let Some(value) = item.get(key).filter(|value| !value.is_null()).or_else(default) {
                        emit_compact_json(value, &mut text);
                    }
                    text.push(',');
                }
            }
        }
        match seen.entry(text) {
            Entry::Vacant(place) => drop(place.insert(item)),
            Entry::Occupied(first) => {
                findings.enter(Step::Item(index, item));
                twice(findings, item, first.get(), keys.as_deref());
                findings.leave();
            }
        }
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
