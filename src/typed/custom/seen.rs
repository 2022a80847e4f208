//! An object as its rules see it: `UnstructuredToVal` in `apiserver/pkg/cel/common/values.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::wanted::{float, whole};
use super::schema::Schema;
use crate::cel::{Key, ListKind, Value as Seen, duration_of, escape, timestamp_of};
use crate::yaml::{Mapping, Node, Segment, Value};

/// What rules see of a value; nothing of what no schema tells the type of.
///
/// `resource`: whether it is an object with a kind of its own, of whose metadata only the name is seen.
/// `filled`: whether the server has filled defaults in before the rules are run.
pub(super) fn value(node: &Node, schema: Schema<'_>, resource: bool, filled: bool) -> Option<Seen> {
    let kind = schema.get("type").and_then(Node::as_str);
    Some(match node.value() {
        Value::Null => Seen::Null,
        Value::Bool(bool) => Seen::Bool(*bool),
        Value::Number(number) if kind == Some("number") => Seen::Double(float(*number)),
        Value::Number(number) => whole(node).map_or_else(|| Seen::Double(float(*number)), Seen::Int),
        Value::String(text) => self::text(text, schema),
        Value::Sequence(items) => {
            let of = schema.get("items").map(Schema)?;
            let items = items.iter().map(|item| value(item, of, is_object(of), filled));
            let items: Option<Vec<Seen>> = items.collect();
            Seen::List(items?.into(), list_kind(schema))
        }
        Value::Mapping(mapping) if resource || kind == Some("object") => {
            object(mapping, schema, resource, filled)
        }
        Value::Mapping(_) => return None,
    })
}

fn is_object(schema: Schema<'_>) -> bool {
    schema.is("x-kubernetes-embedded-resource")
}

fn list_kind(schema: Schema<'_>) -> ListKind {
    match schema.get("x-kubernetes-list-type").and_then(Node::as_str) {
        Some("set") => ListKind::Set,
        Some("map") => {
            let keys = schema.list("x-kubernetes-list-map-keys").iter().filter_map(Node::as_str);
            ListKind::Map(keys.map(|key| escape(key).unwrap_or_default().into()).collect())
        }
        _ => ListKind::Atomic,
    }
}

fn text(text: &str, schema: Schema<'_>) -> Seen {
    if schema.is("x-kubernetes-int-or-string") {
        return Seen::from(text);
    }
    match schema.get("format").and_then(Node::as_str) {
        Some("date" | "date-time") => timestamp_of(text)
            .map_or(Seen::Unread("it reads a time that is written in another way"), Seen::Timestamp),
        Some("duration") => duration_of(text)
            .map_or(Seen::Unread("it reads a length of time that is written in words"), Seen::Duration),
        Some("byte") => data_encoding::BASE64
            .decode(text.as_bytes())
            .map_or(Seen::Unread("it reads bytes that are no base64"), |bytes| Seen::Bytes(bytes.into())),
        _ => Seen::from(text),
    }
}

fn object(mapping: &Mapping, schema: Schema<'_>, resource: bool, filled: bool) -> Seen {
    let mut entries = BTreeMap::new();
    let mut put = |key: &str, seen: Option<Seen>| {
        entries.extend(seen.map(|seen| (Key::Text(key.into()), seen)));
    };
    let others = schema.get("additionalProperties").filter(|others| others.as_mapping().is_some());
    for entry in mapping {
        let key = entry.key.as_str();
        if resource && key == "metadata" {
            put(key, Some(metadata(&entry.node)));
        } else if resource && matches!(key, "apiVersion" | "kind") {
            put(key, entry.node.as_str().map(Seen::from));
        } else if let Some(property) = schema.property(key) {
            // A null that a field cannot hold is dropped by the server, or a default takes its place.
            if (!entry.node.is_null() || property.is("nullable"))
                && let Some(name) = escape(key)
            {
                put(&name, value(&entry.node, property, is_object(property), filled));
            }
        } else if let Some(others) = others.map(Schema)
            && (!entry.node.is_null() || others.is("nullable"))
        {
            put(key, value(&entry.node, others, is_object(others), filled));
        }
    }
    for (key, property, default) in defaults(mapping, schema).filter(|_| filled) {
        if let Some(name) = escape(key) {
            put(&name, value(default, property, is_object(property), filled));
        }
    }
    Seen::Map(Arc::new(entries))
}

/// The properties that an object lacks, and that the server fills in.
fn defaults<'s>(
    mapping: &Mapping,
    schema: Schema<'s>,
) -> impl Iterator<Item = (&'s str, Schema<'s>, &'s Node)> {
    let properties = schema.get("properties").and_then(Node::as_mapping);
    properties.into_iter().flatten().filter_map(move |entry| {
        let property = Schema(&entry.node);
        let absent = match mapping.get(&entry.key) {
            None => true,
            Some(node) => node.is_null() && !property.is("nullable"),
        };
        let default = property.get("default").filter(|_| absent)?;
        Some((entry.key.as_str(), property, default))
    })
}

/// What rules see of what every object has: its name, of which the server has made one if it was asked to.
fn metadata(node: &Node) -> Seen {
    let text = |key: &str| node.get(key).and_then(Node::as_str).filter(|text| !text.is_empty());
    let generated = text("generateName").map(|prefix| format!("{prefix}aaaaa"));
    let name = text("name").map(ToOwned::to_owned).or(generated);
    let names = [("name", name), ("generateName", text("generateName").map(ToOwned::to_owned))];
    Seen::map(names.into_iter().filter_map(|(key, text)| Some((key.to_owned(), Seen::from(text?)))))
}

/// The same, where nothing can be said of what is at a path, which may not even be there.
pub(super) fn without(seen: Seen, path: &[Segment]) -> Seen {
    let Some((step, rest)) = path.split_first() else { return Seen::Wrong };
    match (seen, step) {
        (Seen::Map(mut entries), Segment::Key(key)) => {
            let names = [Some(key.to_string()), escape(key)];
            let mut names = names.into_iter().flatten().map(|name| Key::Text(name.into()));
            if let Some(name) =
                names.clone().find(|name| entries.contains_key(name)).or_else(|| names.next_back())
            {
                let entries = Arc::make_mut(&mut entries);
                let value = entries.remove(&name).unwrap_or(Seen::Wrong);
                entries.insert(name, without(value, rest));
            }
            Seen::Map(entries)
        }
        (Seen::List(items, kind), Segment::Index(index)) => {
            let mut items = items.to_vec();
            if let Some(item) = items.get_mut(*index) {
                *item = without(std::mem::replace(item, Seen::Wrong), rest);
            }
            Seen::List(items.into(), kind)
        }
        // What it should be is not what it was taken for.
        _ => Seen::Wrong,
    }
}
