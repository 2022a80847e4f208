//! Whether a value fits a schema, for values that are no objects of their own: defaults.

use super::super::wanted::Wanted;
use super::limits::Said;
use super::schema::{Schema, fits};
use super::{junctors, limits};
use crate::kubernetes::go_pattern::Patterns;
use crate::yaml::{Node, Value};

/// What is wrong with a value by a schema, to go on from the name of its field; nothing if it fits.
pub fn misfit(value: &Node, schema: &Node) -> Option<String> {
    fault(value, Schema(schema), &Patterns::default(), &mut String::new())
}

fn fault(node: &Node, schema: Schema<'_>, patterns: &Patterns, path: &mut String) -> Option<String> {
    if node.is_null() && schema.is("nullable") {
        return None;
    }
    let named = |path: &str, fault: &str| match path {
        "" => fault.to_owned(),
        path => format!("does not fit its schema: `{}` {fault}", path.trim_start_matches('.')),
    };
    if let Some(wanted) = schema.wanted()
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
    let length = path.len();
    match node.value() {
        Value::Mapping(mapping) => {
            let required = schema.list("required").iter().filter_map(Node::as_str);
            let missing = required.into_iter().find(|key| !schema.has(mapping, key));
            if let Some(key) = missing {
                return Some(named(path, &format!("must have `{key}`")));
            }
            let embedded = schema.is("x-kubernetes-embedded-resource");
            for entry in mapping {
                let own = embedded && matches!(entry.key.as_str(), "apiVersion" | "kind" | "metadata");
                match schema.child(&entry.key) {
                    Some(Schema(child)) if child.as_bool() == Some(true) => {}
                    Some(child) if child.0.as_bool().is_none() => {
                        path.push('.');
                        path.push_str(&entry.key);
                        let found =
                            (!entry.node.is_null()).then(|| fault(&entry.node, child, patterns, path));
                        path.truncate(length);
                        if let Some(found) = found.flatten() {
                            return Some(found);
                        }
                    }
                    _ if own || schema.is("x-kubernetes-preserve-unknown-fields") => {}
                    _ => {
                        return Some(named(
                            path,
                            &format!("has `{}`, which its schema does not know", entry.key),
                        ));
                    }
                }
            }
            None
        }
        Value::Sequence(items) => {
            let schema = schema.get("items").map(Schema)?;
            items.iter().enumerate().find_map(|(index, item)| {
                path.extend(["[", &index.to_string(), "]"]);
                let found = fault(item, schema, patterns, path);
                path.truncate(length);
                found
            })
        }
        _ => None,
    }
}
