//! How large the values of a schema can be, as the server reckons: `SchemaDeclType` in `apiserver/pkg/cel/common/schemas.go`
//! and the limits in `apiserver/pkg/cel/limits.go`.

use std::collections::BTreeMap;

use super::schema::Schema;
use crate::cel::{Sizes, Within, escape};
use crate::yaml::Node;

/// The largest request that the server reads.
const REQUEST: u64 = 3 * 1024 * 1024;
/// The quotes around a text, the brackets around a list or an object.
const AROUND: u64 = 2;
/// What a length of time and a point in time take at most.
const TIME: u64 = 32;
const DATE: u64 = 12;

/// The sizes of what a rule of a schema sees as `self`; nothing if no rule can see it.
///
/// `root`: whether it is the schema of an object with a kind and metadata of its own.
pub fn sizes(schema: &Node, root: bool) -> Option<Sizes> {
    of(Schema(schema), root)
}

/// How many values of a schema there can be in one request at most, if nothing bounds the lists and maps above it:
/// `maxCardinality`.
pub fn most_in_a_request(sizes: &Sizes) -> u64 {
    REQUEST / (sizes.least + 1)
}

fn of(schema: Schema<'_>, root: bool) -> Option<Sizes> {
    if schema.is("x-kubernetes-int-or-string") {
        return Some(Sizes::plain(length(schema).unwrap_or(REQUEST - AROUND), 1));
    }
    if root {
        return Some(object(schema, true));
    }
    Some(match schema.get("type").and_then(Node::as_str)? {
        "array" => {
            let items = schema.get("items").map(Schema)?;
            let items = of(items, is_object(items))?;
            let most = bound(schema, "maxItems").unwrap_or((REQUEST - AROUND) / (items.least + 1));
            Sizes { most, least: AROUND, within: Within::Items(items.into()) }
        }
        "object" => match schema.get("additionalProperties") {
            Some(others) if others.as_mapping().is_some() => {
                let others = Schema(others);
                let values = of(others, is_object(others))?;
                // A key with its quotes, a colon and a comma stand beside each value.
                let most = bound(schema, "maxProperties").unwrap_or((REQUEST - AROUND) / (values.least + 6));
                Sizes { most, least: AROUND, within: Within::Values(values.into()) }
            }
            _ => object(schema, false),
        },
        "string" => match schema.get("format").and_then(Node::as_str) {
            Some("byte") => Sizes::plain(bound(schema, "maxLength").unwrap_or(REQUEST - AROUND), AROUND),
            Some("duration") => Sizes::plain(TIME, 3),
            Some("date") => Sizes::plain(DATE, DATE),
            Some("date-time") => Sizes::plain(TIME, 21),
            _ => Sizes::plain(text(schema), AROUND),
        },
        "boolean" => Sizes::plain(0, 4),
        "number" | "integer" => Sizes::plain(0, 1),
        _ => return None,
    })
}

fn is_object(schema: Schema<'_>) -> bool {
    schema.is("x-kubernetes-embedded-resource")
}

/// A bound of a schema; one below 0 is 0.
fn bound(schema: Schema<'_>, key: &str) -> Option<u64> {
    schema.get(key)?.as_i64().map(|bound| u64::try_from(bound).unwrap_or(0))
}

/// The bytes of a text with so many letters.
fn length(schema: Schema<'_>) -> Option<u64> {
    bound(schema, "maxLength").map(|letters| letters.saturating_mul(4))
}

fn text(schema: Schema<'_>) -> u64 {
    let longest = || {
        let listed = schema.list("enum");
        let longest = listed.iter().filter_map(Node::as_str).map(str::len).max().unwrap_or(0);
        (!listed.is_empty()).then(|| u64::try_from(longest).unwrap_or(u64::MAX))
    };
    length(schema).or_else(longest).unwrap_or(REQUEST - AROUND)
}

fn object(schema: Schema<'_>, root: bool) -> Sizes {
    let mut fields = BTreeMap::new();
    let mut least = AROUND;
    let required: Vec<&str> = schema.list("required").iter().filter_map(Node::as_str).collect();
    let mut add = |key: &str, own: Sizes, is_filled: bool| {
        if required.contains(&key) && !is_filled {
            least += u64::try_from(key.len()).unwrap_or(u64::MAX) + own.least + 4;
        }
        fields.extend(escape(key).map(|name| (name, own)));
    };
    let properties = schema.get("properties").and_then(Node::as_mapping);
    for entry in properties.into_iter().flatten() {
        let property = Schema(&entry.node);
        let of_object = root && matches!(entry.key.as_str(), "apiVersion" | "kind" | "metadata");
        if let Some(own) = of(property, is_object(property)).filter(|_| !of_object) {
            add(&entry.key, own, property.get("default").is_some());
        }
    }
    if root {
        let text = || Sizes::plain(REQUEST - AROUND, AROUND);
        let names = ["name", "generateName"].map(|field| (field.to_owned(), text()));
        let metadata = Sizes { most: 0, least: AROUND, within: Within::Fields(names.into()) };
        add("metadata", metadata, false);
        add("apiVersion", text(), false);
        add("kind", text(), false);
    }
    Sizes { most: 0, least, within: Within::Fields(fields) }
}
