//! A node of an `openAPIV3Schema`, and what it says of types.

use super::super::wanted::{Wanted, whole};
use crate::yaml::{Mapping, Node, Value};

/// A node of an `openAPIV3Schema`.
#[derive(Clone, Copy)]
pub(super) struct Schema<'s>(pub(super) &'s Node);

impl<'s> Schema<'s> {
    pub(super) fn get(self, key: &str) -> Option<&'s Node> {
        self.0.get(key)
    }

    pub(super) fn is(self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool).unwrap_or(false)
    }

    pub(super) fn wanted(self) -> Option<Wanted> {
        if self.is("x-kubernetes-int-or-string") {
            return Some(Wanted::WholeOrString);
        }
        Some(match self.get("type")?.as_str()? {
            "object" => Wanted::Map,
            "array" => Wanted::List,
            "string" => Wanted::String,
            "boolean" => Wanted::Bool,
            "integer" => Wanted::Whole(i64::MIN, i64::MAX),
            "number" => Wanted::Number,
            _ => return None,
        })
    }

    /// The items of a list that it has; none if it has no such list.
    pub(super) fn list(self, key: &str) -> &'s [Node] {
        self.get(key).and_then(Node::as_sequence).unwrap_or_default()
    }

    /// The schema of a property; nothing if it names no such property.
    pub(super) fn property(self, key: &str) -> Option<Schema<'s>> {
        self.get("properties")?.as_mapping()?.get(key).map(Schema)
    }

    /// The schema of a key's value: of the property, or else of all others.
    pub(super) fn child(self, key: &str) -> Option<Schema<'s>> {
        self.property(key).or_else(|| self.get("additionalProperties").map(Schema))
    }

    /// Whether a key is there once the server has dropped nulls and filled defaults in.
    pub(super) fn has(self, mapping: &Mapping, key: &str) -> bool {
        let property = self.child(key);
        let default = property.and_then(|property| property.get("default"));
        match mapping.get(key) {
            Some(node) if !node.is_null() => true,
            Some(_) if property.is_none_or(|property| property.is("nullable")) => true,
            _ => default.is_some_and(|default| !default.is_null()),
        }
    }
}

/// Whether a value is of a type.
pub(super) fn fits(node: &Node, wanted: Wanted) -> bool {
    match wanted {
        Wanted::Map => node.as_mapping().is_some(),
        Wanted::List => node.as_sequence().is_some(),
        Wanted::String => node.as_str().is_some(),
        Wanted::Bool => node.as_bool().is_some(),
        Wanted::Whole(..) => whole(node).is_some(),
        Wanted::Number => matches!(node.value(), Value::Number(_)),
        Wanted::WholeOrString => node.as_str().is_some() || whole(node).is_some(),
        _ => true,
    }
}
