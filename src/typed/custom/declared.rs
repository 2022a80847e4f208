//! The types by which the rules of a schema are judged: `SchemaDeclType` in `apiserver/pkg/cel/common/schemas.go`.

use std::collections::BTreeMap;

use super::schema::Schema;
use crate::cel::{Type, escape};
use crate::yaml::Node;

/// The type that a rule of a schema sees as `self`; nothing if no rule can see it.
///
/// `root`: whether it is the schema of an object with a kind and metadata of its own. `name`: by which it is named in
/// problems.
pub fn declared(schema: &Node, root: bool, name: &str) -> Option<Type> {
    of(Schema(schema), root, name)
}

fn of(schema: Schema<'_>, root: bool, name: &str) -> Option<Type> {
    if schema.is("x-kubernetes-int-or-string") {
        return Some(Type::Dyn);
    }
    let kind = schema.get("type").and_then(Node::as_str);
    if root {
        return Some(object(schema, true, name));
    }
    Some(match kind? {
        "array" => {
            let items = schema.get("items").map(Schema)?;
            Type::list(of(items, is_object(items), &format!("{name}[]"))?)
        }
        "object" => match schema.get("additionalProperties") {
            Some(others) if others.as_mapping().is_some() => {
                let others = Schema(others);
                Type::map(of(others, is_object(others), &format!("{name}.*"))?)
            }
            _ => object(schema, false, name),
        },
        "string" => match schema.get("format").and_then(Node::as_str) {
            Some("byte") => Type::Bytes,
            Some("duration") => Type::Duration,
            Some("date" | "date-time") => Type::Timestamp,
            _ => Type::Text,
        },
        "boolean" => Type::Bool,
        "number" => Type::Double,
        "integer" => Type::Int,
        _ => return None,
    })
}

fn is_object(schema: Schema<'_>) -> bool {
    schema.is("x-kubernetes-embedded-resource")
}

fn object(schema: Schema<'_>, root: bool, name: &str) -> Type {
    let mut fields = BTreeMap::new();
    let properties = schema.get("properties").and_then(Node::as_mapping);
    for entry in properties.into_iter().flatten() {
        let property = Schema(&entry.node);
        let below = format!("{name}.{}", entry.key);
        if let (Some(own), Some(field)) = (of(property, is_object(property), &below), escape(&entry.key)) {
            fields.insert(field, own);
        }
    }
    if root {
        let names = ["name", "generateName"].map(|field| (field.to_owned(), Type::Text));
        fields.insert("metadata".to_owned(), Type::object(format!("{name}.metadata"), names.into()));
        fields.extend(["apiVersion", "kind"].map(|field| (field.to_owned(), Type::Text)));
    }
    Type::object(name, fields)
}
