//! Objects within others: what a schema says is `x-kubernetes-embedded-resource`, and its metadata.
//!
//! From `apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go` in Kubernetes 1.36.

use super::at::At;
use super::findings::Findings;
use super::metadata;
use crate::kubernetes::formats;
use crate::resource::CustomKinds;
use crate::typed::metadata_in;
use crate::yaml::{Node, Value};

/// The metadata of what is within a custom resource. That it says its kind is said by the shape. A status that is a
/// subresource nobody can apply.
pub(super) fn of_custom(custom: &CustomKinds, out: &mut Findings<'_>) {
    let (id, node) = (out.resource().id(), out.resource().node());
    let kind = custom.get(&id.group, &id.kind);
    let version = kind.and_then(|kind| kind.served().find(|version| version.name == id.version));
    let Some((version, schema)) = version.and_then(|version| Some((version, version.schema.as_ref()?)))
    else {
        return;
    };
    let at = At::object();
    for entry in node.as_mapping().into_iter().flatten() {
        let is_status = version.status && entry.key == "status";
        if let Some(schema) = child(schema, &entry.key).filter(|_| !is_status) {
            value(&entry.node, schema, false, at.key(&entry.key), out);
        }
    }
}

/// Of a default: what is within it, and itself if it is one.
pub(super) fn of_default(default: &Node, schema: &Node, is_object: bool, at: At<'_>, out: &mut Findings<'_>) {
    if is_object && !is_embedded(schema) {
        object(default, true, at, out);
    }
    value(default, schema, true, at, out);
}

/// `validate`. `whole`: whether what an object is must be said here.
fn value(node: &Node, schema: &Node, whole: bool, at: At<'_>, out: &mut Findings<'_>) {
    match node.value() {
        Value::Mapping(mapping) => {
            if is_embedded(schema) {
                object(node, whole, at, out);
            }
            for entry in mapping {
                if let Some(schema) = child(schema, &entry.key) {
                    value(&entry.node, schema, whole, at.key(&entry.key), out);
                }
            }
        }
        Value::Sequence(items) => {
            let Some(schema) = schema.get("items") else { return };
            for (index, item) in items.iter().enumerate() {
                value(item, schema, whole, at.item(index), out);
            }
        }
        _ => {}
    }
}

fn is_embedded(schema: &Node) -> bool {
    schema.get("x-kubernetes-embedded-resource").and_then(Node::as_bool) == Some(true)
}

/// The schema of a key's value: of the property, or else of all others.
fn child<'s>(schema: &'s Node, key: &str) -> Option<&'s Node> {
    let property = schema.get("properties").and_then(|properties| properties.get(key));
    property.or_else(|| schema.get("additionalProperties"))
}

/// `validateEmbeddedResource`.
fn object(node: &Node, whole: bool, at: At<'_>, out: &mut Findings<'_>) {
    for field in ["apiVersion", "kind"].into_iter().filter(|_| whole) {
        let place = at.field(field);
        match node.get(field).map(|value| (value, value.as_str())) {
            None | Some((_, Some(""))) => {
                out.required(place);
            }
            Some((_, None)) => {
                out.invalid(place, "must be a string");
            }
            Some((_, Some(text))) if field == "kind" => {
                if formats::dns_1035_label(&text.to_ascii_lowercase()).is_some() {
                    out.invalid(place, "must be letters, digits and `-`, and begin with a letter");
                }
            }
            Some((_, Some(text))) if text.matches('/').count() > 1 => {
                out.invalid(place, "must be a group and a version with one `/` between them");
            }
            Some(_) => {}
        }
    }
    if let Some(metadata) = node.get("metadata") {
        self::metadata(metadata, whole, at.field("metadata"), out);
    }
}

/// `GetObjectMeta` and `ValidateObjectMeta`. `whole`: whether it must be told here if it cannot be read.
pub(super) fn metadata(node: &Node, whole: bool, at: At<'_>, out: &mut Findings<'_>) {
    match metadata_in(out.resource(), node) {
        Some(it) => metadata::embedded(&it, at, out),
        None if whole => {
            out.invalid(at, "is no metadata of an object: something in it has a wrong type");
        }
        None => {}
    }
}
