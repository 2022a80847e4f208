//! Whether a default fits the schema that it stands in, as it stands: neither are defaults within it filled in, nor nulls dropped.
//!
//! From `validate` in `apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go`, `prune` in `schema/pruning` beside
//! it, and `kube-openapi/pkg/validation/validate`, in Kubernetes 1.36.

use super::super::wanted::Wanted;
use super::limits::Said;
use super::schema::{Schema, fits};
use super::{junctors, limits};
use crate::kubernetes::go_pattern::Patterns;
use crate::yaml::{Node, Value};

/// What is wrong with a default by a schema, to go on from the name of its field; nothing if it fits.
///
/// `root`: whether the schema is that of a whole object, which has a kind and metadata that no schema needs to name.
/// `of_metadata`: whether it is of an object's metadata, or in it, where what is not known is dropped in silence.
pub fn misfit(value: &Node, schema: &Node, root: bool, of_metadata: bool) -> Option<String> {
    let (schema, path) = (Schema(schema), &mut String::new());
    let unknown = if of_metadata { None } else { unknown(value, Some(schema), [root, false], path) };
    unknown.or_else(|| fault(value, schema, &Patterns::default(), path))
}

fn named(path: &str, fault: &str) -> String {
    match path {
        "" => fault.to_owned(),
        path => format!("does not fit its schema: `{}` {fault}", path.trim_start_matches('.')),
    }
}

/// Goes on below, with the name of a key or an item added to the way.
fn below(
    step: impl Iterator<Item = String>,
    path: &mut String,
    judge: impl FnOnce(&mut String) -> Option<String>,
) -> Option<String> {
    let length = path.len();
    path.extend(step);
    let found = judge(path);
    path.truncate(length);
    found
}

fn key(name: &str) -> impl Iterator<Item = String> {
    [".".to_owned(), name.to_owned()].into_iter()
}

fn item(index: usize) -> impl Iterator<Item = String> {
    std::iter::once(format!("[{index}]"))
}

/// What `prune` would take away: a key that no schema names, nor keeps. Where there is no schema, as below
/// `additionalProperties: true`, that is each key. `keeps`: whether it is of a list that keeps all that its schema does not
/// name.
fn unknown(
    node: &Node,
    schema: Option<Schema<'_>>,
    [root, keeps]: [bool; 2],
    path: &mut String,
) -> Option<String> {
    let is = |key| schema.is_some_and(|schema| schema.is(key));
    let keeps = keeps || is("x-kubernetes-preserve-unknown-fields");
    match node.value() {
        Value::Mapping(mapping) => mapping.iter().find_map(|entry| {
            let name = entry.key.as_str();
            let is_object = root || is("x-kubernetes-embedded-resource");
            if is_object && matches!(name, "apiVersion" | "kind" | "metadata") {
                return None;
            }
            match schema.and_then(|schema| schema.child(name)) {
                Some(child) => {
                    let child = (child.0.as_bool().is_none()).then_some(child);
                    below(key(name), path, |path| unknown(&entry.node, child, [false; 2], path))
                }
                None if keeps => None,
                None => Some(named(path, &format!("has `{name}`, which its schema does not know"))),
            }
        }),
        Value::Sequence(items) => {
            let of_items = schema.and_then(|schema| schema.get("items")).map(Schema);
            if keeps && of_items.is_none() {
                return None;
            }
            items.iter().enumerate().find_map(|(index, node)| {
                below(item(index), path, |path| unknown(node, of_items, [false, keeps], path))
            })
        }
        _ => None,
    }
}

/// What the validator of the schema refuses.
fn fault(node: &Node, schema: Schema<'_>, patterns: &Patterns, path: &mut String) -> Option<String> {
    let is_null = node.is_null() && schema.is("nullable");
    if let Some(wanted) = schema.wanted().filter(|_| !is_null)
        && !fits(node, wanted)
    {
        let kind = match wanted {
            Wanted::WholeOrString => "integer or string",
            _ => schema.get("type").and_then(Node::as_str).unwrap_or_default(),
        };
        return Some(named(
            path,
            &format!("must be of type {kind}, as the schema says, not {}", node.value().kind_name()),
        ));
    }
    let mut first = None;
    let mut say = |said: Said| {
        if said.is_refusal() {
            first = first.take().or(Some(said.predicate));
        }
    };
    limits::check(node, schema, patterns, &mut say);
    junctors::check(node, schema, patterns, &mut |_, _, said| say(said));
    if let Some(said) = first {
        return Some(named(path, &said));
    }
    match node.value() {
        Value::Mapping(mapping) => {
            let required = schema.list("required").iter().filter_map(Node::as_str);
            // A default of that key would come too late.
            let missing = required.into_iter().find(|key| mapping.get(key).is_none());
            if let Some(key) = missing {
                return Some(named(path, &format!("must have `{key}`")));
            }
            mapping.iter().find_map(|entry| {
                let child = schema.child(&entry.key).filter(|child| child.0.as_bool().is_none())?;
                below(key(&entry.key), path, |path| fault(&entry.node, child, patterns, path))
            })
        }
        Value::Sequence(items) => {
            let schema = schema.get("items").map(Schema)?;
            items.iter().enumerate().find_map(|(index, node)| {
                below(item(index), path, |path| fault(node, schema, patterns, path))
            })
        }
        _ => None,
    }
}
